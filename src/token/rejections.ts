import type { Token } from "./token.ts";

/** An origin's 401 to a token. */
interface Rejection {
  /** The token that was rejected. */
  readonly token: Token;
  /** The URL that rejected it, until a retry has a response. The next response of that URL shows whether the new token helped. */
  readonly href: string | undefined;
}

/**
 * The origins that responded 401 and had the token renewed. They trigger no further renewal until the
 * origin accepts a token, or a token is requested for another reason than a 401: otherwise a destination that rejects every token would cost one token request per call, and two of
 * them would renew the token for each other.
 */
export function createRejections() {
  const origins = new Map<string, Rejection>();
  return {
    get: (origin: string) => origins.get(origin),
    add(origin: string, token: Token, href?: string): void {
      origins.set(origin, { token, href });
    },
    /**
     * Forgets an origin's rejection after it has accepted a token: its next 401 triggers a renewal again.
     *
     * @param token the accepted token, unless the call was a retry
     * @param href the URL that accepted it. Without a retry, only the URL that rejected the earlier token counts: a public
     *   URL of the same origin accepts any token
     */
    accepted(origin: string, token?: Token, href?: string): void {
      const rejection = origins.get(origin);
      if (!token || (rejection && href && rejection.href === href && rejection.token !== token)) origins.delete(origin);
    },
    clear: () => origins.clear(),
  };
}
