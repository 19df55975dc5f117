import { expect, it } from "vitest";
import type { Diagnosis, DiagnosisStep } from "../../src/diagnose/index.ts";
import type { SharedHelpCenterJwt } from "../../src/index.ts";
import { type BrowserPage, describeInBrowsers } from "../helpers/browsers/index.ts";
import { diagnoseBundle, load, userOf, useWorld } from "../helpers/browsers/visit.ts";
import { startTinyServer } from "../helpers/tiny-server.ts";

declare const HCJwt: SharedHelpCenterJwt;

/** What a JWT looks like, and the demo's garbage in place of one. */
const secret = /eyJ[\w-]+\.|[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}|this\.is-not/;

interface Seen {
  readonly diagnosis: Diagnosis;
  /** Everything that was given to the console, as JSON. */
  readonly printed: string;
}

describeInBrowsers("HCJwt.diagnose", (browser) => {
  const world = useWorld(browser);

  /** A page whose `window.HelpCenter` tells who is signed in, with both bundles. */
  async function visit(role: "end_user" | "anonymous" | null = "end_user"): Promise<BrowserPage> {
    const page = await world.visit(role === "anonymous" ? { profile: await world.regular(null) } : {});
    await load(page, diagnoseBundle);
    if (!role) return page;
    const email = role === "anonymous" ? null : userOf(world.demo).email;
    await page.run((user) => void Object.assign(window, { HelpCenter: { user } }), { role, email, identifier: "x" });
    return page;
  }

  async function diagnose(page: BrowserPage, url?: string): Promise<Seen> {
    const seen: Seen = await page.run(async (url) => {
      const printed: unknown[][] = [];
      for (const name of ["log", "info", "warn", "error", "table"] as const) {
        const native = console[name] as (...given: unknown[]) => void;
        console[name] = (...given: unknown[]) => {
          printed.push([name, ...given]);
          native.apply(console, given);
        };
      }
      const diagnosis = await HCJwt.diagnose?.(url ?? undefined);
      return { diagnosis: diagnosis as Diagnosis, printed: JSON.stringify(printed) };
    }, url ?? null);
    expect(JSON.stringify(seen)).not.toMatch(secret);
    expect(page.console.join("\n")).not.toMatch(secret);
    // Each failure is a line that a person can read.
    for (const { name, status, detail, advice } of browser().limits.console ? [] : seen.diagnosis.steps) {
      expect(page.console.includes(`${name}: ${detail} → ${advice}`), name).toBe(status === "failed");
    }
    expect(seen.diagnosis.ok).toBe(failures(seen).length === 0);
    return seen;
  }

  const step = ({ diagnosis }: Seen, name: DiagnosisStep["name"]) =>
    diagnosis.steps.find((step) => step.name === name) as DiagnosisStep;
  const named = ({ diagnosis }: Seen, wanted: DiagnosisStep["status"]) =>
    diagnosis.steps.filter(({ status }) => status === wanted).map(({ name }) => name);
  const failures = (seen: Seen) => named(seen, "failed");
  const destinationSteps = ["destination", "reachable", "preflight", "accepted"];
  const todos = () => `${world.api}/todos`;

  it("finds all well, in order, with one token request and one call to the API", async () => {
    const page = await visit();
    const seen = await diagnose(page, todos());
    expect(seen.diagnosis.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "client ok",
      "help_center ok",
      "signed_in ok",
      "token_endpoint ok",
      "token ok",
      "time_left ok",
      "clock ok",
      "destination ok",
      "reachable ok",
      "preflight ok",
      "accepted ok",
    ]);
    expect(step(seen, "signed_in").detail).toContain(`${userOf(world.demo).email}, end_user`);
    expect(step(seen, "token").detail).toMatch(/claims: .*userId.*exp/);
    expect(step(seen, "time_left").detail).toMatch(/^1[012]\d s, /);
    expect(world.demo.requestLog.counts()).toMatchObject({ token: 1, api: 1, preflight: 1, apiStatuses: { 200: 1 } });
    // The trap is set: a token would have been seen.
    expect(await page.run(() => HCJwt.getToken())).toMatch(secret);
  });

  it("finds all well on a page that Zendesk makes, where other code calls at the same time", async () => {
    const page = await (await world.regular(0)).newPage();
    await page.goto(`${world.demo.helpCenter.origin}/hc/en-us`);
    await load(page, diagnoseBundle);
    expect((await diagnose(page, todos())).diagnosis.ok).toBe(true);
  });

  it("leaves the client's token as it is", async () => {
    const page = await visit();
    const isSame = await page.run(async (api) => {
      const before = await HCJwt.getToken();
      await HCJwt.diagnose?.(`${api}/todos`);
      return (await HCJwt.getToken()) === before;
    }, world.api);
    expect(isSame).toBe(true);
    expect(world.demo.requestLog.counts().token).toBe(2);
  });

  it.each([
    ["plan_unsupported", "token_endpoint", /404/, /Enterprise/],
    ["unavailable", "token_endpoint", /503/, /later/],
    ["rate_limited", "token_endpoint", /429.*Retry-After: 5/, /Wait/],
    ["unauthorized", "token_endpoint", /401/, /reload/],
    ["forbidden", "token_endpoint", /403/, /reload/],
    ["sign_in_page", "token_endpoint", /HTML/, /Sign in/],
    ["redirect_to_sign_in", "token_endpoint", /redirect/, /Sign in/],
    ["no_token", "token", /no `token`/, /Open \/api/],
    ["garbage_token", "token", /payload is not JSON/, /Open \/api/],
  ] as const)("knows %s by the step %s, and sends no token anywhere", async (tokenFault, name, detail, advice) => {
    world.demo.controls.set({ tokenFault });
    const seen = await diagnose(await visit(), todos());
    expect(failures(seen)).toEqual([name]);
    expect(step(seen, name).detail).toMatch(detail);
    expect(step(seen, name).advice).toMatch(advice);
    expect(step(seen, "clock").status).toBe(tokenFault === "redirect_to_sign_in" ? "skipped" : "ok");
    // What needs no token is still looked at.
    expect([step(seen, "destination").status, step(seen, "reachable").status]).toEqual(["ok", "ok"]);
    expect([step(seen, "preflight"), step(seen, "accepted")]).toMatchObject([
      { status: "skipped", detail: "There is no token to send." },
      { status: "skipped", detail: "There is no token to send." },
    ]);
    expect(world.demo.requestLog.counts()).toMatchObject({ token: 1, api: 1, preflight: 0 });
    expect(world.demo.requestLog.recent().find(({ kind }) => kind === "api")?.token).toBeNull();
  });

  it("knows a token that was born expired, and does not send it", async () => {
    world.demo.controls.set({ tokenLifetime: -60 });
    const seen = await diagnose(await visit(), todos());
    expect(failures(seen)).toEqual(["time_left"]);
    expect(world.demo.requestLog.counts().preflight).toBe(0);
  });

  it("knows a visitor who is signed out from the page, without a token request", async () => {
    const seen = await diagnose(await visit("anonymous"), todos());
    expect(failures(seen)).toEqual(["signed_in"]);
    expect(named(seen, "skipped")).toEqual(["token_endpoint", "token", "time_left", "clock", "preflight", "accepted"]);
    expect(world.demo.requestLog.counts().token).toBe(0);
  });

  it("knows a visitor who is signed out from the token endpoint, where the page does not tell", async () => {
    const page = await world.visit({ profile: await world.regular(null) });
    await load(page, diagnoseBundle);
    const seen = await diagnose(page);
    expect(failures(seen)).toEqual(["signed_in", "token_endpoint"]);
    expect(step(seen, "signed_in").detail).toContain("403");
  });

  it("knows a page that is none of a help center's", async () => {
    world.demo.controls.set({ tokenFault: "plan_unsupported" });
    expect(failures(await diagnose(await visit(null)))).toEqual(["help_center", "token_endpoint"]);
  });

  it.each([
    [3_600, "ahead of"],
    [-3_600, "behind"],
  ])("knows a clock that is %i s off, by which nothing else is held up", async (pageClockSkew, direction) => {
    world.demo.controls.set({ pageClockSkew });
    const page = await (await world.regular(0)).newPage();
    await page.goto(`${world.demo.helpCenter.origin}/hc/en-us`);
    await load(page, diagnoseBundle);
    const seen = await diagnose(page, todos());
    expect(failures(seen)).toEqual(["clock"]);
    expect(step(seen, "clock").detail).toContain(` s ${direction} the help center's`);
    const off = Number(/\d+/.exec(step(seen, "clock").detail)?.[0]);
    expect(Math.abs(off - 3_600)).toBeLessThan(30);
    expect(step(seen, "accepted").status).toBe("ok");
  });

  it("knows a destination that is not allowed, and asks nothing of it", async () => {
    const page = await visit();
    await page.run(() => HCJwt.configure({ allowedOrigins: ["https://api.example.com"] }));
    const seen = await diagnose(page, todos());
    expect(failures(seen)).toEqual(["destination"]);
    expect(step(seen, "destination").advice).toContain(`allowedOrigins: ["${world.api}"`);
    expect(named(seen, "skipped")).toEqual(destinationSteps.slice(1));
    expect(world.demo.requestLog.counts()).toMatchObject({ token: 1, api: 0, preflight: 0 });
  });

  it("knows what is no destination: plain http, a password in the URL, no URL at all", async () => {
    const page = await visit();
    for (const url of ["http://api.example.com/orders", "https://mia:pass@api.example.com/", "https://["]) {
      const seen = await diagnose(page, url);
      expect(failures(seen), url).toEqual(["destination"]);
      expect(named(seen, "skipped"), url).toEqual(destinationSteps.slice(1));
      expect(seen.printed, url).not.toContain("mia:pass");
    }
  });

  it("knows that calls to the help center itself carry no token", async () => {
    const seen = await diagnose(await visit(), "/api/v2/users/me.json");
    expect(failures(seen)).toEqual([]);
    expect(step(seen, "destination").detail).toContain("without a token");
    expect(named(seen, "skipped")).toEqual(destinationSteps.slice(1));
  });

  it("looks at page and token alone where no URL is given", async () => {
    const seen = await diagnose(await visit());
    expect(seen.diagnosis.ok).toBe(true);
    expect(named(seen, "skipped")).toEqual(destinationSteps);
    expect(world.demo.requestLog.counts()).toMatchObject({ token: 1, api: 0 });
  });

  it("knows a server that cannot be reached", async () => {
    const closed = await startTinyServer(() => ({}));
    await closed[Symbol.asyncDispose]();
    const seen = await diagnose(await visit(), closed.origin);
    expect(failures(seen)).toEqual(["reachable"]);
    expect(step(seen, "reachable").detail).toContain("cannot be reached");
    expect(named(seen, "skipped")).toEqual(["preflight", "accepted"]);
  });

  it("says that a response may be kept from the page by Cross-Origin-Resource-Policy, which looks like none", async () => {
    await using server = await startTinyServer(() => ({ "cross-origin-resource-policy": "same-origin" }));
    const seen = await diagnose(await visit(), server.origin);
    expect(failures(seen)).toEqual(["reachable"]);
    expect(step(seen, "reachable").advice).toContain("Cross-Origin-Resource-Policy");
  });

  it("knows a server without CORS, which never gets the token", async () => {
    await using server = await startTinyServer(() => ({}));
    const seen = await diagnose(await visit(), server.origin);
    expect(failures(seen)).toEqual(["preflight"]);
    expect(step(seen, "preflight").detail).toContain("does not let");
    expect(step(seen, "preflight").advice).toContain(
      `Access-Control-Allow-Origin: ${world.demo.helpCenter.origin} with every response`,
    );
    expect(named(seen, "skipped")).toEqual(["accepted"]);
    expect(server.methods).toEqual(["OPTIONS", "GET", "GET"]);
    expect(server.authorized).toEqual([false, false, false]);
  });

  it.each([{}, { "access-control-allow-headers": "content-type" }])(
    "knows CORS without Authorization, by one call without the token: %j",
    async (headers) => {
      await using server = await startTinyServer(() => ({ "access-control-allow-origin": "*", ...headers }));
      const seen = await diagnose(await visit(), server.origin);
      expect(failures(seen)).toEqual(["preflight"]);
      expect(step(seen, "preflight").detail).toContain("not send Authorization");
      expect(named(seen, "skipped")).toEqual(["accepted"]);
      expect(server.methods).toEqual(["OPTIONS", "GET"]);
      expect(server.authorized).toEqual([false, false]);
    },
  );

  it("takes the browser's own word on whether * covers Authorization", async () => {
    const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
    await using server = await startTinyServer(() => cors);
    const page = await visit();
    const works = await page.run(
      (url) =>
        HCJwt.fetch(url).then(
          () => true,
          () => false,
        ),
      server.origin,
    );
    expect(failures(await diagnose(page, server.origin))).toEqual(works ? [] : ["preflight"]);
  });

  it("knows a server that allows the preflight and forgets CORS on its responses", async () => {
    const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization" };
    await using server = await startTinyServer((isPreflight) => (isPreflight ? cors : {}), 401);
    const seen = await diagnose(await visit(), server.origin);
    expect(failures(seen)).toEqual(["preflight"]);
    expect(step(seen, "preflight").advice).toContain("with every response, errors too");
    expect(server.methods).toEqual(["OPTIONS", "GET", "GET", "GET"]);
    expect(server.authorized).toEqual([false, true, false, false]);
  });

  it("knows an API that refuses the token, and does not renew it", async () => {
    world.demo.controls.set({ apiFault: "unauthorized" });
    const seen = await diagnose(await visit(), todos());
    expect(failures(seen)).toEqual(["accepted"]);
    expect(step(seen, "accepted").advice).toMatch(/verifier.*keysUrl.*requiredClaims/);
    expect(world.demo.requestLog.counts()).toMatchObject({ token: 1, api: 1 });
  });

  it("tells an API that refuses, or fails, from one that merely has nothing for a GET", async () => {
    const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization" };
    const page = await visit();
    for (const status of [403, 500, 503, 204, 404, 405]) {
      await using server = await startTinyServer(() => cors, status);
      const seen = await diagnose(page, server.origin);
      expect(failures(seen), String(status)).toEqual([403, 500, 503].includes(status) ? ["accepted"] : []);
      expect(step(seen, "accepted").detail).toContain(`Responds with ${status}`);
    }
  });

  it("does not take the token along a redirect", async () => {
    const url = `${world.api}/redirect?to=${encodeURIComponent(`${world.elsewhere.origin}/public`)}`;
    const seen = await diagnose(await visit(), url);
    expect(failures(seen)).toEqual(["accepted"]);
    expect(step(seen, "accepted").detail).toContain("redirect");
    expect(world.elsewhere.requestLog.counts()).toMatchObject({ api: 0, preflight: 0 });
  });

  it("looks past install(), so that what carries no token for the diagnosis carries none", async () => {
    await using server = await startTinyServer(() => ({ "access-control-allow-origin": "*" }));
    const page = await visit();
    await page.run((origin) => void HCJwt.install({ origins: [origin] }), server.origin);
    expect(failures(await diagnose(page, server.origin))).toEqual(["preflight"]);
    expect(world.demo.requestLog.counts().token).toBe(1);
  });

  it("says so at load where the library is missing, and leaves the page as it is", async () => {
    const page = await (await world.regular(null)).newPage();
    await page.goto(`${world.demo.helpCenter.origin}/api/v2/help_center/sessions.json`);
    await load(page, diagnoseBundle);
    if (!browser().limits.console) expect(page.console.join()).toContain("Load hc-jwt.js before");
    expect(await page.run(() => "HCJwt" in window)).toBe(false);
  });
});
