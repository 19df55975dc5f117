import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type CachedKeys,
  createVerifier,
  type HelpCenterJwtVerificationError,
  type KeysCache,
  type VerifierOptions,
} from "../../../src/verify/index.ts";
import { createSigningKey, type SigningKey, signToken, visitor } from "../../helpers/jwt.ts";

const url = "https://acme.zendesk.com/keys";
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
});

const tokenOf = (signer: SigningKey, kid = signer.kid) => signToken(32_503_680_000, { key: { ...signer, kid } });

const outcomeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "accepted",
    (error: HelpCenterJwtVerificationError) => error.code,
  );

const entry = (changes: Partial<CachedKeys> = {}): CachedKeys => ({
  url,
  requestedAt: Date.now() - 60_000,
  keys: [key.jwk as CachedKeys["keys"][number]],
  ...changes,
});

/** A process that starts with this in its cache. */
function coldStart(cached: unknown, options: VerifierOptions = {}) {
  const endpoint = { publishes: [key.jwk], isDown: false, requests: 0 };
  const set = vi.fn();
  const get = vi.fn(async () => cached as CachedKeys);
  const onKeysError = vi.fn();
  const fetch = async () => {
    endpoint.requests++;
    return endpoint.isDown ? new Response(null, { status: 500 }) : Response.json({ keys: endpoint.publishes });
  };
  const verifier = createVerifier({ keysUrl: url, keysCache: { get, set }, fetch, onKeysError, ...options });
  return { endpoint, get, set, onKeysError, ...verifier };
}

describe("a cold start with a warm cache", () => {
  it("requests no keys, and asks the cache once for any number of tokens", async () => {
    const { verify, endpoint, get, set } = coldStart(entry());
    const token = await tokenOf(key);
    await Promise.all(Array.from({ length: 50 }, () => verify(token)));
    await expect(verify(token)).resolves.toMatchObject(visitor);
    expect(endpoint.requests).toBe(0);
    expect(get).toHaveBeenCalledOnce();
    expect(set).not.toHaveBeenCalled();
  });

  it("has its keys grow old as they would have in the process that requested them", async () => {
    const { verify, endpoint } = coldStart(entry({ requestedAt: Date.now() - 599_000 }));
    const token = await tokenOf(key);
    await verify(token);
    expect(endpoint.requests).toBe(0);
    vi.advanceTimersByTime(1_000);
    expect(await outcomeOf(verify(token))).toBe("accepted");
    expect(endpoint.requests).toBe(1);
  });

  it("learns a key that was rotated in since, by one request for any number of tokens", async () => {
    const { verify, endpoint, set } = coldStart(entry());
    endpoint.publishes = [newKey.jwk, key.jwk];
    const token = await tokenOf(newKey);
    await Promise.all(Array.from({ length: 50 }, () => verify(token)));
    expect(endpoint.requests).toBe(1);
    for (let n = 0; n < 20; n++) {
      expect(await outcomeOf(verify(await tokenOf(newKey, `made-up-${n}`)))).toBe("unknown_key");
    }
    expect(endpoint.requests).toBe(1);
    expect(set).toHaveBeenCalledOnce();
  });

  it("is what one cold start leaves to the next, as JSON too", async () => {
    const first = coldStart(undefined);
    const token = await tokenOf(key);
    await first.verify(token);
    expect(first.endpoint.requests).toBe(1);
    const [stored] = first.set.mock.calls[0] as [CachedKeys];
    expect(stored).toEqual({ url, requestedAt: Date.now(), keys: [key.jwk] });
    const second = coldStart(JSON.parse(JSON.stringify(stored)));
    await expect(second.verify(token)).resolves.toMatchObject(visitor);
    expect(second.endpoint.requests).toBe(0);
  });

  it("preloads from the cache", async () => {
    const { preload, endpoint } = coldStart(entry());
    expect(await preload()).toBe(true);
    expect(endpoint.requests).toBe(0);
  });

  it("calls the methods of an object that needs its this", async () => {
    class Store implements KeysCache {
      value: CachedKeys | undefined;
      get() {
        return this.value;
      }
      set(value: CachedKeys) {
        this.value = value;
      }
    }
    const keysCache = new Store();
    const { verify, onKeysError } = coldStart(undefined, { keysCache });
    await verify(await tokenOf(key));
    await vi.waitFor(() => expect(keysCache.value).toBeDefined());
    expect(onKeysError).not.toHaveBeenCalled();
  });
});

