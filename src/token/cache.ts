import type { HelpCenterJwtError } from "../errors.ts";
import { elapsed, type Instant, now } from "./clock.ts";
import type { Token } from "./token.ts";
import type { Signal } from "./wait.ts";

/** The cache's dependencies. It knows nothing of HTTP, nor of who is signed in. */
export interface TokenCacheOptions {
  /**
   * Requests a token.
   *
   * @param signal aborts when the token is no longer needed
   * @param singleAttempt no retries, because the last request failed
   */
  readonly requestToken: (signal: AbortSignal, singleAttempt: boolean) => Promise<Token>;
  /** How long before its expiry a token is no longer used, in milliseconds. Read at each call, since options can change. */
  readonly refreshLeeway: () => number;
  /**
   * Called with each new token.
   *
   * @param isReplacement it replaces a token that a destination has rejected
   */
  readonly onToken?: (token: Token, isReplacement: boolean) => void;
  /** Called with each failure of a token request. */
  readonly onFailure?: (error: HelpCenterJwtError) => void;
}

export interface TokenCache {
  /** The cached token, if it can be used now. Starts a refresh in the background when one is due. */
  usable(): Token | undefined;
  /** Is a token request in flight? */
  isRefreshing(): boolean;
  /**
   * Gets a new token, whatever is cached. Joins the request in flight. During the cool-down after a failure it rejects with
   * that failure, and with {@link cancelled} when `clear()` was called before the response.
   *
   * @param isReplacement a destination has responded 401 to the cached token
   */
  refresh(isReplacement?: boolean): Promise<Token>;
  /**
   * Gets a new token by a request that starts after this call. A request in flight may have been answered before the change
   * that the caller knows of, so this waits for its end instead of joining it. Rejects as `refresh` does, and with
   * {@link cancelled} when the caller aborted before the request started.
   */
  forceRefresh(signal?: Signal): Promise<Token>;
  /** Caches a token that was stored by an earlier page, or nothing. */
  restore(token: Token | undefined): void;
  /** Removes the token and the failures, and cancels the request in flight. */
  clear(): void;
}

const firstCooldown = 1_000;
const longestCooldown = 30_000;
const forever = 1e15;

/** What the promise of a request rejects with if `clear()` cancelled it. Not an error: waiting callers may request anew. */
export const cancelled = {};

/** One token for all callers: one request at a time, refreshed in the background, failures remembered for a cool-down. */
export function createTokenCache({ requestToken, refreshLeeway, onToken, onFailure }: TokenCacheOptions): TokenCache {
  let token: Token | undefined;
  let pending: { readonly promise: Promise<Token>; readonly controller: AbortController } | undefined;
  let failure: { readonly error: HelpCenterJwtError; readonly at: Instant; readonly cooldown: number } | undefined;
  let failuresInARow = 0;

  function usable(): Token | undefined {
    if (!token) return undefined;
    // At most a quarter of the lifetime: a token that lives for less than the leeway would otherwise never be used.
    const leeway = Math.min(refreshLeeway(), token.lifetime / 4);
    const usableFor = token.lifetime - elapsed(token.receivedAt, now()) - leeway;
    if (usableFor <= 0) return undefined;
    // No caller waits for this refresh, and its failure concerns no caller while the current token is good.
    if (usableFor <= leeway) refresh().catch(() => {});
    return token;
  }

  function refresh(isReplacement = false): Promise<Token> {
    if (pending) return pending.promise;
    if (failure && elapsed(failure.at, now()) < failure.cooldown) return Promise.reject(failure.error);
    const controller = new AbortController();
    const promise = requestToken(controller.signal, failuresInARow > 0).then(
      (next) => {
        // A cancelled request counts for nothing, even if it got a token.
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
      // Joins a request that another caller has started since, which is new enough.
      return refresh();
    };
    return pending.promise.then(after, after);
  }

  function remember(error: HelpCenterJwtError): void {
    const backoff = Math.min(firstCooldown * 2 ** failuresInARow++, longestCooldown);
    failure = {
      error,
      at: now(),
      // The plan does not change during a page view.
      cooldown: error.code === "plan_unsupported" ? forever : Math.max(backoff, error.retryAfter || 0),
    };
  }

  function forgetFailures(): void {
    failure = undefined;
    failuresInARow = 0;
  }

  function restore(stored: Token | undefined): void {
    token = stored;
  }

  function clear(): void {
    pending?.controller.abort();
    pending = undefined;
    token = undefined;
    forgetFailures();
  }

  return { usable, isRefreshing: () => pending !== undefined, refresh, forceRefresh, restore, clear };
}
