import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { JWK } from "jose";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  createVerifier,
  type HelpCenterJwtVerificationError,
  type VerifierOptions,
} from "../../../src/verify/index.ts";
import { createSigningKey, type SigningKey, signToken, visitor } from "../../helpers/jwt.ts";

const day = 86_400;
const hour = 3_600;

let key: SigningKey;
let newKey: SigningKey;

beforeAll(async () => {
  [key, newKey] = await Promise.all([createSigningKey("known"), createSigningKey("rotated in")]);
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: Date.now() });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Time that goes by, as every clock has it. */
const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);
/** The wall clock is set; or the machine slept, and its other clock stood still. */
const setClock = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

/** Good at all times, for what the clock does to tokens is not tested here. */
const tokenOf = (signer: SigningKey, kid = signer.kid) => signToken(32_503_680_000, { key: { ...signer, kid } });

const outcomeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "accepted",
    (error: HelpCenterJwtVerificationError) => error.code,
  );

interface Asked {
  answer(body: unknown): void;
  fail(error: unknown): void;
}

/** A keys endpoint in place of `fetch`: answers at once with `publishes`, or is `held` and answers when a test says so. */
function setUp(options: VerifierOptions = {}) {
  const endpoint = { publishes: [key.jwk] as JWK[], isHeld: false, requests: [] as Asked[] };
  vi.spyOn(globalThis, "fetch").mockImplementation(
    () =>
      new Promise((resolve, reject) => {
        const answer = (body: unknown) => resolve(Response.json(body));
        endpoint.requests.push({ answer, fail: reject });
        if (!endpoint.isHeld) answer({ keys: endpoint.publishes });
      }),
  );
  return { endpoint, ...createVerifier({ keysUrl: "https://acme.zendesk.com/keys", ...options }) };
}

/** What the request's time limit does, when a test says so. */
function heldTimeout() {
  const controller = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(controller.signal);
  return () => controller.abort(new DOMException("timed out", "TimeoutError"));
}

describe.each([
  ["back a day", -day],
  ["back an hour", -hour],
  ["forward a minute", 60],
  ["forward an hour", hour],
  ["forward a day", day],
])("a server clock that is set %s", (_, seconds) => {
  it("keeps no key out that is rotated in", async () => {
    const { verify, endpoint } = setUp();
    await verify(await tokenOf(key));
    setClock(seconds);
    endpoint.publishes = [newKey.jwk, key.jwk];
    pass(30);
    await expect(verify(await tokenOf(newKey))).resolves.toMatchObject(visitor);
    await expect(verify(await tokenOf(key))).resolves.toMatchObject(visitor);
  });

  it("refuses no good token, then and later", async () => {
    const { verify } = setUp();
    const token = await tokenOf(key);
    await verify(token);
    setClock(seconds);
    for (let n = 0; n < 50; n++) {
      expect(await outcomeOf(verify(token))).toBe("accepted");
      pass(60);
    }
  });

  it("costs one request at most for any number of made-up key ids", async () => {
    const { verify, endpoint } = setUp();
    await verify(await tokenOf(key));
    for (let jump = 1; jump <= 3; jump++) {
      setClock(seconds);
      for (let n = 0; n < 20; n++) {
        expect(await outcomeOf(verify(await tokenOf(newKey, `made-up-${n}`)))).toBe("unknown_key");
        pass(1);
      }
      expect(endpoint.requests.length).toBeLessThanOrEqual(1 + jump);
    }
  });

  it("does not hold a failing endpoint's recovery back, nor ask it more often", async () => {
    const { verify, endpoint } = setUp();
    const token = await tokenOf(key);
    endpoint.isHeld = true;
    const first = outcomeOf(verify(token));
    endpoint.requests[0]?.fail(new TypeError("offline"));
    expect(await first).toBe("keys_unavailable");
    endpoint.isHeld = false;
    setClock(seconds);
    pass(30);
    for (let n = 0; n < 10; n++) expect(await outcomeOf(verify(token))).toBe("accepted");
    expect(endpoint.requests).toHaveLength(2);
  });

  it("lets no withdrawn key serve past the time that the options say", async () => {
    const { verify, endpoint } = setUp({ keysMaxAge: 60, keysMaxStaleAge: 120 });
    const token = await tokenOf(key);
    await verify(token);
    setClock(seconds);
    endpoint.publishes = [newKey.jwk];
    pass(120);
    expect(await outcomeOf(verify(token))).toBe("unknown_key");
  });
});

