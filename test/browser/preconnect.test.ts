import { expect, it, onTestFinished } from "vitest";
import type { SharedHelpCenterJwt } from "../../src/index.ts";
import { describeInBrowsers } from "../helpers/browsers/index.ts";
import { useWorld } from "../helpers/browsers/visit.ts";
import { startRelay } from "../helpers/relay.ts";

declare const HCJwt: SharedHelpCenterJwt;

describeInBrowsers(
  "a call that waits for its token",
  (browser) => {
    const world = useWorld(browser);

    it("has its connection opened before the token is there, with nothing sent on it", async () => {
      const relay = await startRelay(world.api);
      onTestFinished(() => relay[Symbol.asyncDispose]());
      const { origin, connections, connected } = relay;
      const page = await world.visit({
        // Token requests are held until the test lets them go.
        before: () => {
          const native = window.fetch;
          const held = new Promise<void>((resolve) => Object.assign(window, { letGo: resolve }));
          window.fetch = async (input, init) => {
            if (new Request(input).url.includes("/integration/token")) await held;
            return native(input, init);
          };
        },
      });
      await page.run((url) => {
        Object.assign(window, { answer: HCJwt.fetch(url).then((response) => response.status) });
      }, `${origin}/echo`);
      await connected;
      expect(connections).toEqual([{ bytes: 0 }]);
      const status = await page.run(() => {
        const { letGo, answer } = window as unknown as { letGo(): void; answer: Promise<number> };
        letGo();
        return answer;
      });
      expect(status).toBe(200);
      // It was the right one: what was sent, was sent there.
      expect(connections[0]?.bytes).toBeGreaterThan(0);
    });

    it.each(["<img name=head>", "<iframe name=head></iframe>", "<img name=createElement>"])(
      "is answered on a page whose article holds %s, which stands for a part of the document",
      async (html) => {
        const page = await world.visit();
        const status = await page.run(
          async ({ html, url }) => {
            document.body.insertAdjacentHTML("beforeend", html);
            return (await HCJwt.fetch(url)).status;
          },
          { html, url: `${world.api}/echo` },
        );
        expect(status).toBe(200);
      },
    );
  },
  undefined,
  { connections: "ahead" },
);
