import { createHash } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { listen } from "../../demo-server/listener.ts";
import type { SharedHelpCenterJwt } from "../../src/index.ts";
import { describeInBrowsers } from "../helpers/browsers/index.ts";
import { userOf, useWorld } from "../helpers/browsers/visit.ts";

declare const HCJwt: SharedHelpCenterJwt;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describeInBrowsers("what the browser decides", (browser) => {
  const world = useWorld(browser);
  const sent = () => world.demo.requestLog.recent().filter(({ kind }) => kind === "api");

  describe.each([
    ["with AbortSignal.any", undefined],
    [
      "without AbortSignal.any",
      () => {
        delete (AbortSignal as { any?: unknown }).any;
      },
    ],
  ] as const)("%s", (_, before) => {
    it("a call that is aborted while it waits ends at once, is never sent, and leaves the others alone", async () => {
      world.demo.controls.set({ tokenLatency: 1_000 });
      const page = await world.visit(before && { before });
      const outcome = await page.run(async (api) => {
        const ended: string[] = [];
        const controller = new AbortController();
        const post = { method: "POST", body: '{"title":"no"}', signal: controller.signal };
        const aborted = HCJwt.fetch(`${api}/todos`, post).then(
          () => ended.push("answered"),
          ({ name }: Error) => ended.push(name),
        );
        const other = HCJwt.fetch(`${api}/todos`).then(({ status }) => ended.push(String(status)));
        setTimeout(() => controller.abort(), 20);
        await Promise.all([aborted, other]);
        return ended;
      }, world.api);
      expect(outcome).toEqual(["AbortError", "200"]);
      expect(sent().map(({ method }) => method)).toEqual(["GET"]);
      expect(world.demo.requestLog.counts().token).toBe(1);
    });

    it("a token endpoint that does not respond is abandoned after the timeout", async () => {
      world.demo.controls.set({ tokenLatency: 60_000 });
      const page = await world.visit(before && { before });
      const code = await page.run((api) => {
        HCJwt.configure({ timeout: 100, retry: 0 });
        return HCJwt.fetch(`${api}/todos`).then(
          () => "answered",
          ({ code }: { code: string }) => code,
        );
      }, world.api);
      expect(code).toBe("token_endpoint_unavailable");
      expect(sent()).toEqual([]);
    });
  });

  it("a page whose storage is blocked is served all the same", async () => {
    const page = await world.visit({
      before: () => {
        for (const name of ["sessionStorage", "localStorage"]) {
          Object.defineProperty(window, name, {
            get() {
              throw new DOMException("The operation is insecure.", "SecurityError");
            },
          });
        }
      },
    });
    const userId = await page.run(async (api) => {
      await HCJwt.fetch(`${api}/echo`);
      return (await (await HCJwt.fetch(`${api}/echo`)).json()).userId;
    }, world.api);
    expect(userId).toBe(userOf(world.demo).id);
    expect(world.demo.requestLog.counts()).toMatchObject({ token: 1, api: 2 });
  });

  describe("a stream as body", () => {
    const post = async (page: Awaited<ReturnType<typeof world.visit>>, call: "fetch" | "HCJwt.fetch") => {
      world.demo.requestLog.clear();
      const outcome = await page.run(
        async ([url, call]) => {
          const headers = { Authorization: `Bearer ${await HCJwt.getToken()}` };
          const init = { method: "POST", body: new Blob(["Milk"]).stream(), duplex: "half" };
          const answer = call === "fetch" ? fetch(url, { ...init, headers }) : HCJwt.fetch(url, init);
          return answer.then(
            async (response) => ({ status: response.status, body: (await response.json()).bodySha256 as string }),
            ({ name, message }: Error) => ({ name, message }),
          );
        },
        [`${world.api}/echo`, call] as const,
      );
      return { outcome, statuses: sent().map(({ status }) => status) };
    };

    it("fares as it does with fetch itself", async () => {
      const page = await world.visit();
      const plain = await post(page, "fetch");
      expect(await post(page, "HCJwt.fetch")).toEqual(plain);
      const isStreamed = "body" in plain.outcome && plain.outcome.body === sha256("Milk");
      expect(isStreamed, browser().limits.requestStreams).toBe(!browser().limits.requestStreams);
    });

    it("is not sent a second time when the API refuses the token", async () => {
      const page = await world.visit();
      await page.run(() => HCJwt.preload());
      world.demo.revokeTokens();
      const plain = await post(page, "fetch");
      expect(await post(page, "HCJwt.fetch")).toEqual(plain);
      expect(plain.statuses.length).toBeLessThanOrEqual(1);
    });
  });

  it("a 401 without CORS headers is fetch's own TypeError: no renewal, and nothing is sent again", async () => {
    const methods: string[] = [];
    const api = await listen(0, ["127.0.0.1"]);
    onTestFinished(() => api.close());
    api.serve(({ method }) => {
      methods.push(method);
      if (method !== "OPTIONS") return new Response("Unauthorized", { status: 401 });
      const headers = {
        "Access-Control-Allow-Origin": world.demo.helpCenter.origin,
        "Access-Control-Allow-Headers": "Authorization",
      };
      return new Response(null, { status: 204, headers });
    });
    const page = await world.visit();
    const error = await page.run(
      (url) =>
        HCJwt.fetch(url).then(
          () => "answered",
          (error: Error) => [error.name, error instanceof TypeError, "code" in error],
        ),
      `http://127.0.0.1:${api.port}/`,
    );
    expect(error).toEqual(["TypeError", true, false]);
    expect(methods).toEqual(["OPTIONS", "GET"]);
    expect(world.demo.requestLog.counts().token).toBe(1);
  });
});