describe("a clock that is set back while the endpoint cannot be reached", () => {
  it("lets known keys serve until their time is over by the other clock", async () => {
    const { verify, endpoint } = setUp();
    const token = await tokenOf(key);
    await verify(token);
    endpoint.isHeld = true;
    setClock(-day);
    pass(3_599);
    expect(await outcomeOf(verify(token))).toBe("accepted");
    endpoint.requests.at(-1)?.fail(new TypeError("offline"));
    pass(1);
    expect(await outcomeOf(verify(token))).toBe("keys_unavailable");
  });
});

describe("a machine that slept", () => {
  it("does not believe keys from before, though its monotonic clock stood still", async () => {
    const { verify, endpoint } = setUp();
    const token = await tokenOf(key);
    await verify(token);
    endpoint.publishes = [newKey.jwk];
    setClock(hour);
    expect(await outcomeOf(verify(token))).toBe("unknown_key");
  });

  it("asks for keys again behind the first call, also where its clock is set back after the sleep", async () => {
    const { verify, endpoint } = setUp();
    const token = await tokenOf(key);
    await verify(token);
    endpoint.publishes = [newKey.jwk];
    setClock(2 * hour - day);
    expect(await outcomeOf(verify(token))).toBe("accepted");
    await expect(verify(await tokenOf(newKey))).resolves.toMatchObject(visitor);
    expect(await outcomeOf(verify(token))).toBe("unknown_key");
    expect(endpoint.requests).toHaveLength(2);
  });
});

