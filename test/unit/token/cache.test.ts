import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HelpCenterJwtError, type HelpCenterJwtErrorCode } from "../../../src/errors.ts";
import { cancelled, createTokenCache } from "../../../src/token/cache.ts";
import { now } from "../../../src/token/clock.ts";
import type { Token } from "../../../src/token/token.ts";
import { type Deferred, deferred, settle } from "../../helpers/deferred.ts";
import { freezeTime, moveWallClock, pass } from "../../helpers/time.ts";

/** A cache whose requests are answered by the test, in the order it likes. */
function setUp({ refreshLeeway = 30_000 } = {}) {
  const requests: (Deferred<Token> & { readonly signal: AbortSignal; readonly probing: boolean })[] = [];
  const onToken = vi.fn<(token: Token, isReplacement: boolean) => void>();
  const onFailure = vi.fn<(error: HelpCenterJwtError) => void>();
  const cache = createTokenCache({
    requestToken: (signal, probing) => {
      const answer = deferred<Token>();
      requests.push({ ...answer, signal, probing });
      return answer.promise;
    },
    refreshLeeway: () => refreshLeeway,
    onToken,
    onFailure,
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

  return { cache, requests, answer, fail, hold, onToken, onFailure };
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
    cache.usable();
    const joined = cache.refresh();
    await answer("new");
    expect((await joined).jwt).toBe("new");
    expect(requests).toHaveLength(2);
  });
});

describe("forceRefresh", () => {
  it("starts a request at once where none is under way, whatever token there is", async () => {
    const { cache, requests, hold, answer } = setUp();
    await hold("old");
    const forced = cache.forceRefresh();
    expect(requests).toHaveLength(2);
    await answer("new");
    expect((await forced).jwt).toBe("new");
    expect(cache.usable()?.jwt).toBe("new");
  });

  it.each(["refresh", "forceRefresh"] as const)(
    "waits for the request that a %s began before, and then starts one of its own",
    async (earlier) => {
      const { cache, requests, answer } = setUp();
      const before = cache[earlier]();
      const forced = cache.forceRefresh();
      expect(requests).toHaveLength(1);
      await answer("before");
      expect((await before).jwt).toBe("before");
      expect(requests).toHaveLength(2);
      await answer("after");
      expect((await forced).jwt).toBe("after");
      expect(cache.usable()?.jwt).toBe("after");
    },
  );

  it("waits for a refresh that runs behind the calls, too", async () => {
    const { cache, requests, hold, answer } = setUp();
    await hold("old");
    await pass(245_000);
    cache.usable();
    const forced = cache.forceRefresh();
    expect(requests).toHaveLength(2);
    await answer("behind");
    await answer("after");
    expect((await forced).jwt).toBe("after");
    expect(requests).toHaveLength(3);
  });

  it("is one request for all who come before it starts, and another for who comes after", async () => {
    const { cache, requests, answer } = setUp();
    cache.refresh();
    const early = Array.from({ length: 100 }, () => cache.forceRefresh());
    await answer("before");
    expect(requests).toHaveLength(2);
    const late = [cache.forceRefresh(), cache.forceRefresh()];
    const joined = [cache.refresh(), cache.refresh(true)];
    expect(requests).toHaveLength(2);
    await answer("after");
    const tokens = await Promise.all([...early, ...joined]);
    expect(new Set(tokens.map(({ jwt }) => jwt))).toEqual(new Set(["after"]));
    expect(requests).toHaveLength(3);
    await answer("last");
    expect((await Promise.all(late)).map(({ jwt }) => jwt)).toEqual(["last", "last"]);
    expect(requests).toHaveLength(3);
  });

  it("joins a request that has begun after it was called", async () => {
    const { cache, requests, answer } = setUp();
    // Who waited for the first asks for the second, before the forced one can.
    const second = cache.refresh().then(() => cache.refresh());
    const forced = cache.forceRefresh();
    await answer("first");
    expect(requests).toHaveLength(2);
    await answer("second");
    expect((await forced).jwt).toBe("second");
    expect(await second).toBe(await forced);
    expect(requests).toHaveLength(2);
  });

  it("rejects with the failure of the request that it waited for, while that cools down", async () => {
    const { cache, requests, fail } = setUp();
    const before = outcomeOf(cache.refresh());
    const forced = outcomeOf(cache.forceRefresh());
    const error = await fail();
    expect(await before).toBe(error);
    expect(await forced).toBe(error);
    expect(await outcomeOf(cache.forceRefresh())).toBe(error);
    expect(requests).toHaveLength(1);
    await pass(1_000);
    cache.forceRefresh().catch(() => {});
    expect(requests).toHaveLength(2);
  });

  it("rejects as cancelled where clear() came first, and asks for nothing by itself", async () => {
    const { cache, requests, answer } = setUp();
    const before = outcomeOf(cache.refresh());
    const forced = outcomeOf(cache.forceRefresh());
    cache.clear();
    requests[0]?.reject(new Error("aborted"));
    expect(await before).toBe(cancelled);
    expect(await forced).toBe(cancelled);
    expect(requests).toHaveLength(1);
    const anew = cache.forceRefresh();
    await answer("anew");
    expect((await anew).jwt).toBe("anew");
  });

  it("waits for no request that clear() has cancelled", async () => {
    const { cache, requests, answer } = setUp();
    const before = outcomeOf(cache.refresh());
    cache.clear();
    const forced = cache.forceRefresh();
    expect(requests).toHaveLength(2);
    await answer("new");
    expect((await forced).jwt).toBe("new");
    requests[0]?.reject(new Error("aborted"));
    expect(await before).toBe(cancelled);
  });

  it("is cancelled by clear() as any other", async () => {
    const { cache, requests, answer } = setUp();
    cache.refresh();
    const forced = outcomeOf(cache.forceRefresh());
    await answer("before");
    cache.clear();
    expect(requests[1]?.signal.aborted).toBe(true);
    requests[1]?.reject(new Error("aborted"));
    expect(await forced).toBe(cancelled);
  });

  it("asks for nothing on behalf of those who have left meanwhile", async () => {
    const { cache, requests, answer } = setUp();
    const caller = new AbortController();
    cache.refresh();
    const forced = outcomeOf(cache.forceRefresh(caller.signal));
    caller.abort();
    await answer("before");
    expect(await forced).toBe(cancelled);
    expect(requests).toHaveLength(1);
  });

  it("still asks on behalf of those who stay", async () => {
    const { cache, requests, answer } = setUp();
    const caller = new AbortController();
    cache.refresh();
    const gone = outcomeOf(cache.forceRefresh(caller.signal));
    const stays = cache.forceRefresh(new AbortController().signal);
    caller.abort();
    await answer("before");
    expect(requests).toHaveLength(2);
    await answer("after");
    expect((await stays).jwt).toBe("after");
    expect(await gone).toBe(cancelled);
  });
});

