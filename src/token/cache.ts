import type { HelpCenterJwtError } from "../errors.ts";
import { elapsed, type Instant, now } from "./clock.ts";
import type { Token } from "./token.ts";
import type { Signal } from "./wait.ts";

/** What the cache needs from outside. It knows nothing of HTTP, nor of who is signed in. */
export interface TokenCacheOptions {
  /**
   * Asks the token endpoint once.
   *
   * @param signal aborts when the answer is no longer wanted
   * @param probing the endpoint failed last time, so one attempt will do
   */
  readonly requestToken: (signal: AbortSignal, probing: boolean) => Promise<Token>;
  /** Milliseconds before expiry from which a token is no longer used. Asked at each call, since options can change. */
  readonly refreshLeeway: () => number;
  /**
   * Called with each new token.
   *
   * @param isReplacement it replaces one that a destination has rejected
   */
  readonly onToken?: (token: Token, isReplacement: boolean) => void;
  /** Called with each failure of a token request. */
  readonly onFailure?: (error: HelpCenterJwtError) => void;
}

export interface TokenCache {
  /** The cached token, if it can be used right now. Starts a refresh behind the call when one is due. */
  usable(): Token | undefined;
  /** Is a token request under way? */
  isRefreshing(): boolean;
  /**
   * A new token, whatever is cached. Joins the request under way; while a failure cools down, it is that failure.
   * Rejects with {@link cancelled} where `clear()` came before the answer.
   *
   * @param isReplacement a destination has answered 401 to the cached token
   */
  refresh(isReplacement?: boolean): Promise<Token>;
  /**
   * A new token by a request that begins after this call: what is under way may have been answered before the change that its
   * caller knows of, so it is waited for and not joined. Rejects as `refresh`, and with {@link cancelled} to a caller who has
   * left before the request began.
   */
  forceRefresh(signal?: Signal): Promise<Token>;
  /** Takes a token from elsewhere, if there is one. */
  adopt(token: Token | undefined): void;
  /** Forgets token and failures, and cancels the request under way. */
  clear(): void;
}

const firstCooldown = 1_000;
const longestCooldown = 30_000;
const forever = 1e15;

/** What a request rejects with that `clear()` has cancelled: no failure, who waits for it may ask anew. */
export const cancelled = {};

/** One token for everybody: one request at a time, refreshed behind the calls, failures remembered for a while. */
export function createTokenCache({ requestToken, refreshLeeway, onToken, onFailure }: TokenCacheOptions): TokenCache {
  let token: Token | undefined;
  let pending: { readonly promise: Promise<Token>; readonly controller: AbortController } | undefined;
  let failure: { readonly error: HelpCenterJwtError; readonly at: Instant; readonly cooldown: number } | undefined;
  let failuresInARow = 0;

  function usable(): Token | undefined {
    if (!token) return undefined;
    // Bounded by the token's life: one that lives for less than the leeway would otherwise never be used.
    const leeway = Math.min(refreshLeeway(), token.lifetime / 4);
    const usableFor = token.lifetime - elapsed(token.receivedAt, now()) - leeway;
    if (usableFor <= 0) return undefined;
    // Due: nobody waits for the new token, and nobody need hear of its failure while this one is good.
    if (usableFor <= leeway) refresh().catch(() => {});
    return token;
  }

  function refresh(isReplacement = false): Promise<Token> {
    if (pending) return pending.promise;
    if (failure && elapsed(failure.at, now()) < failure.cooldown) return Promise.reject(failure.error);
    const controller = new AbortController();
    const promise = requestToken(controller.signal, failuresInARow > 0).then(
      (next) => {
        // Cancelled, it counts for nothing, not even when it was answered all the same.
        if (controller.signal.aborted) throw cancelled;
        pending = undefined;
        forgetFailures();
        token = next;
        onToken?.(next, isReplacement);
        return next;
      },
      (error: HelpCenterJwtError) => {
        if (controller.signal.aborted) throw cancelled;
        pending = undefined;
        remember(error);
        onFailure?.(error);
        throw error;
      },
    );
    pending = { promise, controller };
    return promise;
  }

  function forceRefresh(signal?: Signal): Promise<Token> {
    if (!pending) return refresh();
    const after = (outcome: unknown) => {
      if (outcome === cancelled || signal?.aborted) throw cancelled;
      // Joins one that somebody else has begun since, which is new enough.
      return refresh();
    };
    return pending.promise.then(after, after);
  }

  function remember(error: HelpCenterJwtError): void {
    const backoff = Math.min(firstCooldown * 2 ** failuresInARow++, longestCooldown);
    failure = {
      error,
      at: now(),
      // The plan does not change while a page is open.
      cooldown: error.code === "plan_unsupported" ? forever : Math.max(backoff, error.retryAfter || 0),
    };
  }

  function forgetFailures(): void {
    failure = undefined;
    failuresInARow = 0;
  }

  function adopt(given: Token | undefined): void {
    token = given;
  }

  function clear(): void {
    pending?.controller.abort();
    pending = undefined;
    token = undefined;
    forgetFailures();
  }

  return { usable, isRefreshing: () => pending !== undefined, refresh, forceRefresh, adopt, clear };
}