describe("an endpoint that hangs or is slow", () => {
  it("holds nobody up whose key is known, and is asked once in a cool-down", async () => {
    const { verify, endpoint } = setUp();
    const timeOut = heldTimeout();
    const token = await tokenOf(key);
    await verify(token);
    endpoint.isHeld = true;
    for (let cooldown = 1; cooldown <= 3; cooldown++) {
      pass(cooldown === 1 ? 600 : 30);
      const outcomes = await Promise.all(Array.from({ length: 100 }, () => outcomeOf(verify(token))));
      expect(new Set(outcomes)).toEqual(new Set(["accepted"]));
      expect(endpoint.requests).toHaveLength(1 + cooldown);
      timeOut();
    }
  });

  it("replaces the keys behind the calls when it does respond", async () => {
    const { verify, endpoint } = setUp();
    const [token, newToken] = await Promise.all([tokenOf(key), tokenOf(newKey)]);
    await verify(token);
    endpoint.isHeld = true;
    pass(600);
    expect(await outcomeOf(verify(token))).toBe("accepted");
    const waiting = verify(newToken);
    endpoint.requests[1]?.answer({ keys: [newKey.jwk] });
    await expect(waiting).resolves.toMatchObject(visitor);
    expect(await outcomeOf(verify(token))).toBe("unknown_key");
    expect(endpoint.requests).toHaveLength(2);
  });

  it("makes tokens with an unknown key wait for the one request that is under way, and no longer", async () => {
    const { verify, endpoint } = setUp();
    const timeOut = heldTimeout();
    await verify(await tokenOf(key));
    endpoint.isHeld = true;
    pass(30);
    const tokens = await Promise.all(Array.from({ length: 100 }, (_, n) => tokenOf(newKey, `made-up-${n}`)));
    const waiting = tokens.map((token) => outcomeOf(verify(token)));
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(2));
    // Known keys do not wait with them.
    expect(await outcomeOf(verify(await tokenOf(key)))).toBe("accepted");
    timeOut();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["keys_unavailable"]));
    expect(await outcomeOf(verify(tokens[0] as string))).toBe("keys_unavailable");
    expect(endpoint.requests).toHaveLength(2);
  });

  it.each([0, 1, 30])(
    "is asked once by all that wait, with a cool-down of %d seconds from its start",
    async (cooldown) => {
      const { verify, endpoint } = setUp({ keysCooldown: cooldown });
      await verify(await tokenOf(key));
      endpoint.isHeld = true;
      pass(30);
      const token = await tokenOf(newKey, "made-up");
      const waiting = Array.from({ length: 100 }, () => outcomeOf(verify(token)));
      await vi.waitFor(() => expect(endpoint.requests).toHaveLength(2));
      pass(3);
      waiting.push(outcomeOf(verify(token)));
      endpoint.requests[1]?.answer({ keys: [key.jwk] });
      expect(new Set(await Promise.all(waiting))).toEqual(new Set(["unknown_key"]));
      expect(endpoint.requests).toHaveLength(2);
      endpoint.isHeld = false;
      // The three seconds count.
      pass(Math.max(0, cooldown - 3.5));
      await outcomeOf(verify(token));
      expect(endpoint.requests).toHaveLength(cooldown === 30 ? 2 : 3);
      pass(1);
      endpoint.publishes = [newKey.jwk];
      await expect(verify(await tokenOf(newKey))).resolves.toMatchObject(visitor);
    },
  );

  it.each<[string, (request: Asked) => void]>([
    ["a network error", (request) => request.fail(new TypeError("offline"))],
    ["nothing at all", (request) => request.fail(undefined)],
    ["no key set", (request) => request.answer({ keys: 5 })],
  ])(
    "may fail behind the calls with %s: no unhandled rejection, and further attempts after growing pauses",
    async (_, fail) => {
      const unhandled = vi.fn();
      process.on("unhandledRejection", unhandled);
      const { verify, endpoint } = setUp();
      const [token, newToken] = await Promise.all([tokenOf(key), tokenOf(newKey)]);
      await verify(token);
      endpoint.isHeld = true;
      pass(600);
      expect(await outcomeOf(verify(token))).toBe("accepted");
      const waiting = outcomeOf(verify(newToken));
      fail(endpoint.requests[1] as Asked);
      // It may be a new key: who failed is the endpoint.
      expect(await waiting).toBe("keys_unavailable");
      for (let n = 0; n < 29; n++) {
        pass(1);
        expect(await outcomeOf(verify(token))).toBe("accepted");
        fail(endpoint.requests.at(-1) as Asked);
        await new Promise((resolve) => setImmediate(resolve));
      }
      // After 1, 2, 4 and 8 seconds; the next after 16.
      expect(endpoint.requests).toHaveLength(6);
      endpoint.isHeld = false;
      endpoint.publishes = [newKey.jwk];
      pass(2);
      expect(await outcomeOf(verify(token))).toBe("accepted");
      await expect(verify(newToken)).resolves.toMatchObject(visitor);
      expect(endpoint.requests).toHaveLength(7);
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).not.toHaveBeenCalled();
      process.off("unhandledRejection", unhandled);
    },
  );

  it("whose request ended unheard, as Workers end it with a call that is cut off, holds nobody up for long", async () => {
    vi.useFakeTimers({ now: Date.now() });
    // Neither an answer nor a timeout.
    vi.spyOn(AbortSignal, "timeout").mockReturnValue(new AbortController().signal);
    const { verify, endpoint } = setUp();
    const token = await tokenOf(key);
    endpoint.isHeld = true;
    const waiting = [outcomeOf(verify(token)), outcomeOf(verify(token))];
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await Promise.all(waiting)).toEqual(["keys_unavailable", "keys_unavailable"]);
    expect(vi.getTimerCount()).toBe(0);
    endpoint.isHeld = false;
    await expect(verify(token)).resolves.toMatchObject(visitor);
    expect(endpoint.requests).toHaveLength(2);
    // What comes after all, from before, replaces nothing.
    endpoint.requests[0]?.answer({ keys: [newKey.jwk] });
    await vi.advanceTimersByTimeAsync(0);
    await expect(verify(token)).resolves.toMatchObject(visitor);
    expect(endpoint.requests).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("on Workers, where a request may end unheard with the call that it was sent behind", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it.each<[string, string, unknown]>([
    ["Cloudflare's", "navigator", { userAgent: "Cloudflare-Workers" }],
    ["Vercel's", "EdgeRuntime", "edge-runtime"],
  ])("who needs a new key sends another, which the rest share (%s)", async (_, name, value) => {
    vi.stubGlobal(name, value);
    const { verify, endpoint } = setUp();
    const [token, newToken] = await Promise.all([tokenOf(key), tokenOf(newKey)]);
    await verify(token);
    endpoint.isHeld = true;
    pass(600);
    for (let n = 0; n < 10; n++) expect(await outcomeOf(verify(token))).toBe("accepted");
    expect(endpoint.requests).toHaveLength(2);
    const waiting = Array.from({ length: 100 }, () => outcomeOf(verify(newToken)));
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(3));
    expect(await outcomeOf(verify(token))).toBe("accepted");
    endpoint.requests[2]?.answer({ keys: [newKey.jwk] });
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["accepted"]));
    expect(await outcomeOf(verify(await tokenOf(newKey, "made-up")))).toBe("unknown_key");
    expect(endpoint.requests).toHaveLength(3);
  });

  it("all that wait share one, though its promise is of no use to them", async () => {
    vi.useFakeTimers({ now: Date.now() });
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
    const { verify, endpoint } = setUp();
    endpoint.isHeld = true;
    const waiting = await Promise.all(Array.from({ length: 50 }, () => tokenOf(key)));
    const outcomes = waiting.map((token) => outcomeOf(verify(token)));
    await vi.advanceTimersByTimeAsync(4_000);
    expect(endpoint.requests).toHaveLength(1);
    endpoint.requests[0]?.answer({ keys: [key.jwk] });
    await vi.advanceTimersByTimeAsync(200);
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(["accepted"]));
    expect(endpoint.requests).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("one of those that wait sends another, a second after the call that sent the last is gone", async () => {
    vi.useFakeTimers({ now: Date.now() });
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
    // The timers of a call end with it.
    vi.spyOn(globalThis, "setInterval").mockImplementation(() => 0 as never);
    const { verify, endpoint } = setUp();
    endpoint.isHeld = true;
    const token = await tokenOf(key);
    const outcomes = Array.from({ length: 50 }, () => outcomeOf(verify(token)));
    await vi.advanceTimersByTimeAsync(990);
    expect(endpoint.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(30);
    expect(endpoint.requests).toHaveLength(2);
    endpoint.requests[1]?.answer({ keys: [key.jwk] });
    await vi.advanceTimersByTimeAsync(20);
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(["accepted"]));
    // What the first brings after all replaces nothing.
    endpoint.requests[0]?.answer({ keys: [newKey.jwk] });
    await vi.advanceTimersByTimeAsync(0);
    expect(await outcomeOf(verify(token))).toBe("accepted");
  });

  it("one that is lost counts for the cool-down of those who do not wait", async () => {
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
    const { verify, endpoint } = setUp();
    const token = await tokenOf(key);
    await verify(token);
    endpoint.isHeld = true;
    pass(600);
    for (let second = 0; second < 60; second++) {
      expect(await outcomeOf(verify(token))).toBe("accepted");
      pass(1);
    }
    expect(endpoint.requests).toHaveLength(3);
  });
});

