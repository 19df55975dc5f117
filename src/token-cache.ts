import { elapsed, type Instant, now } from "./clock.ts";
import type { HelpCenterJwtError } from "./errors.ts";
import type { Token } from "./token-request.ts";

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
  /** Told of each new token. */
  readonly onToken?: (token: Token) => void;
}

export interface TokenCache {
  /** The token, if it can be used right now. Starts a refresh behind the call when one is due. */
  atHand(): Token | undefined;
  /**
   * A new token, whatever is at hand. Joins the request under way; while a failure cools down, it is that failure.
   * Rejects with {@link givenUp} where `clear()` came before the answer.
   *
   * @param refused a destination has answered 401 to the token at hand: the new one is of the same line
   */
  refresh(refused?: boolean): Promise<Token>;
  /** Takes a token from elsewhere, if there is one. */
  adopt(token: Token | undefined): void;
  /** Forgets token and failures, and gives up the request under way. */
  clear(): void;
  /**
   * Origins that a renewal did not help. Tokens that follow each other because of a 401 are of one line and share
   * this; it is emptied when the token turns over by its age. Without it, two destinations that refuse every token
   * would renew it for each other at each call.
   */
  readonly refusedBy: Set<string>;
}

const firstCooldown = 1_000;
const longestCooldown = 30_000;
const forever = 1e15;

/** What those who wait are told when `clear()` gives their request up: no failure, they may ask anew. */
export const givenUp = {};

/** One token for everybody: one request at a time, refreshed behind the calls, failures remembered for a while. */
export function createTokenCache({ requestToken, refreshLeeway, onToken }: TokenCacheOptions): TokenCache {
  let token: Token | undefined;
  let pending: { readonly promise: Promise<Token>; readonly controller: AbortController } | undefined;
  let failure: { readonly error: HelpCenterJwtError; readonly at: Instant; readonly cooldown: number } | undefined;
  let failuresInARow = 0;
  const refusedBy = new Set<string>();

  function atHand(): Token | undefined {
    if (!token) return undefined;
    // Bounded by the token's life: one that lives for less than the leeway would otherwise never be used.
    const leeway = Math.min(refreshLeeway(), token.lifetime / 4);
    const usableFor = token.lifetime - elapsed(token.receivedAt, now()) - leeway;
    if (usableFor <= 0) return undefined;
    // Due: nobody waits for the new token, and nobody need hear of its failure while this one is good.
    if (usableFor <= leeway) refresh().catch(() => {});
    return token;
  }

  function refresh(refused = false): Promise<Token> {
    if (pending) return pending.promise;
    if (failure && elapsed(failure.at, now()) < failure.cooldown) return Promise.reject(failure.error);
    const controller = new AbortController();
    const promise = requestToken(controller.signal, failuresInARow > 0).then(
      (next) => {
        // Given up, it counts for nothing, not even when it was answered all the same.
        if (controller.signal.aborted) throw givenUp;
        pending = undefined;
        forgetFailures();
        if (!refused) refusedBy.clear();
        token = next;
        onToken?.(next);
        return next;
      },
      (error: HelpCenterJwtError) => {
        if (controller.signal.aborted) throw givenUp;
        pending = undefined;
        remember(error);
        throw error;
      },
    );
    pending = { promise, controller };
    return promise;
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
    refusedBy.clear();
  }

  return { atHand, refresh, adopt, clear, refusedBy };
}
