import type { HelpCenterJwtError } from "./errors.ts";
import { currentIdentity, type Identity } from "./help-center.ts";
import type { Settings } from "./options.ts";
import { createTokenCache, type TokenCache } from "./token-cache.ts";
import { notSignedIn, requestToken, type Token } from "./token-request.ts";

/** The token of whoever is signed in now. Its verbs are the cache's, and throw `not_signed_in` for nobody. */
export interface TokenSource extends TokenCache {
  /** The token at hand, else a new one. */
  get(): Promise<Token>;
}

/**
 * Binds a cache to the identity of the visitor. Who that is, is asked each time, since the page may not yet have told
 * at the first call; a token of one user is never handed to another.
 */
export function createTokenSource(
  settings: () => Settings,
  send: typeof fetch,
  onError: (error: HelpCenterJwtError) => void,
): TokenSource {
  const cache = createTokenCache({
    requestToken: (signal, probing) => {
      const { tokenUrl, timeout, retry } = settings();
      return requestToken({ tokenUrl, timeout, retry: probing ? 0 : retry }, send, signal);
    },
    refreshLeeway: () => settings().refreshLeeway,
    identify,
    onError,
  });
  let owner: Identity;

  /** @throws HelpCenterJwtError `not_signed_in`, and no request is made. */
  function identify(): void {
    const visitor = currentIdentity(settings().user);
    // A page that does not tell leaves it to the token endpoint, and an owner once known stays so.
    if (visitor === undefined || visitor === owner) return;
    if (owner !== undefined || visitor === null) cache.clear();
    owner = visitor ?? undefined;
    if (visitor !== null) return;
    const error = notSignedIn();
    onError(error);
    throw error;
  }

  function atHand(): Token | undefined {
    identify();
    return cache.atHand();
  }

  async function refresh(refused?: boolean): Promise<Token> {
    identify();
    return cache.refresh(refused);
  }

  return { ...cache, atHand, refresh, get: async () => atHand() ?? cache.refresh() };
}
