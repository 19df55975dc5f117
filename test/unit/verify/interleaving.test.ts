import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { CachedKeys, HelpCenterJwtVerificationError, VerifierOptions } from "../../../src/verify/index.ts";
import { createVerifier } from "../../../src/verify/index.ts";
import { type Deferred, deferred, until } from "../../helpers/deferred.ts";
import { createSigningKey, type SigningKey, signToken } from "../../helpers/jwt.ts";

// Keys that change while signatures are being checked. What is right never depends on whose check ends first.

const url = "https://acme.zendesk.com/keys";
const { verify: checkSignature } = crypto.subtle;

let key: SigningKey;
let otherKey: SigningKey;

beforeAll(async () => {
  [key, otherKey] = await Promise.all([createSigningKey("a kid"), createSigningKey("another kid")]);
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: Date.now() });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const tokenOf = (signer: SigningKey, kid = signer.kid) => signToken(32_503_680_000, { key: { ...signer, kid } });
/** The key of this signer, under the other's name. */
const as = (signer: SigningKey, { kid }: SigningKey) => ({ ...signer.jwk, kid }) as CachedKeys["keys"][number];

const outcomeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "accepted",
    (error: HelpCenterJwtVerificationError) => error.code,
  );

/** Signature checks that end when a test says so, in the order in which they began. */
function holdChecks() {
  const held: Deferred<void>[] = [];
  const control = { held, isHolding: true };
  vi.spyOn(crypto.subtle, "verify").mockImplementation(async (...given) => {
    if (control.isHolding) {
      const gate = deferred<void>();
      held.push(gate);
      await gate.promise;
    }
    return checkSignature.apply(crypto.subtle, given as never);
  });
  return control;
}

function setUp({ cached, ...options }: VerifierOptions & { cached?: CachedKeys["keys"] } = {}) {
  const endpoint = { publishes: [key.jwk] as unknown[], isDown: false, requests: 0 };
  const fetch = async () => {
    endpoint.requests++;
    return endpoint.isDown ? new Response(null, { status: 500 }) : Response.json({ keys: endpoint.publishes });
  };
  // Called whenever the endpoint's keys have taken the place of those before.
  const set = vi.fn();
  const entry = cached && { url, requestedAt: Date.now() - 60_000, keys: cached };
  const keysCache = { get: () => entry, set };
  return { endpoint, replaced: set, ...createVerifier({ keysUrl: url, fetch, keysCache, ...options }) };
}

describe("checks under way when keys of a cache turn out to be wrong", () => {
  it.each([[[0, 1, 2]], [[0, 2, 1]], [[1, 0, 2]], [[1, 2, 0]], [[2, 0, 1]], [[2, 1, 0]]])(
    "accept good tokens and refuse the forged one, ending in the order %j",
    async (order) => {
      const { verify, endpoint } = setUp({ cached: [as(otherKey, key)] });
      // The third is good by the cache, and forged by the help center's keys.
      const tokens = await Promise.all([tokenOf(key), tokenOf(key), tokenOf(otherKey, key.kid)]);
      const control = holdChecks();
      const outcomes = tokens.slice(0, 2).map((token) => outcomeOf(verify(token)));
      await until(() => control.held.length === 2);
      control.isHolding = false;
      const late = order[0] === 2 ? "accepted" : "invalid_signature";
      for (const index of order) {
        if (index === 2) outcomes[2] = outcomeOf(verify(tokens[2] as string));
        else control.held[index]?.resolve();
        await outcomes[index];
      }
      // Until the help center's keys are known, the cache is believed.
      expect(await Promise.all(outcomes)).toEqual(["accepted", "accepted", late]);
      expect(endpoint.requests).toBe(1);
    },
  );

  it("are a fault of the keys endpoint where that fails, not of the token", async () => {
    const { verify, endpoint } = setUp({ cached: [as(otherKey, key)] });
    endpoint.isDown = true;
    for (let n = 0; n < 3; n++) expect(await outcomeOf(verify(await tokenOf(key)))).toBe("keys_unavailable");
    expect(endpoint.requests).toBe(1);
    endpoint.isDown = false;
    vi.advanceTimersByTime(1_000);
    expect(await outcomeOf(verify(await tokenOf(key)))).toBe("accepted");
  });

  it("are so for old keys, too, that serve only because the endpoint fails", async () => {
    const keysCache = {
      get: () => ({ url, requestedAt: Date.now() - 700_000, keys: [as(otherKey, key)] }),
      set() {},
    };
    const { verify, endpoint } = setUp({ keysCache });
    endpoint.isDown = true;
    expect(await outcomeOf(verify(await tokenOf(otherKey, key.kid)))).toBe("accepted");
    expect(await outcomeOf(verify(await tokenOf(key)))).toBe("keys_unavailable");
    const control = holdChecks();
    const outcome = outcomeOf(verify(await tokenOf(key)));
    await until(() => control.held.length === 1);
    control.isHolding = false;
    // Somebody else's request brings the keys meanwhile.
    endpoint.isDown = false;
    vi.advanceTimersByTime(30_000);
    expect(await outcomeOf(verify(await tokenOf(key)))).toBe("accepted");
    control.held[0]?.resolve();
    expect(await outcome).toBe("accepted");
    expect(endpoint.requests).toBe(2);
  });
});

