import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HelpCenterJwtError } from "../../../src/errors.ts";
import { requestToken } from "../../../src/token/request.ts";
import { settle } from "../../helpers/deferred.ts";
import { signToken } from "../../helpers/jwt.ts";
import { freezeTime, moveWallClock, pass } from "../../helpers/time.ts";

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

/** Milliseconds between one attempt and the next. */
const pausesOf = (sentAt: number[]) => sentAt.slice(1).map((at, index) => at - (sentAt[index] as number));

/** The `exp` of a token, in seconds. */
const exp = (jwt: string) => JSON.parse(atob(jwt.split(".")[1] as string)).exp as number;

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

describe("the page", () => {
  const tokenUrl = "https://support.example.com/api/v2/help_center/integration/token";

  it.each(["about:srcdoc", "about:blank"])("may be a frame of %s, which is of its parent's origin", async (href) => {
    vi.stubGlobal("location", new URL(href));
    vi.stubGlobal("origin", "https://support.example.com");
    const { token, sent } = await askAndWait([json({ token: await signToken(serverSeconds + 300) })]);
    expect(sent[0]?.url).toBe(tokenUrl);
    expect(token?.lifetime).toBe(299_000);
  });

  it("may be a worker by a blob", async () => {
    vi.stubGlobal("location", new URL("blob:https://support.example.com/8d1ac0ae"));
    const { sent } = await askAndWait([json({ token: await signToken(serverSeconds + 300) })]);
    expect(sent[0]?.url).toBe(tokenUrl);
  });

  it.each([
    ["has no origin, as in a sandboxed frame", new URL("about:srcdoc"), "null"],
    ["is not there, as in a server that renders it", undefined, undefined],
  ])("makes an error with a code, and no request, where it %s", async (_, location, origin) => {
    vi.stubGlobal("location", location);
    vi.stubGlobal("origin", origin);
    const { error, sent } = await askAndWait([json({ token: await signToken(serverSeconds + 300) })]);
    expect(error).toMatchObject({ name: "HelpCenterJwtError", code: "token_endpoint_unavailable" });
    expect(sent).toHaveLength(0);
  });
});

