import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HelpCenterJwtError } from "../../src/errors.ts";
import { requestToken } from "../../src/token-request.ts";
import { settle } from "../helpers/deferred.ts";
import { signToken } from "../helpers/jwt.ts";
import { freezeTime, moveWallClock, pass } from "../helpers/time.ts";

const options = { tokenUrl: "/api/v2/help_center/integration/token", timeout: 10_000, retry: 2 };
const serverNow = Date.UTC(2026, 10, 24, 9, 0, 0);
const serverSeconds = serverNow / 1000;

type Answer = Response | Error | (() => Promise<Response> | Response);

/** Asks with these answers, one an attempt; the last goes on. Answers the outcome and what was sent. */
function ask(answers: Answer[], overrides: Partial<typeof options> = {}) {
  const sent: Request[] = [];
  const sentAt: number[] = [];
  const send = vi.fn(async (input: Request) => {
    const answer = answers[Math.min(sent.length, answers.length - 1)];
    sent.push(input);
    sentAt.push(Date.now());
    if (answer instanceof Error) throw answer;
    return typeof answer === "function" ? answer() : (answer as Response).clone();
  });
  const controller = new AbortController();
  const outcome = requestToken(
    { ...options, ...overrides },
    false,
    send as unknown as typeof fetch,
    controller.signal,
  ).then(
    (token) => ({ token, error: undefined }),
    (error: HelpCenterJwtError) => ({ token: undefined, error }),
  );
  return { outcome, sent, sentAt, controller };
}

/** As `ask`, with time passing until it is settled. */
async function askAndWait(answers: Answer[], overrides?: Partial<typeof options>) {
  const { outcome, ...rest } = ask(answers, overrides);
  let settled = false;
  outcome.finally(() => {
    settled = true;
  });
  const start = Date.now();
  while (!settled) {
    await settle(2);
    if (!settled) await pass(50);
  }
  return { ...(await outcome), ...rest, took: Date.now() - start };
}

const json = (body: unknown, headers: Record<string, string> = {}, status = 200) =>
  Response.json(body, { status, headers: { date: new Date(serverNow).toUTCString(), ...headers } });

const networkFailure = () => new TypeError("Failed to fetch");

beforeEach(() => {
  vi.stubGlobal("location", new URL("https://support.example.com/hc/en-us/articles/1"));
  freezeTime(serverNow);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the request", () => {
  it("asks the page's own origin with the session cookie, past every cache, and follows no redirect", async () => {
    const { sent } = await askAndWait([json({ token: await signToken(serverSeconds + 300) })]);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      url: "https://support.example.com/api/v2/help_center/integration/token",
      method: "GET",
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
    });
    expect(sent[0]?.headers.get("accept")).toBe("application/json");
  });

  it("goes to the page's origin although a <base> names another", async () => {
    vi.stubGlobal("document", { baseURI: "https://evil.example/" });
    const { sent } = await askAndWait([json({ token: await signToken(serverSeconds + 300) })]);
    expect(new URL(sent[0]?.url as string).origin).toBe("https://support.example.com");
  });
});

describe("the token's life", () => {
  it("is exp minus the answer's Date, counted a second late", async () => {
    const jwt = await signToken(serverSeconds + 300);
    const { token } = await askAndWait([json({ token: jwt })]);
    expect(token).toMatchObject({ jwt, lifetime: 299_000 });
  });

  it.each([-3_600_000, 3_600_000])("is the same with a local clock %i ms off", async (off) => {
    const answer = json({ token: await signToken(serverSeconds + 300) });
    moveWallClock(off);
    const { token } = await askAndWait([answer]);
    expect(token?.lifetime).toBe(299_000);
  });

  it("falls back to iat, then to the local clock, without a Date", async () => {
    const withIat = await signToken(serverSeconds + 300, { claims: { iat: serverSeconds } });
    const without = await signToken(serverSeconds + 300);
    moveWallClock(100_000);
    const { token: first } = await askAndWait([Response.json({ token: withIat })]);
    const { token: second } = await askAndWait([Response.json({ token: without })]);
    expect([first?.lifetime, second?.lifetime]).toEqual([299_000, 200_000]);
  });

  it("is less the time that the answer took, counted from the attempt that was answered", async () => {
    const jwt = await signToken(serverSeconds + 300);
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      return json({ token: jwt });
    };
    const { token } = await askAndWait([networkFailure(), slow]);
    expect(token?.lifetime).toBe(294_000);
  });
});

