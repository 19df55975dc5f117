import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { now } from "../../src/clock.ts";
import { HelpCenterJwtError, type HelpCenterJwtErrorCode } from "../../src/errors.ts";
import { createTokenCache } from "../../src/token-cache.ts";
import type { Token } from "../../src/token-request.ts";
import { type Deferred, deferred, settle } from "../helpers/deferred.ts";
import { freezeTime, moveWallClock, pass } from "../helpers/time.ts";

/** A cache whose requests are answered by the test, in the order it likes. */
function setUp({ refreshLeeway = 30_000 } = {}) {
  const requests: (Deferred<Token> & { readonly signal: AbortSignal; readonly probing: boolean })[] = [];
  const onError = vi.fn();
  const cache = createTokenCache({
    requestToken: (signal, probing) => {
      const answer = deferred<Token>();
      requests.push({ ...answer, signal, probing });
      return answer.promise;
    },
    refreshLeeway: () => refreshLeeway,
    identify: () => {},
    onError,
  });
  const last = () => requests.at(-1) as (typeof requests)[number];

  /** Answers the newest request. */
  async function answer(jwt: string, lifetime = 300_000) {
    last().resolve({ jwt, lifetime, receivedAt: now() });
    await settle();
  }

  async function fail(code: HelpCenterJwtErrorCode = "token_endpoint_unavailable", retryAfter?: number) {
    const error = new HelpCenterJwtError(code, "It failed.", { retryAfter });
    last().reject(error);
    await settle();
    return error;
  }

  /** Puts a token into the cache. */
  async function hold(jwt: string, lifetime = 300_000) {
    const promise = cache.refresh();
    await answer(jwt, lifetime);
    await promise;
  }

  return { cache, requests, onError, answer, fail, hold };
}

/** What a promise comes to, also where it rejects before anybody looks. */
const outcomeOf = <T>(promise: Promise<T>) => promise.catch((error: unknown) => error);

beforeEach(() => freezeTime());
afterEach(() => vi.useRealTimers());

describe("single flight", () => {
  it("makes one request for any number of callers", async () => {
    const { cache, requests, answer } = setUp();
    const callers = Array.from({ length: 1_000 }, () => cache.refresh());
    await answer("one");
    const tokens = await Promise.all(callers);
    expect(requests).toHaveLength(1);
    expect(new Set(tokens.map(({ jwt }) => jwt))).toEqual(new Set(["one"]));
  });

  it("lets a caller join the refresh that runs behind the calls", async () => {
    const { cache, requests, hold, answer } = setUp();
    await hold("old");
    await pass(245_000);
    cache.atHand();
    const joined = cache.refresh();
    await answer("new");
    expect((await joined).jwt).toBe("new");
    expect(requests).toHaveLength(2);
  });
});