describe("keysMaxStaleAge", () => {
  it.each([0, 600])(
    "of %d seconds, no more than keysMaxAge, lets no key serve past keysMaxAge",
    async (keysMaxStaleAge) => {
      const { verify, endpoint } = setUp({ keysMaxStaleAge });
      const token = await tokenOf(key);
      await verify(token);
      endpoint.publishes = [newKey.jwk];
      pass(599);
      expect(await outcomeOf(verify(token))).toBe("accepted");
      expect(endpoint.requests).toHaveLength(1);
      pass(1);
      expect(await outcomeOf(verify(token))).toBe("unknown_key");
    },
  );

  it("of 0 with a keysMaxAge of 0 asks for the keys for each token", async () => {
    const { verify, endpoint } = setUp({ keysMaxAge: 0, keysMaxStaleAge: 0 });
    const token = await tokenOf(key);
    for (let n = 1; n <= 3; n++) {
      await expect(verify(token)).resolves.toMatchObject(visitor);
      expect(endpoint.requests).toHaveLength(n);
    }
  });
});

describe("a key that is published twice", () => {
  /** The same number with zeros before it. */
  const padded = (value: string | undefined) =>
    Buffer.concat([Buffer.from([0, 0]), Buffer.from(value as string, "base64url")]).toString("base64url");

  it.each<[string, (jwk: JWK) => JWK[]]>([
    ["word for word", (jwk) => [jwk, jwk]],
    ["many times", (jwk) => Array.from({ length: 20 }, () => jwk)],
    [
      "with and without alg and use",
      (jwk) => [{ ...jwk, alg: "RS256", use: "sig" }, jwk, { ...jwk, key_ops: ["verify"] }],
    ],
    ["with its members in another order", ({ n, ...jwk }) => [{ n, ...jwk } as JWK, { ...jwk, n } as JWK]],
    ["with leading zeros", (jwk) => [jwk, { ...jwk, n: padded(jwk.n), e: padded(jwk.e) }]],
    ["for encryption, too", (jwk) => [{ ...jwk, use: "enc" }, jwk]],
    ["beside some that are none", ({ n, ...jwk }) => [jwk as JWK, { ...jwk, n, d: "AA" } as JWK, { ...jwk, n } as JWK]],
  ])("is one key (%s)", async (_, publish) => {
    const { verify, endpoint } = setUp();
    endpoint.publishes = [newKey.jwk, ...publish(key.jwk)];
    const tokens = await Promise.all([tokenOf(key), tokenOf(newKey)]);
    for (const token of [...tokens, ...tokens]) expect(await outcomeOf(verify(token))).toBe("accepted");
    expect(await outcomeOf(verify(await tokenOf(newKey, key.kid)))).toBe("invalid_signature");
    expect(endpoint.requests).toHaveLength(1);
  });

  it.each<[string, () => JWK[]]>([
    ["two", () => [key.jwk, { ...newKey.jwk, kid: key.kid }]],
    ["two, and one of them twice", () => [key.jwk, key.jwk, { ...newKey.jwk, kid: key.kid }]],
    ["two of the same modulus", () => [key.jwk, { ...key.jwk, e: "Aw" }]],
  ])("under one kid is none of either while there are two (%s), and asked for no more often", async (_, publish) => {
    const { verify, endpoint } = setUp();
    endpoint.publishes = publish();
    for (const token of [await tokenOf(key), await tokenOf(newKey, key.kid)]) {
      for (let n = 0; n < 3; n++) expect(await outcomeOf(verify(token))).toBe("keys_unavailable");
    }
    pass(599);
    expect(await outcomeOf(verify(await tokenOf(key)))).toBe("keys_unavailable");
    expect(endpoint.requests).toHaveLength(1);
    endpoint.publishes = [key.jwk];
    pass(1);
    expect(await outcomeOf(verify(await tokenOf(key)))).toBe("accepted");
    expect(endpoint.requests).toHaveLength(2);
  });
});