describe("retries", () => {
  it.each([408, 429, 500, 502, 503, 504])("tries again after %i, with growing pauses", async (status) => {
    const jwt = await signToken(serverSeconds + 300);
    const { token, sentAt } = await askAndWait([json({}, {}, status), json({}, {}, status), json({ token: jwt })]);
    expect(token?.jwt).toBe(jwt);
    const [first, second, third] = sentAt as [number, number, number];
    expect(second - first).toBeGreaterThanOrEqual(300);
    expect(third - second).toBeGreaterThan(second - first);
  });

  it("gives up after the number of retries asked for", async () => {
    for (const retry of [0, 1, 2]) {
      const { error, sent } = await askAndWait([networkFailure()], { retry });
      expect(error?.code).toBe("token_endpoint_unavailable");
      expect(sent).toHaveLength(retry + 1);
    }
  });

  it("waits for as long as Retry-After says", async () => {
    const jwt = await signToken(serverSeconds + 300);
    const { token, sentAt } = await askAndWait([json({}, { "retry-after": "7" }, 429), json({ token: jwt })]);
    expect(token?.jwt).toBe(jwt);
    expect((sentAt[1] as number) - (sentAt[0] as number)).toBeGreaterThanOrEqual(7_000);
  });

  it.each([429, 503])("gives up at once where a %i asks to wait for longer than the timeout", async (status) => {
    const { error, sent } = await askAndWait([json({}, { "retry-after": "11" }, status)]);
    expect(sent).toHaveLength(1);
    expect(error).toMatchObject({ status, retryAfter: 11_000 });
  });

  it("waits for a Retry-After of just the timeout", async () => {
    const jwt = await signToken(serverSeconds + 300);
    const { token, sentAt } = await askAndWait([json({}, { "retry-after": "10" }, 429), json({ token: jwt })]);
    expect(token?.jwt).toBe(jwt);
    expect((sentAt[1] as number) - (sentAt[0] as number)).toBeGreaterThanOrEqual(10_000);
  });

  it("tells of a Retry-After of no time at all, too", async () => {
    const { error } = await askAndWait([json({}, { "retry-after": "0" }, 429)], { retry: 0 });
    expect(error?.retryAfter).toBe(0);
  });

  it("reads a date in Retry-After by the server's clock", async () => {
    const answer = json({}, { "retry-after": new Date(serverNow + 61_000).toUTCString() }, 429);
    moveWallClock(-3_600_000);
    const { error, sent } = await askAndWait([answer]);
    expect(sent).toHaveLength(1);
    expect(error?.retryAfter).toBe(60_000);
  });

  it.each(["soon", "-5", "1e3", ""])("takes a Retry-After of %j for none", async (value) => {
    const { error, sent } = await askAndWait([json({}, { "retry-after": value }, 429)]);
    expect(sent).toHaveLength(3);
    expect(error).toMatchObject({ code: "rate_limited" });
    expect(error?.retryAfter).toBeUndefined();
  });

  it("bounds each attempt by the timeout, and tries again", async () => {
    const never = () => new Promise<Response>(() => {});
    const { error, sent, took } = await askAndWait([never], { timeout: 1_000 });
    expect(error?.code).toBe("token_endpoint_unavailable");
    expect(sent).toHaveLength(3);
    expect(took).toBeGreaterThanOrEqual(3_900);
    expect(took).toBeLessThan(4_500);
  });

  it("bounds an answer whose body never ends", async () => {
    const endless = () =>
      new Response(new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array([123])) }));
    const { error } = await askAndWait([endless], { timeout: 1_000 });
    expect(error?.code).toBe("token_endpoint_unavailable");
  });
});

