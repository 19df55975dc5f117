import { HelpCenterJwtError } from "../errors.ts";
import type { Settings } from "../options.ts";
import { pageRestores } from "../page/restores.ts";
import { currentVisitorId, type VisitorId } from "../page/visitor.ts";
import { cancelled, createTokenCache } from "./cache.ts";
import { invalidTokenResponse } from "./claims.ts";
import type { TokenFetch } from "./fetch.ts";
import { createRejections } from "./rejections.ts";
import { notSignedIn, requestToken } from "./request.ts";
import { eraseToken, readToken, writeToken } from "./storage.ts";
import { bearerOf, type Token } from "./token.ts";
import type { Signal } from "./wait.ts";

/** The token of the current visitor. The methods that get a token throw or reject with `not_signed_in` if nobody is signed in. */
export interface TokenSource {
  /** The cached token, if it can be used now for a call to this origin. */
  usable(origin?: string): Token | undefined;
  /** Gets the cached token, or else a new one. */
  get(signal?: Signal, origin?: string): Promise<Token>;
  /** Gets a new token, whatever is cached, by a request that starts after this call. */
  refresh(signal?: Signal): Promise<Token>;
  /**
   * Gets a token for the retry of a call that was rejected with 401, or `undefined` if a retry makes no sense.
   *
   * @param href the URL of the response
   */
  renew(rejected: Token, origin: string, href: string, signal?: Signal): Promise<Token | undefined>;
  /** This origin has rejected a renewed token: see {@link createRejections}. */
  rejected(origin: string, token: Token): void;
  /** This origin has accepted a token. */
  accepted(origin: string, token?: Token, href?: string): void;
  /**
   * Compares the visitor with the page's, and removes the token of an earlier one.
   *
   * @returns whether the page says that nobody is signed in
   */
  syncVisitor(): boolean;
  /** Is this the `Authorization` header of one of our calls? */
  isOurBearer(authorization: string): boolean;
  /** Removes the token, the stored copy, and remembered failures. */
  clear(): void;
}

/** How often a call requests a token anew after `clear()` cancelled the request: a script may call it on every request. */
const maxCancellations = 5;

/**
 * Binds the token cache to the visitor, so that a call is never sent with another visitor's token. The page is asked at each
 * call, because it may not yet say at the first call who is signed in.
 */
export function createTokenSource(
  settings: () => Settings,
  tokenFetch: TokenFetch,
  report: (error: HelpCenterJwtError) => unknown,
): TokenSource {
  const rejections = createRejections();
  const cache = createTokenCache({
    requestToken: (signal, singleAttempt) => requestToken(settings(), singleAttempt, tokenFetch.send, signal),
    refreshLeeway: () => settings().refreshLeeway,
    onToken: (token, isReplacement) => {
      if (!isReplacement) rejections.clear();
      keep(token);
    },
    onFailure: ({ code }) => {
      // The session has ended. The cached token would be accepted for minutes, by whoever uses this browser next.
      if (code === "not_signed_in") removeToken();
    },
  });
  let visitorId: VisitorId;
  let reported: unknown;
  let restores = pageRestores();
  /** The header values of the last two tokens. */
  let bearers: string[] = [];

  function keep(token: Token): void {
    const { storage, tokenUrl } = settings();
    token.visitorId = visitorId;
    bearers = [bearerOf(token), ...bearers.slice(0, 1)];
    if (visitorId && storage === "session") writeToken(visitorId, tokenUrl, token);
  }

  function removeToken(): void {
    cache.restore(undefined);
    if (settings().storage === "session") eraseToken();
  }

  function clear(): void {
    cache.clear();
    rejections.clear();
    removeToken();
  }

  function syncVisitor(): boolean {
    const { user, storage, tokenUrl } = settings();
    const current = currentVisitorId(user);
    if (restores !== pageRestores()) {
      restores = pageRestores();
      clear();
    }
    if (current === null) {
      clear();
      visitorId = undefined;
      return true;
    }
    // If the page does not say, the token endpoint decides, and a visitor that is known stays known.
    if (current === undefined || current === visitorId) return false;
    if (visitorId) clear();
    visitorId = current;
    const token = cache.usable() || (storage === "session" && readToken(visitorId, tokenUrl)) || undefined;
    cache.restore(token);
    if (token) keep(token);
    return false;
  }

  /** @throws HelpCenterJwtError `not_signed_in`, and no request is made. */
  function checkVisitor(): void {
    if (syncVisitor()) throw reportOnce(notSignedIn());
  }

  /** Reports each error once, however many calls it rejects, and returns it. */
  function reportOnce(error: unknown): unknown {
    if (error !== reported) report(error as HelpCenterJwtError);
    reported = error;
    return error;
  }

  /** The cached token, unless this origin has rejected it and its replacement is being requested. */
  function usable(origin?: string): Token | undefined {
    const token = cache.usable();
    return origin && cache.isRefreshing() && rejections.get(origin)?.token === token ? undefined : token;
  }

  /** Waits for a token on behalf of the current visitor, and rejects if the visitor changes meanwhile. */
  async function wait<Result>(
    getToken: () => Result | Promise<Result>,
    signal: Signal,
    cancellations = 0,
  ): Promise<Result> {
    checkVisitor();
    tokenFetch.onWait();
    const visitorAtStart = visitorId;
    const restoresAtStart = restores;
    let isCancelled = false;
    const result = await Promise.resolve(getToken()).catch((error) => {
      isCancelled = error === cancelled;
      if (!isCancelled) throw reportOnce(error);
    });
    // The caller has aborted: nothing is reported, and nothing more requested, on its behalf.
    if (signal?.aborted) return result as Result;
    checkVisitor();
    if ((visitorAtStart && visitorAtStart !== visitorId) || restoresAtStart !== restores) {
      throw reportOnce(invalidTokenResponse("the visitor has changed"));
    }
    if (!isCancelled) return result as Result;
    if (cancellations === maxCancellations) throw reportOnce(clearedTooOften());
    // A wrapper of the page's fetch may have called `clear()`, and would do so at each token request.
    tokenFetch.bypassNext();
    return wait(getToken, signal, cancellations + 1);
  }

  return {
    usable(origin) {
      checkVisitor();
      return usable(origin);
    },
    get: (signal, origin) => wait(() => usable(origin) || cache.refresh(), signal),
    refresh: (signal) => wait(() => cache.forceRefresh(signal), signal),
    renew: (rejected, origin, href, signal) =>
      wait(async () => {
        const current = cache.usable();
        const isCurrent = current === rejected;
        const wasRenewed = isCurrent && rejections.get(origin) && !cache.isRefreshing();
        // No retry with a token that is itself a renewal, or for a call of an earlier visitor.
        if (wasRenewed || rejected.visitorId !== visitorId) return undefined;
        // Before the request, so that a 401 to another call does not trigger a second one.
        rejections.add(origin, rejected, href);
        try {
          return (!isCurrent && current) || (await cache.refresh(isCurrent));
        } catch (error) {
          rejections.accepted(origin);
          throw error;
        }
      }, signal),
    rejected: rejections.add,
    accepted: rejections.accepted,
    syncVisitor,
    isOurBearer: (authorization) => bearers.includes(authorization),
    clear,
  };
}

function clearedTooOften(): HelpCenterJwtError {
  return new HelpCenterJwtError(
    "token_endpoint_unavailable",
    "HCJwt.clear() cancelled each token request. Call it only when the visitor changes.",
  );
}