describe("the token's life", () => {
  it("is exp minus the response's Date, counted a second late", async () => {
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

  it("is less the time that the response took, counted from the attempt that got a response", async () => {
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
  const serverErrors = Array.from({ length: 100 }, (_, index) => 500 + index);
  const clientErrors = Array.from({ length: 100 }, (_, index) => 400 + index);

  it("tries again after each 5xx, 408 and 429, with growing pauses", async () => {
    const jwt = await signToken(serverSeconds + 300);
    for (const status of [408, 429, ...serverErrors]) {
      const { token, sentAt } = await askAndWait([json({}, {}, status), json({}, {}, status), json({ token: jwt })]);
      expect(token?.jwt, String(status)).toBe(jwt);
      expect(pausesOf(sentAt), String(status)).toEqual([300, 600]);
    }
  });

  it.each([{}, { "retry-after": "1" }])("tries no other 4xx again, with headers %j", async (headers) => {
    for (const status of clientErrors.filter((code) => code !== 408 && code !== 429)) {
      const { error, sent } = await askAndWait([json({}, headers, status)]);
      expect(error?.status, String(status)).toBe(status);
      expect(sent, String(status)).toHaveLength(1);
    }
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

  it.each([-3_600_000, 0, 3_600_000])(
    "reads a date in Retry-After by the server's clock, with a local one %i ms off",
    async (off) => {
      const answer = json({}, { "retry-after": new Date(serverNow + 61_000).toUTCString() }, 429);
      moveWallClock(off);
      const { error, sent } = await askAndWait([answer]);
      expect(sent).toHaveLength(1);
      expect(error?.retryAfter).toBe(61_000);
    },
  );

  it.each([-3_600_000, -5_000, 0, 5_000, 3_600_000])(
    "waits until a date in Retry-After by the server's clock, with a local one %i ms off",
    async (off) => {
      const jwt = await signToken(serverSeconds + 300);
      const answer = json({}, { "retry-after": new Date(serverNow + 7_000).toUTCString() }, 503);
      moveWallClock(off);
      const { token, sentAt } = await askAndWait([answer, json({ token: jwt })]);
      expect(token?.jwt).toBe(jwt);
      expect(pausesOf(sentAt)).toEqual([7_000]);
    },
  );

  it("has but the local clock for a date in Retry-After where there is no Date", async () => {
    const answer = Response.json(
      {},
      { status: 503, headers: { "retry-after": new Date(serverNow + 7_000).toUTCString() } },
    );
    const { sentAt } = await askAndWait([answer, json({ token: await signToken(serverSeconds + 300) })]);
    expect(pausesOf(sentAt)).toEqual([7_000]);
  });

  it.each(["Wed, 24 Nov 2021 09:00:00 GMT", "Tue, 24 Nov 2026 08:59:59 GMT"])(
    "takes a Retry-After of %s, which is past, for none",
    async (date) => {
      const { error, sentAt } = await askAndWait([json({}, { "retry-after": date }, 503)]);
      expect(pausesOf(sentAt)).toEqual([300, 600]);
      expect(error?.retryAfter).toBeUndefined();
    },
  );

  it.each([408, 429, 500, 501, 504, 507, 520, 599])(
    "waits for a Retry-After of a %i as of any other",
    async (status) => {
      const jwt = await signToken(serverSeconds + 300);
      const { token, sentAt } = await askAndWait([json({}, { "retry-after": "7" }, status), json({ token: jwt })]);
      expect(token?.jwt).toBe(jwt);
      expect(pausesOf(sentAt)).toEqual([7_000]);
      const { error, sent } = await askAndWait([json({}, { "retry-after": "11" }, status)]);
      expect(sent).toHaveLength(1);
      expect(error).toMatchObject({ status, retryAfter: 11_000 });
    },
  );

  it("counts each Retry-After for the one pause after it", async () => {
    const busy = json({}, { "retry-after": "7" }, 503);
    const { sentAt } = await askAndWait([busy, networkFailure(), json({}, {}, 500)], { retry: 3 });
    expect(pausesOf(sentAt)).toEqual([7_000, 600, 1_200]);
  });

  // What ky reads beside Retry-After, in seconds and as the moment of reset.
  const rateLimits = ["RateLimit-Reset", "X-RateLimit-Retry-After", "X-RateLimit-Reset", "X-Rate-Limit-Reset"];
  const resets = ["10", "5000", String(serverSeconds + 10), new Date(serverNow + 10_000).toUTCString()];

  it.each(rateLimits.flatMap((name) => resets.map((value) => [name, value])))(
    "makes nothing of %s: %s",
    async (name, value) => {
      for (const status of [429, 500, 503]) {
        const { error, sentAt } = await askAndWait([json({}, { [name as string]: value as string }, status)]);
        expect(pausesOf(sentAt)).toEqual([300, 600]);
        expect(error?.retryAfter).toBeUndefined();
      }
    },
  );

  it("goes by Retry-After where there is a rate limit, too", async () => {
    const answer = json({}, { "ratelimit-reset": "3", "retry-after": "7" }, 429);
    const { sentAt } = await askAndWait([answer, json({ token: await signToken(serverSeconds + 300) })]);
    expect(pausesOf(sentAt)).toEqual([7_000]);
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

  it("holds neither connection nor body of a response that it makes nothing of", async () => {
    for (const status of [302, 401, 404, 500]) {
      const cancel = vi.fn();
      const { sent } = await askAndWait([() => new Response(new ReadableStream({ cancel }), { status })]);
      expect(cancel, String(status)).toHaveBeenCalledTimes(sent.length);
    }
  });
});

describe("the response's body", () => {
  const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
  const headers = { date: new Date(serverNow).toUTCString() };
  /** An answer of which these parts come, and then no more, or a failure. */
  const partial =
    (parts: Uint8Array[], then?: "failure" | "end", cancel = () => {}) =>
    () =>
      new Response(
        new ReadableStream({
          start(stream) {
            for (const part of parts) stream.enqueue(part);
            if (then === "failure") stream.error(new TypeError("network error"));
            if (then === "end") stream.close();
          },
          cancel,
        }),
        { headers },
      );

  it("that breaks off is a failed attempt", async () => {
    const jwt = await signToken(serverSeconds + 300);
    const broken = partial([bytes('{"tok')], "failure");
    const { token, sentAt } = await askAndWait([broken, broken, json({ token: jwt })]);
    expect(token?.jwt).toBe(jwt);
    expect(pausesOf(sentAt)).toEqual([300, 600]);
    const { error, sent } = await askAndWait([broken]);
    expect(error?.code).toBe("token_endpoint_unavailable");
    expect(sent).toHaveLength(3);
  });

  it("that stalls is a failed attempt once the attempt's time is up, the wait for the headers included", async () => {
    const jwt = await signToken(serverSeconds + 300);
    const stalling = async () => {
      await new Promise((resolve) => setTimeout(resolve, 600));
      return partial([bytes('{"tok')])();
    };
    const { token, sent, sentAt } = await askAndWait([stalling, stalling, json({ token: jwt })], { timeout: 1_000 });
    expect(token?.jwt).toBe(jwt);
    expect(pausesOf(sentAt)).toEqual([1_300, 1_600]);
    expect(sent.map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
    const { error, sent: all } = await askAndWait([stalling], { timeout: 1_000 });
    expect(error?.code).toBe("token_endpoint_unavailable");
    expect(all).toHaveLength(3);
  });

  it("is read to its end in whatever parts it comes, and decoded as UTF-8", async () => {
    const jwt = await signToken(serverSeconds + 300);
    const whole = bytes(`\ufeff{"note":"日本語","token":"${jwt}"}`);
    const { token } = await askAndWait([
      partial(
        Array.from(whole, (byte) => new Uint8Array([byte])),
        "end",
      ),
    ]);
    expect(token).toMatchObject({ jwt, lifetime: 299_000 });
  });

  it.each<[string, Uint8Array[], "end" | undefined]>([
    ["a page of 100 kB", [bytes(`<!doctype html>${" ".repeat(100_000)}`)], "end"],
    ["a stream without an end", Array.from({ length: 80 }, () => bytes("x".repeat(1_000))), undefined],
    ["a token before 100 kB of blanks", [bytes('{"token":"a.b.c"}'), bytes(" ".repeat(100_000)), bytes(" ")], "end"],
  ])("is no token where it is too long: %s", async (_, parts, then) => {
    const cancel = vi.fn();
    const { error, sent } = await askAndWait([partial(parts, then, cancel)]);
    expect(error).toMatchObject({ code: "invalid_token_response", message: expect.stringContaining("sign-in page") });
    expect(sent).toHaveLength(1);
    if (!then) expect(cancel).toHaveBeenCalledOnce();
  });

  it("may be as long as any token", async () => {
    const jwt = await signToken(serverSeconds + 300, { claims: { groups: "g".repeat(30_000) } });
    const { token } = await askAndWait([json({ token: jwt })]);
    expect(token?.jwt).toBe(jwt);
  });

  it("is not waited for where the status says enough", async () => {
    for (const [status, code] of [
      [302, "invalid_token_response"],
      [401, "not_signed_in"],
      [404, "plan_unsupported"],
      [503, "token_endpoint_unavailable"],
    ] as const) {
      const { error, sentAt, took } = await askAndWait([() => new Response(new ReadableStream(), { status })]);
      expect(error?.code).toBe(code);
      expect(took).toBeLessThan(1_000);
      expect(pausesOf(sentAt)).toEqual(status === 503 ? [300, 600] : []);
    }
  });

  it("is taken as text where a polyfill's response has no stream", async () => {
    const jwt = await signToken(serverSeconds + 300);
    const answer = {
      ok: true,
      status: 200,
      headers: new Headers(headers),
      text: async () => JSON.stringify({ token: jwt }),
    };
    const { token } = await askAndWait([() => answer as Response]);
    expect(token).toMatchObject({ jwt, lifetime: 299_000 });
  });

  it("is measured by the Date of its own response, and from its own attempt", async () => {
    const jwt = await signToken(serverSeconds + 300);
    const stale = () => {
      const answer = partial([], "failure")();
      answer.headers.set("date", new Date(serverNow - 3_600_000).toUTCString());
      return answer;
    };
    const { token } = await askAndWait([stale, json({ token: jwt })]);
    expect(token?.lifetime).toBe(299_000);
    const dated = () => partial([], "failure")();
    const { token: undated } = await askAndWait([dated, Response.json({ token: jwt })]);
    expect(undated?.lifetime).toBe(exp(jwt) * 1_000 - Date.now());
  });

  it("of an attempt that was too slow changes nothing of the next, even where fetch does not heed the abort", async () => {
    const [late, next] = [await signToken(serverSeconds + 100), await signToken(serverSeconds + 300)];
    const delayed = (milliseconds: number, answer: Response) => async () => {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      return answer;
    };
    const { token } = await askAndWait(
      [
        delayed(1_500, json({ token: late }, { date: new Date(serverNow - 90_000).toUTCString() })),
        delayed(500, json({ token: next })),
      ],
      { timeout: 1_000 },
    );
    expect(token).toMatchObject({ jwt: next, lifetime: 298_500 });
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
    [json({}, {}, 404), "The token endpoint responded with 404."],
    [json({}, {}, 503), "The token endpoint responded with 503."],
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

  it("holds neither the response nor the token in any error", async () => {
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

describe("a fetch that a script of the page has replaced", () => {
  const secret = "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjF9.c2lnbmF0dXJl";
  const rejections: [string, unknown][] = [
    ["undefined", undefined],
    ["null", null],
    ["a string", secret],
    ["a number", 0],
    ["an object without a prototype", Object.create(null)],
    ["an answer", { status: 403, retryAfter: 60_000, code: "invalid_token_response", data: { token: secret } }],
    [
      "an error with such fields",
      Object.assign(new Error(secret), { status: 403, retryAfter: 60_000, cause: { secret } }),
    ],
    ["an error that quotes the answer", new SyntaxError(`Unexpected token: ${secret}`)],
    ["an error of its own", new TypeError("x is not a function")],
    ["a DOMException", new DOMException("Aborted.", "AbortError")],
    ["a network failure by another name", new TypeError("Error in input stream")],
  ];
  const kinds: [string, (reason: unknown) => () => Promise<Response>][] = [
    ["rejects with", (reason) => () => Promise.reject(reason)],
    [
      "throws",
      (reason) => () => {
        throw reason;
      },
    ],
  ];

  /** As the page's fetch that is called, without a promise around it. */
  async function askOf(answers: (() => unknown)[]) {
    let attempts = 0;
    const send = () => (answers[Math.min(attempts++, answers.length - 1)] as () => unknown)();
    const outcome = requestToken(options, false, send as typeof fetch, new AbortController().signal).then(
      (token) => ({ token, error: undefined }),
      (error: unknown) => ({ token: undefined, error }),
    );
    for (let turn = 0; turn < 40; turn++) {
      await settle(2);
      await pass(50);
    }
    return { ...(await outcome), attempts };
  }

  it.each(kinds.flatMap(([kind, make]) => rejections.map(([what, reason]) => [kind, what, make(reason)] as const)))(
    "is a failed attempt where it %s %s",
    async (_, __, fail) => {
      const jwt = await signToken(serverSeconds + 300);
      const { token } = await askOf([fail, fail, () => json({ token: jwt })]);
      expect(token?.jwt).toBe(jwt);
      const { error, attempts } = await askOf([fail]);
      expect(error).toMatchObject({ name: "HelpCenterJwtError", code: "token_endpoint_unavailable" });
      expect(attempts).toBe(3);
      const { inspect } = await import("node:util");
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret);
    },
  );

  it.each<[string, unknown]>([
    ["undefined", undefined],
    ["null", null],
    ["a text", `{"token":"${secret}"}`],
    ["a number", 200],
    ["an object", {}],
    ["the answer's JSON", { token: secret }],
    ["a fake without headers", { ok: true, status: 200, json: async () => ({ token: secret }) }],
  ])("makes a response of no use where it resolves to %s", async (_, answer) => {
    const { error, attempts } = await askOf([async () => answer]);
    expect(error).toMatchObject({
      name: "HelpCenterJwtError",
      code: "invalid_token_response",
      message: expect.stringContaining("no Response"),
    });
    expect(attempts).toBe(1);
    expect(String((error as Error).stack)).not.toContain(secret);
  });

  it.each<[string, () => unknown]>([
    ["headers that cannot be asked", () => ({ ok: true, status: 200, headers: {}, text: async () => "{}" })],
    [
      "a body that has been read",
      () => {
        const answer = json({});
        answer.text();
        return answer;
      },
    ],
    ["a body that is no stream", () => ({ ok: true, status: 200, headers: new Headers(), body: {} })],
    ["no text", () => ({ ok: true, status: 200, headers: new Headers() })],
    ["Response.error()", () => Response.error()],
    [
      "a getter that throws",
      () => ({
        get headers() {
          throw secret;
        },
      }),
    ],
  ])("makes an error with a code of a response that has %s", async (_, answer) => {
    const { error } = await askOf([answer]);
    expect(error).toMatchObject({
      name: "HelpCenterJwtError",
      code: expect.stringMatching(/^(?:token_|invalid_token_)/),
    });
    expect((error as Error).cause).toBeUndefined();
  });

  it("may respond with a promise of its own kind", async () => {
    const jwt = await signToken(serverSeconds + 300);
    // biome-ignore lint/suspicious/noThenProperty: what Promises/A+ libraries make
    const thenable = { then: (resolve: (answer: Response) => void) => resolve(json({ token: jwt })) };
    const { token } = await askOf([() => thenable]);
    expect(token?.jwt).toBe(jwt);
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

  it("makes no other attempt, whatever the page's fetch rejects with", async () => {
    let reject: (reason: unknown) => void = () => {};
    const { sent, controller, outcome } = ask([() => new Promise<Response>((_, fail) => (reject = fail))]);
    await settle();
    controller.abort();
    reject(undefined);
    expect((await outcome).error).toMatchObject({ name: "HelpCenterJwtError" });
    await pass(60_000);
    expect(sent).toHaveLength(1);
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