describe("outcomes", () => {
  const html = "<!doctype html><title>Sign in</title>";

  it.each<[string, Response, string, number | undefined]>([
    ["401", json({}, {}, 401), "not_signed_in", 401],
    ["403", json({}, {}, 403), "not_signed_in", 403],
    ["404", json({ error: "InvalidEndpoint" }, {}, 404), "plan_unsupported", 404],
    ["400", json({}, {}, 400), "token_endpoint_unavailable", 400],
    ["410", json({}, {}, 410), "token_endpoint_unavailable", 410],
    ["501", json({}, {}, 501), "token_endpoint_unavailable", 501],
    [
      "a redirect, where it can be seen",
      new Response(null, { status: 302, headers: { location: "/signin" } }),
      "invalid_token_response",
      undefined,
    ],
    ["a choice of pages", new Response(html, { status: 300 }), "invalid_token_response", undefined],
    ["a page that has not changed", new Response(null, { status: 304 }), "invalid_token_response", undefined],
    [
      "an HTML page",
      new Response(html, { headers: { "content-type": "text/html" } }),
      "invalid_token_response",
      undefined,
    ],
    ["nothing", new Response(null, { status: 204 }), "invalid_token_response", undefined],
    ["something that is not JSON", new Response("token"), "invalid_token_response", undefined],
    ["null", json(null), "invalid_token_response", undefined],
    ["a list", json([]), "invalid_token_response", undefined],
    ["no token", json({}), "invalid_token_response", undefined],
    ["an empty token", json({ token: "" }), "invalid_token_response", undefined],
    ["a token that is no string", json({ token: { jwt: 1 } }), "invalid_token_response", undefined],
    ["a token that is no JWT", json({ token: "garbage" }), "invalid_token_response", undefined],
  ])("makes one error code of %s, without a retry", async (_, answer, code, status) => {
    const { error, sent } = await askAndWait([answer]);
    expect(error).toMatchObject({ name: "HelpCenterJwtError", code });
    expect(error?.status).toBe(status);
    expect(sent).toHaveLength(1);
  });

  it("sees a redirect that the browser hides", async () => {
    const opaque = {
      type: "opaqueredirect",
      status: 0,
      ok: false,
      headers: new Headers(),
      body: null,
      text: async () => "",
      clone: () => opaque,
    };
    Object.defineProperty(opaque, Symbol.toStringTag, { value: "Response" });
    const { error, sent } = await askAndWait([() => opaque as unknown as Response]);
    expect(error?.code).toBe("invalid_token_response");
    expect(sent).toHaveLength(1);
  });

  it("refuses a token that has expired by the server's clock, or did so on the way", async () => {
    for (const life of [-5, 0, 1]) {
      const { error } = await askAndWait([json({ token: await signToken(serverSeconds + life) })]);
      expect(error).toMatchObject({ code: "invalid_token_response", message: expect.stringContaining("expired") });
    }
    const jwt = await signToken(serverSeconds + 5);
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 4_500));
      return json({ token: jwt });
    };
    const { error } = await askAndWait([slow]);
    expect(error?.code).toBe("invalid_token_response");
  });

  it("says in each error what to do", async () => {
    for (const answer of [
      json({}, {}, 401),
      json({}, {}, 404),
      json({}, {}, 429),
      json({}, {}, 500),
      json({}),
      networkFailure(),
    ]) {
      const { error } = await askAndWait([answer]);
      expect(error?.message).toMatch(/\. (?:Offer|Open|Reload|Try) /);
    }
  });

  it.each([
    [json({}, {}, 404), "The token endpoint answers 404."],
    [json({}, {}, 503), "The token endpoint answers 503."],
    [networkFailure(), "The token endpoint cannot be reached."],
  ])("says in each error what happened (%#)", async (answer, what) => {
    const { error } = await askAndWait([answer], { retry: 0 });
    expect(error?.message).toContain(what);
  });

  it("passes on the reason of a network failure", async () => {
    const reason = networkFailure();
    const { error } = await askAndWait([reason], { retry: 0 });
    expect(error?.cause).toBe(reason);
  });

  it("holds neither the answer nor the token in any error", async () => {
    const secret = await signToken(serverSeconds - 100);
    const answers = [
      json({ token: secret }),
      json({ token: `${secret}x.y` }),
      new Response(`{"token":"${secret}"`),
      new Response(`<html>${secret}`),
      ...[401, 403, 404, 429, 400, 500].map((status) => json({ token: secret }, { "x-token": secret }, status)),
    ];
    for (const answer of answers) {
      const { error } = await askAndWait([answer], { retry: 0 });
      const { inspect } = await import("node:util");
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret.slice(0, 40));
      expect(error?.cause).toBeUndefined();
    }
  });
});

describe("giving up", () => {
  it("aborts the attempt under way and makes no other", async () => {
    const hanging = () => new Promise<Response>(() => {});
    const { sent, controller } = ask([hanging]);
    await settle();
    controller.abort();
    expect(sent[0]?.signal.aborted).toBe(true);
  });

  it("ends the pause before the next attempt", async () => {
    const { sent, controller, outcome } = ask([networkFailure()]);
    await settle();
    controller.abort();
    expect((await outcome).error).toBeDefined();
    await pass(60_000);
    expect(sent).toHaveLength(1);
  });
});
