import { diagnose } from "hc-jwt/diagnose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Diagnosis } from "../../src/diagnose/index.ts";
import { sharedClient } from "../../src/page-client.ts";
import { signToken } from "../helpers/jwt.ts";

// What each answer is taken for. Here fetch is stubbed, since happy-dom knows neither redirects that are not followed nor
// answers that a page may not read; test/browser has the same from real servers.

const apiUrl = "https://api.example.com/orders";
const tokenPath = "/api/v2/help_center/integration/token";

type Answer = Response | "network" | "never";

/** Calls that the diagnosis made, in order. */
const calls: { url: string; init: RequestInit }[] = [];
let tokenAnswer: Answer;
/** For the call with the token, the one without, and the one that may not be read. */
let apiAnswers: Answer[];

/** As browsers show a redirect that they were told not to follow (Fetch standard, opaque-redirect filtered response). */
function opaqueRedirect(): Response {
  return Object.defineProperties(new Response(null), { type: { value: "opaqueredirect" }, status: { value: 0 } });
}

const withDate = (body: BodyInit | null, init: ResponseInit = {}) =>
  new Response(body, { ...init, headers: { date: new Date().toUTCString(), ...(init.headers as object) } });

const goodToken = async (life = 300) =>
  withDate(JSON.stringify({ token: await signToken(Math.floor(Date.now() / 1000) + life) }));