describe("an entry that is not to be used", () => {
  it.each<[string, () => unknown]>([
    ["nothing", () => undefined],
    ["null", () => null],
    ["a text", () => JSON.stringify(entry())],
    ["a number", () => 5],
    ["an empty object", () => ({})],
    ["no keys", () => entry({ keys: [] })],
    ["keys that are no list", () => entry({ keys: {} as never })],
    ["keys that are nothing", () => entry({ keys: [null] as never })],
    ["a secret in place of a key", () => entry({ keys: [{ kty: "oct", k: "c2VjcmV0", kid: key.kid }] as never })],
    ["half a key", () => entry({ keys: [{ ...key.jwk, n: undefined }] as never })],
    ["an unreadable key", () => entry({ keys: [{ ...key.jwk, n: "!" }] as never })],
    ["another help center's", () => entry({ url: "https://evil.zendesk.com/keys", keys: [newKey.jwk] as never })],
    ["no url", () => entry({ url: undefined as never })],
    ["no time", () => entry({ requestedAt: undefined as never })],
    ["a time that is text", () => entry({ requestedAt: String(Date.now()) as never })],
    ["a time that is none", () => entry({ requestedAt: Number.NaN })],
    ["the future", () => entry({ requestedAt: Date.now() + 60_000 })],
    ["too long ago", () => entry({ requestedAt: Date.now() - 3_600_000, keys: [newKey.jwk] as never })],
    ["older than keys should be", () => entry({ requestedAt: Date.now() - 600_000, keys: [newKey.jwk] as never })],
    ["another key under the same kid", () => entry({ keys: [{ ...newKey.jwk, kid: key.kid }] as never })],
    [
      "members that throw",
      () => ({
        get url(): string {
          throw new Error("broken");
        },
      }),
    ],
  ])("costs one request, and accepts what the endpoint's keys accept (%s)", async (_, cached) => {
    const { verify, endpoint } = coldStart(cached());
    const token = await tokenOf(key);
    for (let n = 0; n < 3; n++) await expect(verify(token)).resolves.toMatchObject(visitor);
    expect(await outcomeOf(verify(await tokenOf(newKey)))).toBe("unknown_key");
    expect(await outcomeOf(verify(await tokenOf(newKey, key.kid)))).toBe("invalid_signature");
    expect(endpoint.requests).toBe(1);
  });

  it("serves where the endpoint fails, if it is merely old: no longer than known keys would", async () => {
    for (const [age, outcome] of [
      [3_599_000, "accepted"],
      [3_600_000, "keys_unavailable"],
    ] as const) {
      const { verify, endpoint } = coldStart(entry({ requestedAt: Date.now() - age }));
      endpoint.isDown = true;
      expect(await outcomeOf(verify(await tokenOf(key)))).toBe(outcome);
      expect(endpoint.requests).toBe(1);
    }
  });

  it.each<[string, KeysCache["get"]]>([
    [
      "throws",
      () => {
        throw new Error("broken");
      },
    ],
    ["rejects", () => Promise.reject(new Error("broken"))],
  ])("is reported where the cache %s", async (_, get) => {
    const set = () => Promise.reject(new Error("full"));
    const { verify, endpoint, onKeysError } = coldStart(undefined, { keysCache: { get, set } });
    await expect(verify(await tokenOf(key))).resolves.toMatchObject(visitor);
    expect(endpoint.requests).toBe(1);
    await vi.waitFor(() => expect(onKeysError).toHaveBeenCalledTimes(2));
    expect(onKeysError.mock.calls[0]?.[0]).toMatchObject({ code: "keys_unavailable" });
  });

  it("is not waited for longer than a second", async () => {
    vi.useFakeTimers({ now: Date.now() });
    const { verify, endpoint } = coldStart(undefined, { keysCache: { get: () => new Promise(() => {}), set() {} } });
    const outcome = outcomeOf(verify(await tokenOf(key)));
    await vi.advanceTimersByTimeAsync(999);
    expect(endpoint.requests).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toBe("accepted");
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("onKeysError", () => {
  it("is called once a failure, while known keys go on serving", async () => {
    const { verify, endpoint, onKeysError } = coldStart(undefined);
    const token = await tokenOf(key);
    await verify(token);
    expect(onKeysError).not.toHaveBeenCalled();
    endpoint.isDown = true;
    vi.advanceTimersByTime(600_000);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => outcomeOf(verify(token))));
    expect(new Set(outcomes)).toEqual(new Set(["accepted"]));
    await vi.waitFor(() => expect(onKeysError).toHaveBeenCalledOnce());
    expect(onKeysError.mock.calls[0]?.[0]).toMatchObject({
      name: "HelpCenterJwtVerificationError",
      code: "keys_unavailable",
      message: expect.stringContaining("returned 500"),
    });
  });

  it.each<[string, () => void]>([
    [
      "throws",
      () => {
        throw new Error("monitoring is down");
      },
    ],
    ["rejects", (() => Promise.reject(new Error("monitoring is down"))) as () => void],
  ])("may fail itself: where it %s, nothing happens", async (_, onKeysError) => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const { verify, endpoint } = coldStart(undefined, { onKeysError });
    endpoint.isDown = true;
    expect(await outcomeOf(verify(await tokenOf(key)))).toBe("keys_unavailable");
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).not.toHaveBeenCalled();
    process.off("unhandledRejection", unhandled);
  });
});

describe("keys that are given", () => {
  it("verify without a request, by the same rules", async () => {
    const fetch = vi.fn();
    const jwks = { keys: [key.jwk] };
    const { verify, preload } = createVerifier({ keys: jwks, fetch });
    jwks.keys = [newKey.jwk];
    expect(await preload()).toBe(true);
    for (let n = 0; n < 2; n++) await expect(verify(await tokenOf(key))).resolves.toMatchObject(visitor);
    expect(await outcomeOf(verify(await tokenOf(newKey)))).toBe("unknown_key");
    expect(await outcomeOf(verify(await tokenOf(newKey, key.kid)))).toBe("invalid_signature");
    expect(await outcomeOf(verify(await signToken(1, { key })))).toBe("token_expired");
    expect(await outcomeOf(verify(await signToken(4e9, { key, header: { kid: undefined } })))).toBe("unknown_key");
    expect(fetch).not.toHaveBeenCalled();
  });

  it("of two that share a kid are none", async () => {
    const { verify } = createVerifier({ keys: { keys: [key.jwk, { ...newKey.jwk, kid: key.kid }] as never } });
    await expect(verify(await tokenOf(key))).rejects.toMatchObject({ code: "keys_unavailable", retryAfter: undefined });
  });
});