describe("the response's body", () => {
  const answerWith = (body: BodyInit) => vi.mocked(fetch).mockImplementation(async () => new Response(body));
  const ofSize = (bytes: number) => JSON.stringify({ keys: [key.jwk] }).padEnd(bytes);

  it("may have 4 MiB, and no byte more", async () => {
    for (const [bytes, outcome] of [
      [4 * 1_048_576, "accepted"],
      [4 * 1_048_576 + 1, "keys_unavailable"],
    ] as const) {
      const { verify } = setUp();
      answerWith(ofSize(bytes));
      expect(await outcomeOf(verify(await tokenOf(key)))).toBe(outcome);
    }
  });

  it("is counted in bytes, and read as UTF-8 across its pieces", async () => {
    const { verify } = setUp();
    const bytes = Buffer.from(JSON.stringify({ note: "ключ 🔑", keys: [{ ...key.jwk, kid: "ключ 🔑" }] }));
    const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
    answerWith(
      new ReadableStream({ pull: (stream) => (pieces.length ? stream.enqueue(pieces.shift()) : stream.close()) }),
    );
    expect(await outcomeOf(verify(await tokenOf(key, "ключ 🔑")))).toBe("accepted");
  });

  it("that goes on and on is read no further than that, and let go", async () => {
    const { verify } = setUp();
    let pulled = 0;
    const cancel = vi.fn();
    const body = new ReadableStream({
      pull(stream) {
        pulled += 65_536;
        stream.enqueue(new Uint8Array(65_536).fill(32));
        // Not for ever: without a limit this would take the machine's memory, and not just fail.
        if (pulled > 16 * 1_048_576) stream.error(new Error("read past any limit"));
      },
      cancel,
    });
    answerWith(body);
    expect(await outcomeOf(verify(await tokenOf(key)))).toBe("keys_unavailable");
    expect(cancel).toHaveBeenCalledOnce();
    expect(pulled).toBeLessThan(5 * 1_048_576);
  });

  it("of a response other than 200 is let go", async () => {
    const { verify } = setUp();
    const cancel = vi.fn();
    vi.mocked(fetch).mockImplementation(async () => new Response(new ReadableStream({ cancel }), { status: 503 }));
    expect(await outcomeOf(verify(await tokenOf(key)))).toBe("keys_unavailable");
    expect(cancel).toHaveBeenCalledOnce();
  });

  it("that stalls is waited for as long as for the rest, also where the runtime does not end it", async () => {
    const { verify } = setUp();
    const timeOut = heldTimeout();
    const stalling = new ReadableStream({ start: (stream) => stream.enqueue(Buffer.from('{"keys":[')) });
    answerWith(stalling);
    const outcome = outcomeOf(verify(await tokenOf(key)));
    await vi.waitFor(() => expect(stalling.locked).toBe(true));
    timeOut();
    expect(await outcome).toBe("keys_unavailable");
  });

  it("that stalls on a real connection holds nobody up whose key is known", async () => {
    let isStalling = false;
    let requests = 0;
    const server = createServer((_request, response) => {
      requests++;
      if (isStalling) response.write("{");
      else response.end(JSON.stringify({ keys: [key.jwk] }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { verify } = createVerifier({ keysUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
    const token = await tokenOf(key);
    await verify(token);
    isStalling = true;
    pass(600);
    expect(await outcomeOf(verify(token))).toBe("accepted");
    await vi.waitFor(() => expect(requests).toBe(2));
    expect(await outcomeOf(verify(token))).toBe("accepted");
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

it("is a request without credentials or redirects, for JSON, under a name of its own", async () => {
  const { verify } = setUp();
  await verify(await tokenOf(key));
  const [url, { headers, redirect, signal }] = vi.mocked(fetch).mock.calls[0] as [string, RequestInit];
  expect(url).toBe("https://acme.zendesk.com/keys");
  expect(headers).toEqual({ accept: "application/json, application/jwk-set+json", "user-agent": "hc-jwt" });
  expect(redirect).toBe("manual");
  expect(signal).toBeInstanceOf(AbortSignal);
});

it("names no user agent in a browser, where that would take a preflight", async () => {
  const { verify } = setUp();
  vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0 (X11) Firefox/140.0" });
  await verify(await tokenOf(key));
  vi.unstubAllGlobals();
  expect(vi.mocked(fetch).mock.calls[0]?.[1]?.headers).not.toHaveProperty("user-agent");
});
