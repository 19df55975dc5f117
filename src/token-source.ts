import type { HelpCenterJwtError } from "./errors.ts";
import { currentIdentity, type Identity } from "./help-center.ts";
import type { Settings } from "./options.ts";
import { invalidTokenResponse } from "./token.ts";
import { createTokenCache, givenUp } from "./token-cache.ts";
import { notSignedIn, requestToken, type Token } from "./token-request.ts";
import { eraseToken, readToken, writeToken } from "./token-storage.ts";
import type { Signal } from "./wait.ts";

/** The token of whoever is signed in now. Every verb but `clear` and `accepted` fails with `not_signed_in` for nobody. */
export interface TokenSource {
  /** The token, if it can be used right now. Throws where nobody is signed in. */
  atHand(): Token | undefined;
  /** The token at hand, else a new one. */
  get(signal?: Signal): Promise<Token>;
  /** A new token, whatever is at hand. */
  refresh(signal?: Signal): Promise<Token>;
  /** A token to try after this origin answered 401 to this one; `undefined` where trying on makes no sense. */
  renew(refused: Token, origin: string, signal?: Signal): Promise<Token | undefined>;
  /** This origin took the renewed token. */
  accepted(origin: string): void;
  /** Forgets the token, the tab's copy, and failures. */
  clear(): void;
}

/**
 * Binds a cache to the identity of the visitor. Who that is, is asked each time, since the page may not yet have told
 * at the first call; calls of one user are never sent with the token of another.
 */
export function createTokenSource(
  settings: () => Settings,
  send: typeof fetch,
  onError: (error: HelpCenterJwtError) => unknown,
): TokenSource {
  const cache = createTokenCache({
    requestToken: (signal, probing) => requestToken(settings(), probing, send, signal),
    refreshLeeway: () => settings().refreshLeeway,
    onToken: store,
  });
  let owner: Identity;
  let reported: unknown;

  function store(token: Token): void {
    const { storage, tokenUrl } = settings();
    token.owner = owner;
    if (owner && storage === "session") writeToken(owner, tokenUrl, token);
  }

  function clear(): void {
    cache.clear();
    if (settings().storage === "session") eraseToken();
  }

  /** @throws HelpCenterJwtError `not_signed_in`, and no request is made. */
  function identify(): void {
    const { user, storage, tokenUrl } = settings();
    const visitor = currentIdentity(user);
    // A page that does not tell leaves it to the token endpoint, and an owner once known stays so.
    if (visitor === undefined || visitor === owner) return;
    if (visitor === null) {
      clear();
      owner = undefined;
      throw told(notSignedIn());
    }
    if (owner) clear();
    owner = visitor;
    const token = cache.atHand();
    if (token) store(token);
    else if (storage === "session") cache.adopt(readToken(owner, tokenUrl));
  }

  /** Each error once, however many calls it rejects. */
  function told(error: unknown): unknown {
    if (error !== reported) onError(error as HelpCenterJwtError);
    reported = error;
    return error;
  }

  function atHand(): Token | undefined {
    identify();
    return cache.atHand();
  }

  /** Waits on behalf of whoever is signed in now. What comes for somebody else is not for this call. */
  async function wait<Result>(ask: () => Result | Promise<Result>, signal: Signal): Promise<Result> {
    identify();
    const asker = owner;
    let isGivenUp = false;
    const result = await Promise.resolve(ask()).catch((error) => {
      isGivenUp = error === givenUp;
      if (!isGivenUp) throw told(error);
    });
    // Who has left is told nothing, and asks for nothing more.
    if (signal?.aborted) return result as Result;
    identify();
    if (asker && asker !== owner) throw told(invalidTokenResponse("the visitor has changed"));
    return isGivenUp ? wait(ask, signal) : (result as Result);
  }

  return {
    atHand,
    get: (signal) => wait(() => cache.atHand() || cache.refresh(), signal),
    refresh: (signal) => wait(() => cache.refresh(), signal),
    renew: (refused, origin, signal) =>
      wait(async () => {
        const { refusedBy } = cache;
        const current = cache.atHand();
        // Refused all the same, or to somebody who has left: nothing to try.
        if ((current === refused && refusedBy.has(origin)) || refused.owner !== owner) return undefined;
        const next = (current !== refused && current) || (await cache.refresh(current === refused));
        // Until it is answered otherwise: another call's 401 that arrives meanwhile must not renew once more.
        refusedBy.add(origin);
        return next;
      }, signal),
    accepted: (origin) => {
      cache.refusedBy.delete(origin);
    },
    clear,
  };
}