describe("a check under way when the help center's keys are requested again", () => {
  async function heldWhile(token: string, { publishes }: { publishes: unknown[] }) {
    const { verify, endpoint, replaced } = setUp();
    await verify(await tokenOf(key));
    const control = holdChecks();
    const outcome = outcomeOf(verify(token));
    await until(() => control.held.length === 1);
    control.isHolding = false;
    endpoint.publishes = publishes;
    vi.advanceTimersByTime(600_000);
    await verify(await tokenOf(key)).catch(() => {});
    await until(() => replaced.mock.calls.length === 2);
    control.held[0]?.resolve();
    return { outcome: await outcome, endpoint };
  }

  it("accepts a token of the key that took the old one's name", async () => {
    const { outcome } = await heldWhile(await tokenOf(otherKey, key.kid), { publishes: [as(otherKey, key)] });
    expect(outcome).toBe("accepted");
  });

  it("accepts a token of a key that is withdrawn at that moment", async () => {
    const { outcome } = await heldWhile(await tokenOf(key), { publishes: [otherKey.jwk] });
    expect(outcome).toBe("accepted");
  });

  it("refuses a forged token by the new keys, without a request of its own", async () => {
    const forged = await tokenOf(otherKey, key.kid);
    for (const [publishes, code] of [
      [[key.jwk], "invalid_signature"],
      [[otherKey.jwk], "unknown_key"],
    ] as const) {
      const { outcome, endpoint } = await heldWhile(forged, { publishes: [...publishes] });
      expect(outcome).toBe(code);
      expect(endpoint.requests).toBe(2);
    }
  });
});

describe("a search for a key", () => {
  it("that ends in an unusable one counts no more once the keys were replaced", async () => {
    const { verify, endpoint, replaced } = setUp();
    endpoint.publishes = [key.jwk, { ...otherKey.jwk, e: "AA" }];
    await verify(await tokenOf(key));
    const importKey = crypto.subtle.importKey.bind(crypto.subtle) as (...given: unknown[]) => Promise<CryptoKey>;
    const gate = deferred<void>();
    const search = vi.spyOn(crypto.subtle, "importKey").mockImplementationOnce((async (...given: unknown[]) => {
      await gate.promise;
      return importKey(...given);
    }) as never);
    const outcome = outcomeOf(verify(await tokenOf(otherKey)));
    await until(() => search.mock.calls.length === 1);
    endpoint.publishes = [key.jwk, otherKey.jwk];
    vi.advanceTimersByTime(600_000);
    await verify(await tokenOf(key));
    await until(() => replaced.mock.calls.length === 2);
    gate.resolve();
    expect(await outcome).toBe("accepted");
  });
});

describe("a cache that responds late", () => {
  it("replaces no keys of the endpoint, whichever came first", async () => {
    vi.useFakeTimers({ now: Date.now() });
    const entry = deferred<CachedKeys>();
    const { verify, endpoint } = setUp({ keysCache: { get: () => entry.promise, set() {} } });
    const outcome = outcomeOf(verify(await tokenOf(key)));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await outcome).toBe("accepted");
    entry.resolve({ url, requestedAt: Date.now(), keys: [as(otherKey, key)] });
    await vi.advanceTimersByTimeAsync(0);
    expect(await outcomeOf(verify(await tokenOf(key)))).toBe("accepted");
    expect(await outcomeOf(verify(await tokenOf(otherKey, key.kid)))).toBe("invalid_signature");
    expect(endpoint.requests).toBe(1);
  });

  it("is waited for once, and not again by each call while the endpoint fails", async () => {
    vi.useFakeTimers({ now: Date.now() });
    const { verify, endpoint } = setUp({ keysCache: { get: () => new Promise<never>(() => {}), set() {} } });
    endpoint.isDown = true;
    const first = outcomeOf(verify(await tokenOf(key)));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await first).toBe("keys_unavailable");
    expect(await outcomeOf(verify(await tokenOf(key)))).toBe("keys_unavailable");
    expect(vi.getTimerCount()).toBe(0);
  });
});