beforeEach(async () => {
  tokenAnswer = await goodToken();
  apiAnswers = [new Response("[]")];
  vi.spyOn(console, "table").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.stubGlobal("fetch", (input: string | Request, init: RequestInit) => {
    const url = input instanceof Request ? input.url : input;
    calls.push({ url, init });
    const answer = url.endsWith(tokenPath) ? tokenAnswer : apiAnswers.shift();
    if (answer === "network" || !answer) return Promise.reject(new TypeError("Failed to fetch"));
    if (answer !== "never") return Promise.resolve(answer);
    return new Promise((_, reject) => init.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
  });
  sharedClient();
});

afterEach(() => {
  calls.length = 0;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  delete (globalThis as Record<symbol, unknown>)[Symbol.for("hc-jwt.v1")];
});

const signedIn = (user: object) => vi.stubGlobal("HelpCenter", { user });

/** Every step's name and status; and of those that failed, what was found and what to do. */
function summary({ steps, ok }: Diagnosis) {
  const failed = steps.filter(({ status }) => status === "failed");
  expect(ok).toBe(failed.length === 0);
  return {
    steps: steps.map(({ name, status }) => `${name}: ${status}`),
    failed: failed.map(({ detail, advice }) => `${detail} → ${advice}`),
  };
}

const page = ["client", "help_center", "signed_in", "token_endpoint", "token", "time_left", "clock"];
const api = ["destination", "reachable", "preflight", "accepted"];

/** `ok` up to there, then `failed`, then `skipped`; of the clock apart, which is judged by the answer's Date alone. */
function statuses(names: readonly string[], failing: string, clock = "ok"): string[] {
  const at = names.indexOf(failing);
  return names.map((name, n) => {
    if (name === "clock") return `clock: ${clock}`;
    return `${name}: ${n < at ? "ok" : n === at ? "failed" : "skipped"}`;
  });
}

describe("the token endpoint's response", () => {
  const mia = { role: "end_user", email: "mia@example.com" };

  it.each<[string, Answer, string, RegExp]>([
    ["401", withDate(null, { status: 401 }), "ok", /^Responds with 401: nobody is signed in\. → The session has ended/],
    ["403", withDate(null, { status: 403 }), "ok", /^Responds with 403: nobody is signed in\. → The session has ended/],
    [
      "404",
      withDate(null, { status: 404 }),
      "ok",
      /^Responds with 404: the plan has no help center JWTs\. → .*Enterprise/,
    ],
    ["429", withDate(null, { status: 429 }), "ok", /^Responds with 429: too many requests\. → Wait\./],
    [
      "429, and how long to wait",
      withDate(null, { status: 429, headers: { "retry-after": "60" } }),
      "ok",
      /^Responds with 429: too many requests\. Retry-After: 60\. → Wait\./,
    ],
    [
      "502",
      withDate(null, { status: 502 }),
      "ok",
      /^Responds with 502\. → Try again later.*Open \/api\/v2\/help_center\//,
    ],
    ["201", withDate("{}", { status: 201 }), "ok", /^Responds with 201\. → Try again later/],
    [
      "a redirect",
      opaqueRedirect(),
      "skipped",
      /^Answers with a redirect, perhaps to a sign-in page\. → Sign in again/,
    ],
    [
      "HTML",
      withDate(" \n<!doctype html>"),
      "ok",
      /^Responds with 200 with HTML, perhaps a sign-in page\. → Sign in again/,
    ],
    ["text", withDate("a < b"), "ok", /^Responds with 200 with what is not JSON\. → Sign in again/],
    ["nothing", "network", "skipped", /^No response: the network failed.* → .*Open \/api\/v2\/help_center\//],
  ])("is %s: the steps after it are skipped, and no token goes anywhere", async (_, answer, clock, said) => {
    signedIn(mia);
    tokenAnswer = answer;
    const { steps, failed } = summary(await diagnose(apiUrl));
    expect(steps.slice(0, 7)).toEqual(statuses(page, "token_endpoint", clock));
    expect(failed).toEqual([expect.stringMatching(said)]);
    expect(steps.slice(7)).toEqual(["destination: ok", "reachable: ok", "preflight: skipped", "accepted: skipped"]);
    expect(calls.map(({ init }) => new Headers(init.headers).has("authorization"))).toEqual([false, false]);
  });

  it.each([401, 403])("is %i on a page that does not tell who is signed in: nobody is", async (status) => {
    tokenAnswer = withDate(null, { status });
    const { steps, failed } = summary(await diagnose());
    expect(steps.slice(1, 4)).toEqual(["help_center: ok", "signed_in: failed", "token_endpoint: failed"]);
    expect(failed).toEqual([
      expect.stringMatching(
        `^The page does not say, and the token endpoint responds with ${status}: nobody is. → Sign in,`,
      ),
      expect.stringMatching(`^Responds with ${status}: nobody is signed in. → Sign in, and run this again`),
    ]);
  });

  it("is 404 on a page that does not tell: it may be no help center at all", async () => {
    tokenAnswer = withDate(null, { status: 404 });
    const { steps, failed } = summary(await diagnose());
    expect(steps.slice(1, 4)).toEqual(["help_center: failed", "signed_in: skipped", "token_endpoint: failed"]);
    expect(failed[0]).toMatch(/^There is no window\.HelpCenter here, nor a token endpoint\. → Run this on a page/);
  });

  it("tells nothing of who is signed in where it fails and the page does not tell either", async () => {
    tokenAnswer = withDate(null, { status: 502 });
    expect(summary(await diagnose()).steps.slice(1, 4)).toEqual([
      "help_center: ok",
      "signed_in: skipped",
      "token_endpoint: failed",
    ]);
  });

  it.each([
    ["no token", "{}"],
    ["null", "null"],
    ["a token that is none", '{"token":"x.y.z"}'],
  ])("holds %s", async (_, body) => {
    tokenAnswer = withDate(body);
    const { steps, failed } = summary(await diagnose());
    expect(steps.slice(0, 7)).toEqual(statuses(page, "token"));
    expect(failed).toEqual([expect.stringMatching(/^The token endpoint's response is invalid: .* → Open \/api/)]);
  });

  it.each([1, 0, -40])("holds a token with %i s left, which is not sent anywhere", async (life) => {
    const start = Math.floor(Date.now() / 1000) * 1000;
    vi.useFakeTimers({ now: start, toFake: ["Date"] });
    tokenAnswer = await goodToken(life);
    const { steps, failed } = summary(await diagnose(apiUrl));
    expect(steps.slice(0, 7)).toEqual(statuses(page, "time_left"));
    // The Date is counted a second late.
    expect(failed).toEqual([
      expect.stringMatching(`^None: the token had expired ${1 - life} s before it was received`),
    ]);
    expect(steps.slice(7)).toEqual(["destination: ok", "reachable: ok", "preflight: skipped", "accepted: skipped"]);
  });

  it("is good for as long as the token lives, less the way", async () => {
    const start = Date.UTC(2026, 10, 24, 9);
    vi.useFakeTimers({ now: start, toFake: ["Date", "performance"] });
    const answer = await goodToken();
    const text = await answer.text();
    tokenAnswer = Object.assign(withDate(null), {
      text: async () => {
        vi.advanceTimersByTime(20_000);
        return text;
      },
    });
    expect((await diagnose()).steps.slice(3, 6)).toEqual([
      { name: "token_endpoint", status: "ok", detail: "Responds with 200 with JSON." },
      {
        name: "token",
        status: "ok",
        detail: "Decodes, and expires at 2026-11-24T09:05:00.000Z. Its claims: userId, email, externalId, exp.",
      },
      // The Date was 20 s old, and is counted a second late.
      { name: "time_left", status: "ok", detail: "279 s, by the help center's clock." },
    ]);
  });

  it.each<[object, string]>([
    [mia, "window.HelpCenter says mia@example.com, end_user."],
    [{ role: "agent", name: "Mia" }, "window.HelpCenter says Mia, agent."],
    [{ role: "manager", email: 5 }, "window.HelpCenter says a visitor, manager."],
    [{ role: "", email: "x" }, "The page does not say, and the token endpoint does not object."],
    [{ role: 5 }, "The page does not say, and the token endpoint does not object."],
  ])("is good, and the page says %j", async (user, detail) => {
    signedIn(user);
    const { steps } = await diagnose();
    expect(steps[2]).toEqual({ name: "signed_in", status: "ok", detail });
  });

  it("is not asked for where the page says that nobody is signed in", async () => {
    signedIn({ role: "anonymous", email: "x" });
    const { steps, failed } = summary(await diagnose(apiUrl));
    expect(steps.slice(0, 7)).toEqual(statuses(page, "signed_in", "skipped"));
    expect(failed).toEqual([expect.stringMatching(/^window\.HelpCenter says that nobody is signed in\. → Sign in,/)]);
    expect(calls.map(({ url }) => url)).toEqual([apiUrl]);
  });

  it.each([
    [
      "is of another origin",
      { href: "https://support.example.com/", origin: "https://evil.example", protocol: "https:" },
    ],
    ["is no page of a server", { href: "file:///tmp/x.html", origin: "null", protocol: "file:" }],
    ["is one of an extension", { href: "xhttps://a/", origin: "https://support.example.com", protocol: "xhttps:" }],
  ])("is not asked for where the page %s", async (_, location) => {
    vi.stubGlobal("location", location);
    const { steps, failed } = summary(await diagnose(undefined, { tokenUrl: "https://support.example.com/t" }));
    expect(steps.slice(0, 7)).toEqual(statuses(page, "help_center", "skipped"));
    expect(failed).toEqual([expect.stringMatching(`^The token URL is not on this page's origin, ${location.origin}`)]);
    expect(calls).toEqual([]);
  });

  it("is not asked for where tokenUrl is no URL", async () => {
    const { steps } = summary(await diagnose(undefined, { tokenUrl: "https://[" }));
    expect(steps.slice(0, 7)).toEqual(statuses(page, "help_center", "skipped"));
    expect(calls).toEqual([]);
  });

  it("is asked for over plain http too, as on a page under development", async () => {
    vi.stubGlobal("location", new URL("http://localhost:4000/hc"));
    expect(summary(await diagnose()).steps.slice(0, 7)).toEqual(page.map((name) => `${name}: ok`));
  });

  it("without a Date says nothing of the clock, and so does one that is none", async () => {
    for (const headers of [{}, { date: "yesterday" }]) {
      tokenAnswer = new Response("{}", { headers });
      expect((await diagnose()).steps[6]).toEqual({
        name: "clock",
        status: "skipped",
        detail: "The token endpoint gave no Date to compare with.",
      });
    }
  });

  it.each([
    [0, "ok", "This device's clock is 0 s ahead of the help center's."],
    [60, "ok", "This device's clock is 60 s ahead of the help center's."],
    [61, "failed", "This device's clock is 61 s ahead of the help center's."],
    [-60, "ok", "This device's clock is 60 s behind the help center's."],
    [-61, "failed", "This device's clock is 61 s behind the help center's."],
  ])("is compared with a clock that is %i s ahead", async (ahead, status, detail) => {
    const server = Date.UTC(2026, 10, 24, 9);
    // A Date is rounded down to the second: half a second of it has passed on average.
    vi.useFakeTimers({ now: server + ahead * 1000 + 500, toFake: ["Date"] });
    tokenAnswer = new Response("{}", { headers: { date: new Date(server).toUTCString() } });
    expect((await diagnose()).steps[6]).toMatchObject({ name: "clock", status, detail });
  });

  it("is compared with the moment halfway between request and response", async () => {
    const server = Date.UTC(2026, 10, 24, 9);
    vi.useFakeTimers({ now: server, toFake: ["Date", "performance"] });
    tokenAnswer = Object.assign(new Response(null, { headers: { date: new Date(server).toUTCString() } }), {
      text: async () => {
        vi.advanceTimersByTime(20_000);
        return "{}";
      },
    });
    expect((await diagnose()).steps[6]).toMatchObject({ detail: expect.stringContaining(" 10 s ahead of ") });
  });
});

describe("the API's response", () => {
  const answered = (status: number) => [new Response(null, { status })];

  it.each([
    [200, "Responds with 200."],
    [204, "Responds with 204."],
    [399, "Responds with 399."],
    [400, "Responds with 400 to a GET, which does not mean that it rejects the token."],
    [404, "Responds with 404 to a GET, which does not mean that it rejects the token."],
    [499, "Responds with 499 to a GET, which does not mean that it rejects the token."],
  ])("of %i means that it takes the token", async (status, detail) => {
    apiAnswers = answered(status);
    const diagnosis = await diagnose(apiUrl);
    expect(summary(diagnosis).failed).toEqual([]);
    expect(diagnosis.steps.slice(7)).toEqual([
      { name: "destination", status: "ok", detail: "https://api.example.com may have the token." },
      { name: "reachable", status: "ok", detail: "https://api.example.com responds." },
      { name: "preflight", status: "ok", detail: "Lets https://support.example.com send Authorization." },
      { name: "accepted", status: "ok", detail },
    ]);
    expect(calls[1]).toMatchObject({ url: apiUrl, init: { redirect: "manual", cache: "no-store" } });
    expect(new Headers(calls[1]?.init.headers).get("authorization")).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it.each<[string, Answer, RegExp]>([
    [
      "401",
      new Response(null, { status: 401 }),
      /^Responds with 401: it rejects the token\. → Look at the verifier's.* npx hc-jwt verify /,
    ],
    [
      "403",
      new Response(null, { status: 403 }),
      /^Responds with 403: it knows the visitor.* → Look at the API's own rules/,
    ],
    ["500", new Response(null, { status: 500 }), /^Responds with 500\. → Look at the API's log/],
    ["503", new Response(null, { status: 503 }), /^Responds with 503\. → .*keys_unavailable/],
    ["a redirect", opaqueRedirect(), /^Answers with a redirect\. → Run this with the URL that it leads to/],
  ])("of %s is told", async (_, answer, said) => {
    apiAnswers = [answer];
    const { steps, failed } = summary(await diagnose(apiUrl));
    expect(steps.slice(7)).toEqual(statuses(api, "accepted"));
    expect(failed).toEqual([expect.stringMatching(said)]);
    expect(calls).toHaveLength(2);
  });

  it("lets go of the body, which nobody reads, also where it cannot", async () => {
    const cancel = vi.fn(async () => Promise.reject(new Error("locked")));
    apiAnswers = [new Response(new ReadableStream({ cancel }))];
    expect((await diagnose(apiUrl)).ok).toBe(true);
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it("can be read without a token, and not with one: the preflight fails", async () => {
    apiAnswers = ["network", new Response("x")];
    const { steps, failed } = summary(await diagnose(apiUrl));
    expect(steps.slice(7)).toEqual(statuses(api, "preflight"));
    expect(failed).toEqual([
      expect.stringMatching(
        /lets https:\/\/support\.example\.com read its responses, but not send Authorization\. → .*Access-Control-Allow-Origin: https:\/\/support\.example\.com and/,
      ),
    ]);
    expect(calls.slice(2).map(({ init }) => init)).toEqual([
      { cache: "no-store", redirect: "manual", signal: expect.any(AbortSignal) },
    ]);
  });

  it("is there and cannot be read: it allows no other origins", async () => {
    apiAnswers = ["network", "network", new Response("x")];
    const { steps, failed } = summary(await diagnose(apiUrl));
    expect(steps.slice(7)).toEqual(statuses(api, "preflight"));
    expect(failed).toEqual([
      expect.stringMatching(
        /does not let https:\/\/support\.example\.com read its responses \(CORS\)\. → Have it send Access-Control-Allow-Origin: https:\/\/support\.example\.com with/,
      ),
    ]);
    expect(calls.slice(3).map(({ init }) => init)).toEqual([
      { cache: "no-store", mode: "no-cors", signal: expect.any(AbortSignal) },
    ]);
  });

  it("does not come at all", async () => {
    apiAnswers = ["network", "network", "network"];
    const { steps, failed } = summary(await diagnose(apiUrl));
    expect(steps.slice(7)).toEqual(statuses(api, "reachable"));
    expect(failed).toEqual([expect.stringMatching(/^https:\/\/api\.example\.com cannot be reached.* → Open the URL/)]);
    expect(calls).toHaveLength(4);
  });

  it.each([1, 2, 3])("does not come in time at attempt %i, and no other is made", async (attempt) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    apiAnswers = [...Array.from({ length: attempt - 1 }, () => "network" as const), "never"];
    const diagnosis = diagnose(apiUrl);
    await vi.waitFor(() => expect(calls).toHaveLength(1 + attempt));
    await vi.advanceTimersByTimeAsync(10_000);
    const { steps, failed } = summary(await diagnosis);
    expect(steps.slice(7)).toEqual(statuses(api, "reachable"));
    expect(failed).toEqual([expect.stringMatching(/^No response within 10 seconds\. → Look at the server/)]);
    expect(calls).toHaveLength(1 + attempt);
  });
});

describe("the destination", () => {
  it.each<[string, string, RegExp]>([
    ["is no URL", "https://[", /^This is no URL\. → Give one such as/],
    ["is not in allowedOrigins", "https://other.example.com/x", /^https:\/\/other\.example\.com is not in .* → Add it/],
    ["is plain http", "http://api.example.com/x", /^http:\/\/api\.example\.com is neither https nor .* → Use https/],
  ])("%s: nothing is sent there", async (_, url, said) => {
    sharedClient().configure({ allowedOrigins: ["https://api.example.com"] });
    const { steps, failed } = summary(await diagnose(url));
    expect(steps.slice(7)).toEqual(statuses(api, "destination"));
    expect(failed).toEqual([expect.stringMatching(said)]);
    expect(calls).toHaveLength(1);
  });

  it.each(["https://mia@api.example.com/", "https://:x@api.example.com/"])(
    "holds a name or a password, which fetch refuses: %s",
    async (url) => {
      // With a token at hand the call would go to the browser's fetch as it is, which looks at the abort first.
      await sharedClient().getToken();
      tokenAnswer = await goodToken();
      const { steps, failed } = summary(await diagnose(url));
      expect(steps.slice(7)).toEqual(statuses(api, "destination"));
      expect(failed).toEqual([expect.stringMatching(/^fetch refuses this URL: TypeError\. → Leave user name/)]);
    },
  );

  it.each([apiUrl, new URL(apiUrl)])("is taken as text and as URL", async (url) => {
    expect(summary(await diagnose(url)).steps.slice(7)).toEqual(api.map((name) => `${name}: ok`));
  });

  it("is judged for nobody, too", async () => {
    signedIn({ role: "anonymous" });
    expect((await diagnose(apiUrl)).steps[7]).toMatchObject({ name: "destination", status: "ok" });
  });

  it.each(["https://support.example.com/x", "https://acme.zendesk.com/api/v2/users/me.json", "data:,x"])(
    "%s passes without a token, so there is no more to look at",
    async (url) => {
      const { steps } = await diagnose(url);
      expect(steps.slice(7).map(({ status }) => status)).toEqual(["ok", "skipped", "skipped", "skipped"]);
      expect(steps[7]?.detail).toMatch(/own origin, or Zendesk's API/);
      expect(steps[8]?.detail).toBe("Calls there carry no token.");
    },
  );

  it("is not looked at where none is given, nor where no client knows its options", async () => {
    const skipped = async (url?: string) => new Set((await diagnose(url)).steps.slice(7).map(({ detail }) => detail));
    expect(await skipped()).toEqual(new Set(['No URL was given: HCJwt.diagnose("https://…").']));
    delete (globalThis as Record<symbol, unknown>)[Symbol.for("hc-jwt.v1")];
    expect(await skipped(apiUrl)).toEqual(new Set(["There is no client that knows which origins are allowed."]));
    expect(calls).toHaveLength(2);
  });

  it("is not looked at either where something else has the shared client's place", async () => {
    Object.defineProperty(globalThis, Symbol.for("hc-jwt.v1"), { value: { fetch: 5 }, configurable: true });
    const { steps } = await diagnose(apiUrl);
    expect(steps[0]).toMatchObject({ name: "client", status: "failed" });
    expect(steps[7]).toMatchObject({ name: "destination", status: "skipped" });
  });

  it.each([
    ["an error of its own", new TypeError("x"), "fetch refuses this URL: TypeError."],
    [
      "one of the client's",
      Object.assign(new Error("x"), { name: "HelpCenterJwtError", code: "x" }),
      "fetch refuses this URL: x.",
    ],
  ])("is refused with %s by the client", async (_, error, detail) => {
    Object.defineProperty(globalThis, Symbol.for("hc-jwt.v1"), {
      value: { fetch: () => Promise.reject(error), version: "9.9.9" },
      configurable: true,
    });
    const { steps } = await diagnose(apiUrl);
    expect(steps[0]).toEqual({ name: "client", status: "ok", detail: "hc-jwt 9.9.9 is on this page." });
    expect(steps[7]).toMatchObject({ status: "failed", detail });
  });
});
