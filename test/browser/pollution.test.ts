import { expect, it } from "vitest";
import type { SharedHelpCenterJwt } from "../../src/index.ts";
import { type BrowserPage, describeInBrowsers } from "../helpers/browsers/index.ts";
import { bundle, useWorld } from "../helpers/browsers/visit.ts";

/** What a merge of hostile JSON, or of a query string, can put into `Object.prototype`: data, no functions. */
const pollutions: readonly (readonly [name: string, value: unknown])[] = [
  // Options.
  ["allowedOrigins", ["https://evil.example"]],
  ["allowedOrigins", "https://evil.example"],
  ["tokenUrl", "https://evil.example/token"],
  ["user", "somebody"],
  ["user", null],
  ["storage", "session"],
  ["anonymous", "omit"],
  ["refreshLeeway", 1e9],
  ["timeout", 1],
  ["retry", -1],
  ["onError", "x"],
  ["origins", ["https://evil.example"]],
  // What fetch asks its second argument for.
  ["redirect", "follow"],
  ["credentials", "include"],
  ["headers", { "X-Other": "1" }],
  ["headers", { Authorization: "Bearer other" }],
  ["method", "POST"],
  ["mode", "no-cors"],
  ["referrerPolicy", "unsafe-url"],
  ["cache", "force-cache"],
  ["keepalive", true],
  ["signal", {}],
  // What ky asks its options for.
  ["prefix", "https://evil.example/"],
  ["baseUrl", "https://evil.example/"],
  ["searchParams", "to=https://evil.example"],
  ["throwHttpErrors", false],
  ["hooks", { beforeRequest: [] }],
  // What answers, tokens and property descriptors are asked for.
  ["token", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"],
  ["exp", 9_999_999_999],
  ["owner", "somebody"],
  ["status", 401],
  ["get", "x"],
  ["value", "x"],
];

// One engine will do: what decides is JavaScript and Web IDL.
describeInBrowsers(
  "data in Object.prototype",
  (browser) => {
    const world = useWorld(browser);

    /** What calls to the API and to another origin come to, in a frame with this in its `Object.prototype`. */
    const outcomesWith = (page: BrowserPage, name: string, value: unknown): Promise<string[]> =>
      page.run(
        async ([bundle, name, value, api, elsewhere]) => {
          const frame = document.createElement("iframe");
          frame.src = location.href;
          const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
          document.body.append(frame);
          await loaded;
          const polluted = frame.contentWindow as Window & typeof globalThis & { HCJwt?: SharedHelpCenterJwt };
          Object.assign(polluted.Object.prototype, { [name]: value });
          const script = polluted.document.createElement("script");
          script.textContent = bundle;
          polluted.document.head.append(script);
          const client = polluted.HCJwt;
          if (!client) return ["no library"];
          const outcomeOf = (input: string | Request) =>
            client.fetch(input).then(
              ({ status }) => String(status),
              (error) => String(error.code ?? error.name),
            );
          client.configure({ allowedOrigins: [api], retry: 0 });
          const outcomes = [await outcomeOf(`${api}/echo`)];
          outcomes.push(await outcomeOf(`${elsewhere}/echo`));
          outcomes.push(await outcomeOf(new polluted.Request(`${elsewhere}/echo`)));
          frame.remove();
          return outcomes;
        },
        [bundle, name, value, world.api, world.elsewhere.origin] as const,
      );

    it("opens no list of allowed origins: calls work or fail, and the token goes nowhere else", async () => {
      const works = ["200", "destination_not_allowed", "destination_not_allowed"];
      const disturbed: string[] = [];
      const page = await world.visit();
      for (const [name, value] of pollutions) {
        const what = `${name}: ${JSON.stringify(value)}`;
        world.demo.requestLog.clear();
        world.elsewhere.requestLog.clear();
        const outcomes = await outcomesWith(page, name, value);
        if (outcomes.join() !== works.join()) disturbed.push(what);
        const issued = world.demo.requestLog.recent().filter(({ kind }) => kind === "token");
        const leaked = world.elsewhere.requestLog
          .recent()
          .filter(({ token }) => issued.some((one) => one.token === token));
        expect(leaked, what).toEqual([]);
        expect(outcomes.slice(1), what).not.toContain("200");
      }
      // The trap is set: most of them disturb nothing, so that a token was there to leak, and some do disturb.
      expect(disturbed).toContain('mode: "no-cors"');
      expect(disturbed.length).toBeLessThan(pollutions.length / 2);
    });

    /** Runs in a frame of its own with the bundle in it, after `pollution` went into its `Object.prototype`. */
    const inFrame = (page: BrowserPage, pollution: Record<string, unknown>, code: string): Promise<unknown> =>
      page.run(
        async ([bundle, pollution, code]) => {
          const frame = document.createElement("iframe");
          frame.src = location.href;
          const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
          document.body.append(frame);
          await loaded;
          const polluted = frame.contentWindow as Window & typeof globalThis & { run(): Promise<unknown> };
          Object.assign(polluted.Object.prototype, pollution);
          for (const text of [bundle, `window.run = async () => { ${code} }`]) {
            const script = polluted.document.createElement("script");
            script.textContent = text;
            polluted.document.head.append(script);
          }
          return polluted.run();
        },
        [bundle, pollution, code] as const,
      );

    it("is no attribute of the script tag", async () => {
      const page = await world.visit();
      const open = `${world.elsewhere.origin}/public`;
      const installed = { install: world.elsewhere.origin };
      expect(await inFrame(page, installed, `return (await fetch("${open}")).json()`)).toEqual({
        authorization: false,
      });
      const code = `await HCJwt.fetch("${world.api}/echo"); return sessionStorage.length`;
      expect(await inFrame(page, { storage: "session", user: "somebody" }, code)).toBe(0);
      const tokenUrl = "/api/v2/users/me.json";
      expect(await inFrame(page, { tokenUrl }, `return (await HCJwt.fetch("${world.api}/echo")).status`)).toBe(200);
    });

    it("is no option: the page says who is signed in", async () => {
      const page = await world.visit();
      const code = `
        window.HelpCenter = { user: { role: "end_user", identifier: "mia" } };
        HCJwt.configure({ storage: "session" });
        await HCJwt.fetch("${world.api}/echo");
        return JSON.parse(sessionStorage.getItem("hc-jwt.v1"))[0];`;
      expect(await inFrame(page, { user: "somebody" }, code)).toBe("mia");
    });

    it("does not have the token request follow redirects", async () => {
      const page = await world.visit();
      world.demo.controls.set({ tokenFault: "redirect_to_sign_in" });
      const message = await inFrame(
        page,
        { redirect: "follow" },
        `return HCJwt.getToken().catch((error) => error.message)`,
      );
      expect(message).toMatch(/it is a redirect/);
    });
  },
  ["Chromium"],
);