describe("freshness", () => {
  it("uses a token until the leeway before its expiry, and no longer", async () => {
    const { cache, hold } = setUp();
    await hold("token", 300_000);
    await pass(269_999);
    expect(cache.atHand()?.jwt).toBe("token");
    await pass(1);
    expect(cache.atHand()).toBeUndefined();
  });

  it("starts one refresh behind the calls from twice the leeway on", async () => {
    const { cache, requests, hold, answer } = setUp();
    await hold("old", 300_000);
    await pass(239_999);
    expect(cache.atHand()?.jwt).toBe("old");
    expect(requests).toHaveLength(1);
    await pass(1);
    expect(cache.atHand()?.jwt).toBe("old");
    expect(cache.atHand()?.jwt).toBe("old");
    expect(requests).toHaveLength(2);
    await answer("new");
    expect(cache.atHand()?.jwt).toBe("new");
  });

  it("bounds the leeway to a quarter of the token's life", async () => {
    const { cache, requests, hold } = setUp({ refreshLeeway: 30_000 });
    await hold("short", 40_000);
    await pass(19_999);
    cache.atHand();
    expect(requests).toHaveLength(1);
    await pass(10_000);
    expect(cache.atHand()?.jwt).toBe("short");
    await pass(1);
    expect(cache.atHand()).toBeUndefined();
  });

  it.each([1, 10, 1_000, 60_000, 3_600_000])(
    "never finds a new token due at once (life of %i ms)",
    async (lifetime) => {
      const { cache, requests, hold } = setUp({ refreshLeeway: Number.MAX_VALUE });
      await hold("token", lifetime);
      expect(cache.atHand()?.jwt).toBe("token");
      expect(requests).toHaveLength(1);
    },
  );

  it("takes a sleep that only the wall clock saw for what it is", async () => {
    const { cache, hold } = setUp();
    await hold("token", 300_000);
    moveWallClock(270_000);
    expect(cache.atHand()).toBeUndefined();
  });

  it("does not take a token for younger because the clock was set back", async () => {
    const { cache, hold } = setUp();
    await hold("token", 300_000);
    await pass(200_000);
    moveWallClock(-3_600_000);
    expect(cache.atHand()?.jwt).toBe("token");
    await pass(70_000);
    expect(cache.atHand()).toBeUndefined();
  });

  it("makes one request, not a loop, when the clock is set forward by an hour", async () => {
    const { cache, requests, hold } = setUp();
    await hold("before");
    moveWallClock(3_600_000);
    expect(cache.atHand()).toBeUndefined();
    await hold("after");
    await pass(60_000);
    expect(cache.atHand()?.jwt).toBe("after");
    expect(requests).toHaveLength(2);
  });
});

describe("failures", () => {
  it("remembers a failure for one second, then asks again", async () => {
    const { cache, requests, fail } = setUp();
    const first = outcomeOf(cache.refresh());
    const error = await fail();
    expect(await first).toBe(error);
    await pass(999);
    await expect(cache.refresh()).rejects.toBe(error);
    expect(requests).toHaveLength(1);
    await pass(1);
    cache.refresh().catch(() => {});
    expect(requests).toHaveLength(2);
  });

  it("doubles the pause with each failure in a row, up to 30 seconds", async () => {
    const { cache, requests, fail } = setUp();
    for (const pause of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      cache.refresh().catch(() => {});
      await fail();
      const count = requests.length;
      await pass(pause - 1);
      await expect(cache.refresh()).rejects.toThrow("It failed.");
      expect(requests).toHaveLength(count);
      await pass(1);
    }
  });

  it("starts over with one second after a success", async () => {
    const { cache, requests, fail, hold } = setUp();
    for (const pause of [1_000, 2_000]) {
      cache.refresh().catch(() => {});
      await fail();
      await pass(pause);
    }
    await hold("token", 1_000);
    await pass(1_000);
    cache.refresh().catch(() => {});
    await fail();
    await pass(1_000);
    cache.refresh().catch(() => {});
    expect(requests).toHaveLength(5);
  });

  it("tells the request that the last one failed, so that one attempt will do", async () => {
    const { cache, requests, fail, hold } = setUp();
    cache.refresh().catch(() => {});
    await fail();
    await pass(1_000);
    await hold("token");
    cache.refresh().catch(() => {});
    expect(requests.map(({ probing }) => probing)).toEqual([false, true, false]);
  });

  it("waits for as long as the endpoint asks, if that is longer", async () => {
    const { cache, requests, fail } = setUp();
    cache.refresh().catch(() => {});
    await fail("rate_limited", 90_000);
    await pass(89_999);
    await expect(cache.refresh()).rejects.toMatchObject({ code: "rate_limited" });
    expect(requests).toHaveLength(1);
    await pass(1);
    cache.refresh().catch(() => {});
    expect(requests).toHaveLength(2);
  });

  it("remembers for good that the plan has no tokens, until clear()", async () => {
    const { cache, requests, fail } = setUp();
    cache.refresh().catch(() => {});
    await fail("plan_unsupported");
    await pass(86_400_000);
    await expect(cache.refresh()).rejects.toMatchObject({ code: "plan_unsupported" });
    expect(requests).toHaveLength(1);
    cache.clear();
    cache.refresh().catch(() => {});
    expect(requests).toHaveLength(2);
  });

  it("reports a failure once, whatever the number of callers", async () => {
    const { cache, onError, fail } = setUp();
    const callers = Promise.allSettled(Array.from({ length: 60 }, () => cache.refresh()));
    const error = await fail();
    await callers;
    await expect(cache.refresh()).rejects.toBe(error);
    expect(onError.mock.calls).toEqual([[error]]);
  });

  it("keeps quiet about a refresh that fails behind a good token, and does not storm the endpoint", async () => {
    const { cache, requests, onError, hold, fail } = setUp();
    await hold("good");
    await pass(240_000);
    cache.atHand();
    await fail();
    expect(onError).not.toHaveBeenCalled();
    for (let second = 0; second < 29; second++) {
      expect(cache.atHand()?.jwt).toBe("good");
      if (requests.at(-1)?.promise && requests.length > 2) await fail();
      await pass(1_000);
    }
    // After 1, 2, 4, 8 and 16 seconds, give or take the one that had begun.
    expect(requests.length).toBeLessThanOrEqual(6);
    expect(onError).not.toHaveBeenCalled();
  });

  it("rejects with the failure of the refresh once the token is used up", async () => {
    const { cache, onError, hold, fail } = setUp();
    await hold("token");
    await pass(269_500);
    cache.atHand();
    await pass(600);
    const waiting = outcomeOf(cache.refresh());
    const error = await fail();
    expect(await waiting).toBe(error);
    expect(onError).toHaveBeenCalledTimes(1);
  });
});