describe("freshness", () => {
  it("uses a token until the leeway before its expiry, and no longer", async () => {
    const { cache, hold } = setUp();
    await hold("token", 300_000);
    await pass(269_999);
    expect(cache.usable()?.jwt).toBe("token");
    await pass(1);
    expect(cache.usable()).toBeUndefined();
  });

  it("starts one refresh behind the calls from twice the leeway on", async () => {
    const { cache, requests, hold, answer } = setUp();
    await hold("old", 300_000);
    await pass(239_999);
    expect(cache.usable()?.jwt).toBe("old");
    expect(requests).toHaveLength(1);
    await pass(1);
    expect(cache.usable()?.jwt).toBe("old");
    expect(cache.usable()?.jwt).toBe("old");
    expect(requests).toHaveLength(2);
    await answer("new");
    expect(cache.usable()?.jwt).toBe("new");
  });

  it("bounds the leeway to a quarter of the token's life", async () => {
    const { cache, requests, hold } = setUp({ refreshLeeway: 30_000 });
    await hold("short", 40_000);
    await pass(19_999);
    cache.usable();
    expect(requests).toHaveLength(1);
    await pass(10_000);
    expect(cache.usable()?.jwt).toBe("short");
    await pass(1);
    expect(cache.usable()).toBeUndefined();
  });

  it.each([1, 10, 1_000, 60_000, 3_600_000])(
    "never finds a new token due at once (life of %i ms)",
    async (lifetime) => {
      const { cache, requests, hold } = setUp({ refreshLeeway: Number.MAX_VALUE });
      await hold("token", lifetime);
      expect(cache.usable()?.jwt).toBe("token");
      expect(requests).toHaveLength(1);
    },
  );

  it("takes a sleep that only the wall clock saw for what it is", async () => {
    const { cache, hold } = setUp();
    await hold("token", 300_000);
    moveWallClock(270_000);
    expect(cache.usable()).toBeUndefined();
  });

  it("does not take a token for younger because the clock was set back", async () => {
    const { cache, hold } = setUp();
    await hold("token", 300_000);
    await pass(200_000);
    moveWallClock(-3_600_000);
    expect(cache.usable()?.jwt).toBe("token");
    await pass(70_000);
    expect(cache.usable()).toBeUndefined();
  });

  it("makes one request, not a loop, when the clock is set forward by an hour", async () => {
    const { cache, requests, hold } = setUp();
    await hold("before");
    moveWallClock(3_600_000);
    expect(cache.usable()).toBeUndefined();
    await hold("after");
    await pass(60_000);
    expect(cache.usable()?.jwt).toBe("after");
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

  it("keeps quiet about a refresh that fails behind a good token, and does not storm the endpoint", async () => {
    const { cache, requests, hold, fail } = setUp();
    await hold("good");
    await pass(240_000);
    cache.usable();
    await fail();
    for (let second = 0; second < 29; second++) {
      expect(cache.usable()?.jwt).toBe("good");
      if (requests.at(-1)?.promise && requests.length > 2) await fail();
      await pass(1_000);
    }
    // After 1, 2, 4, 8 and 16 seconds, give or take the one that had begun.
    expect(requests.length).toBeLessThanOrEqual(6);
  });

  it("rejects with the failure of the refresh once the token is used up", async () => {
    const { cache, hold, fail } = setUp();
    await hold("token");
    await pass(269_500);
    cache.usable();
    await pass(600);
    const waiting = outcomeOf(cache.refresh());
    const error = await fail();
    expect(await waiting).toBe(error);
  });
});

describe("clear", () => {
  it("forgets the token", async () => {
    const { cache, hold } = setUp();
    await hold("token");
    cache.clear();
    expect(cache.usable()).toBeUndefined();
  });

  it("cancels the request under way, and those who wait can tell that they may ask anew", async () => {
    const { cache, requests } = setUp();
    const waiting = outcomeOf(cache.refresh());
    cache.clear();
    expect(requests[0]?.signal.aborted).toBe(true);
    requests[0]?.reject(new Error("aborted"));
    expect(await waiting).toBe(cancelled);
    expect(requests).toHaveLength(1);
  });

  it("does not let a late response to a cancelled request overwrite anything", async () => {
    const { cache, requests, answer } = setUp();
    const waiting = outcomeOf(cache.refresh());
    cache.clear();
    const after = cache.refresh();
    await answer("new");
    requests[0]?.resolve({ jwt: "late", lifetime: 300_000, receivedAt: now() });
    expect(await waiting).toBe(cancelled);
    expect((await after).jwt).toBe("new");
    expect(cache.usable()?.jwt).toBe("new");
  });

  it("counts a cancelled request as no failure", async () => {
    const { cache, requests } = setUp();
    const waiting = outcomeOf(cache.refresh());
    cache.clear();
    requests[0]?.reject(new Error("aborted"));
    await waiting;
    cache.refresh().catch(() => {});
    expect(requests.map(({ probing }) => probing)).toEqual([false, false]);
  });

  it("asks for nothing when nobody waits", async () => {
    const { cache, requests, hold } = setUp();
    await hold("old");
    await pass(240_000);
    cache.usable();
    cache.clear();
    requests[1]?.reject(new Error("aborted"));
    await settle();
    expect(requests).toHaveLength(2);
  });
});

describe("adopt", () => {
  it("takes a token from elsewhere, and counts its life from when it was received", async () => {
    const { cache, requests } = setUp();
    cache.restore({ jwt: "stored", lifetime: 300_000, receivedAt: now() });
    expect(cache.usable()?.jwt).toBe("stored");
    await pass(270_000);
    expect(cache.usable()).toBeUndefined();
    expect(requests).toHaveLength(0);
  });

  it("replaces the cached token, by none as well, and leaves the request under way alone", async () => {
    const { cache, requests, hold, answer } = setUp();
    await hold("first");
    const next = cache.refresh();
    cache.restore(undefined);
    expect(cache.usable()).toBeUndefined();
    expect(requests[1]?.signal.aborted).toBe(false);
    await answer("second");
    expect((await next).jwt).toBe("second");
    expect(cache.usable()?.jwt).toBe("second");
  });
});

describe("whoever keeps the tokens", () => {
  it("is called with each new token, and whether it replaces one that was rejected", async () => {
    const { cache, hold, answer, onToken } = setUp();
    await hold("first");
    const renewed = cache.refresh(true);
    await answer("second");
    await renewed;
    await pass(240_000);
    cache.usable();
    await answer("third");
    expect(onToken.mock.calls.map(([{ jwt }, isReplacement]) => [jwt, isReplacement])).toEqual([
      ["first", false],
      ["second", true],
      ["third", false],
    ]);
  });

  it("is called with each failure, also of a refresh behind the calls, and with none that only cools down", async () => {
    const { cache, hold, fail, onFailure } = setUp();
    await hold("token");
    await pass(240_000);
    cache.usable();
    const error = await fail();
    await expect(cache.refresh()).rejects.toBe(error);
    expect(onFailure.mock.calls).toEqual([[error]]);
  });

  it("is not called with what clear() has cancelled", async () => {
    const { cache, requests, onToken, onFailure } = setUp();
    for (const settleIt of ["resolve", "reject"] as const) {
      const waiting = outcomeOf(cache.refresh());
      cache.clear();
      requests.at(-1)?.[settleIt]({ jwt: "late", lifetime: 300_000, receivedAt: now() });
      expect(await waiting).toBe(cancelled);
    }
    expect([onToken.mock.calls, onFailure.mock.calls]).toEqual([[], []]);
  });
});

describe("isRefreshing", () => {
  it("is true from the request until its response, its failure or clear()", async () => {
    const { cache, answer, fail } = setUp();
    const states = [cache.isRefreshing()];
    cache.refresh();
    states.push(cache.isRefreshing());
    await answer("one");
    states.push(cache.isRefreshing());
    cache.refresh().catch(() => {});
    states.push(cache.isRefreshing());
    await fail();
    states.push(cache.isRefreshing());
    cache.clear();
    cache.refresh().catch(() => {});
    states.push(cache.isRefreshing());
    cache.clear();
    states.push(cache.isRefreshing());
    expect(states).toEqual([false, true, false, true, false, true, false]);
  });
});
