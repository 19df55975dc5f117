import { HelpCenterJwtError } from "../errors.ts";
import type { Settings } from "../options.ts";
import { pageRestores } from "../page/restores.ts";
import { currentIdentity, type Identity } from "../page/visitor.ts";
import { cancelled, createTokenCache } from "./cache.ts";
import { invalidTokenResponse } from "./claims.ts";
import type { TokenFetch } from "./fetch.ts";
import { createRejections } from "./rejections.ts";
import { notSignedIn, requestToken } from "./request.ts";
import { eraseToken, readToken, writeToken } from "./storage.ts";
import { bearerOf, type Token } from "./token.ts";
import type { Signal } from "./wait.ts";

/** The token of whoever is signed in now. Those that return a token fail with `not_signed_in` where nobody is. */
export interface TokenSource {
  /** The cached token, if it can be used right now. */
  usable(origin?: string): Token | undefined;
  /** The cached token, else a new one. */
  get(signal?: Signal, origin?: string): Promise<Token>;
  /** A new token, whatever is cached: by a request that begins after this call. */
  refresh(signal?: Signal): Promise<Token>;
  /**
   * A token to try after this origin answered 401 to this one; `undefined` where another try makes no sense.
   *
   * @param href the URL that answered
   */
  renew(rejected: Token, origin: string, href: string, signal?: Signal): Promise<Token | undefined>;
  /** This origin has rejected a renewed token: see {@link createRejections}. */
  rejected(origin: string, token: Token): void;
  /** This origin has accepted a token. */
  accepted(origin: string, token?: Token, href?: string): void;
  /** Is nobody signed in, as the page tells? What is kept of an earlier visitor is removed then. */
  isSignedOut(): boolean;
  /** Is this the `Authorization` of a call of ours? */
  isOwn(authorization: string): boolean;
  /** Forgets the token, the tab's copy, and failures. */
  clear(): void;
}

/** How often a call asks anew after `clear()` has cancelled its token request: a script may clear with every request. */
const mostCancellations = 5;

/**
 * Binds a cache to the identity of the visitor. Who that is, is asked each time, since the page may not yet have told
 * at the first call; calls of one user are never sent with the token of another.
 */
export function createTokenSource(
  settings: () => Settings,
  tokenFetch: TokenFetch,
  report: (error: HelpCenterJwtError) => unknown,
): TokenSource {
  const rejections = createRejections();
  const cache = createTokenCache({
    requestToken: (signal, probing) => requestToken(settings(), probing, tokenFetch.send, signal),
    refreshLeeway: () => settings().refreshLeeway,
    onToken: (token, isReplacement) => {
      if (!isReplacement) rejections.clear();
      keep(token);
    },
    onFailure: ({ code }) => {
      // The session has ended: its token, still good for minutes, is nobody's now.
      if (code === "not_signed_in") forget();
    },
  });
  let owner: Identity;
  let reported: unknown;
  let restores = pageRestores();
  /** Of the last two tokens. */
  let bearers: string[] = [];

  function keep(token: Token): void {
    const { storage, tokenUrl } = settings();
    token.owner = owner;
    bearers = [bearerOf(token), ...bearers.slice(0, 1)];
    if (owner && storage === "session") writeToken(owner, tokenUrl, token);
  }

  function forget(): void {
    cache.adopt(undefined);
    if (settings().storage === "session") eraseToken();
  }

  function clear(): void {
    cache.clear();
    rejections.clear();
    forget();
  }

  function isSignedOut(): boolean {
    const { user, storage, tokenUrl } = settings();
    const visitor = currentIdentity(user);
    if (restores !== pageRestores()) {
      restores = pageRestores();
      clear();
    }
    if (visitor === null) {
      clear();
      owner = undefined;
      return true;
    }
    // A page that does not tell leaves it to the token endpoint, and an owner once known stays so.
    if (visitor === undefined || visitor === owner) return false;
    if (owner) clear();
    owner = visitor;
    const token = cache.usable() || (storage === "session" && readToken(owner, tokenUrl)) || undefined;
    cache.adopt(token);
    if (token) keep(token);
    return false;
  }

  /** @throws HelpCenterJwtError `not_signed_in`, and no request is made. */
  function checkVisitor(): void {
    if (isSignedOut()) throw reportOnce(notSignedIn());
  }

  /** Each error once, however many calls it rejects. */
  function reportOnce(error: unknown): unknown {
    if (error !== reported) report(error as HelpCenterJwtError);
    reported = error;
    return error;
  }

  /** The cached token, unless this very one is being replaced because this origin rejected it. */
  function usable(origin?: string): Token | undefined {
    const token = cache.usable();
    return origin && cache.isRefreshing() && rejections.get(origin)?.token === token ? undefined : token;
  }

  /** Waits on behalf of whoever is signed in now. A token issued for somebody else is not for this call. */
  async function wait<Result>(ask: () => Result | Promise<Result>, signal: Signal, cancellations = 0): Promise<Result> {
    checkVisitor();
    tokenFetch.asked();
    const asker = owner;
    const shown = restores;
    let isCancelled = false;
    const result = await Promise.resolve(ask()).catch((error) => {
      isCancelled = error === cancelled;
      if (!isCancelled) throw reportOnce(error);
    });
    // A caller who has left hears of no error, and has nothing more requested.
    if (signal?.aborted) return result as Result;
    checkVisitor();
    if ((asker && asker !== owner) || shown !== restores) {
      throw reportOnce(invalidTokenResponse("the visitor has changed"));
    }
    if (!isCancelled) return result as Result;
    if (cancellations === mostCancellations) throw reportOnce(clearedAgain());
    // Perhaps by a wrapper of the page's fetch, at each request.
    tokenFetch.goBelow();
    return wait(ask, signal, cancellations + 1);
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
        // Rejected after a renewal, or issued to somebody who has left: another try makes no sense.
        if ((isCurrent && rejections.get(origin) && !cache.isRefreshing()) || rejected.owner !== owner)
          return undefined;
        // From now on: a 401 to another call must not renew once more.
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
    isSignedOut,
    isOwn: (authorization) => bearers.includes(authorization),
    clear,
  };
}

function clearedAgain(): HelpCenterJwtError {
  return new HelpCenterJwtError(
    "token_endpoint_unavailable",
    "HCJwt.clear() cancels each token request. Call it when the visitor changes.",
  );
}