describe("clear", () => {
  it("forgets the token", async () => {
    const { cache, hold } = setUp();
    await hold("token");
    cache.clear();
    expect(cache.atHand()).toBeUndefined();
  });

  it("gives up the request under way and gets those who wait a new token", async () => {
    const { cache, requests, answer } = setUp();
    const waiting = cache.refresh();
    cache.clear();
    expect(requests[0]?.signal.aborted).toBe(true);
    requests[0]?.reject(new Error("aborted"));
    await settle();
    expect(requests).toHaveLength(2);
    await answer("new");
    expect((await waiting).jwt).toBe("new");
  });

  it("does not let a late answer to a request given up overwrite anything", async () => {
    const { cache, requests, answer } = setUp();
    const waiting = cache.refresh();
    cache.clear();
    const after = cache.refresh();
    await answer("new");
    requests[0]?.resolve({ jwt: "late", lifetime: 300_000, receivedAt: now() });
    await settle();
    expect(cache.atHand()?.jwt).toBe("new");
    expect([(await waiting).jwt, (await after).jwt]).toEqual(["new", "new"]);
    expect(requests).toHaveLength(2);
  });

  it("counts a request given up neither as a failure nor as an error", async () => {
    const { cache, requests, onError } = setUp();
    cache.refresh().catch(() => {});
    cache.clear();
    requests[0]?.reject(new Error("aborted"));
    await settle();
    expect(onError).not.toHaveBeenCalled();
    expect(requests[1]?.probing).toBe(false);
  });

  it("asks for nothing when nobody waits", async () => {
    const { cache, requests, hold } = setUp();
    await hold("old");
    await pass(240_000);
    cache.atHand();
    cache.clear();
    requests[1]?.reject(new Error("aborted"));
    await settle();
    expect(requests).toHaveLength(2);
  });
});

describe("refusals", () => {
  it("hold for the token that follows because of a 401", async () => {
    const { cache, hold, answer } = setUp();
    await hold("first");
    cache.refusedBy.add("https://api.example.com");
    const renewed = cache.refresh(true);
    await answer("second");
    await renewed;
    expect([...cache.refusedBy]).toEqual(["https://api.example.com"]);
  });

  it("are forgotten once the token turns over by its age, or is cleared", async () => {
    const { cache, hold, answer } = setUp();
    await hold("first");
    cache.refusedBy.add("https://api.example.com");
    await pass(240_000);
    cache.atHand();
    await answer("second");
    expect(cache.refusedBy.size).toBe(0);
    cache.refusedBy.add("https://api.example.com");
    cache.clear();
    expect(cache.refusedBy.size).toBe(0);
  });
});
