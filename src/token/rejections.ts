import type { Token } from "./token.ts";

/** One origin's answer to a token. */
interface Rejection {
  /** The token that was rejected. */
  readonly token: Token;
  /** The URL that rejected it, until a second try has been answered: its next answer tells whether the new token helped. */
  readonly href: string | undefined;
}

/**
 * Origins that answered 401, and had the token renewed. Until the token turns over by its age, they cost no
 * further renewal: without this, a destination that rejects every token would cost one token request a call, and two of
 * them would renew it for each other.
 */
export function createRejections() {
  const origins = new Map<string, Rejection>();
  return {
    get: (origin: string) => origins.get(origin),
    add(origin: string, token: Token, href?: string): void {
      origins.set(origin, { token, href });
    },
    /**
     * The origin has accepted a token, so a later 401 is news.
     *
     * @param token which one, for a call that was not a second try
     * @param href where. Such a call counts where this very URL rejected an earlier token: public pages accept any
     */
    accepted(origin: string, token?: Token, href?: string): void {
      const rejection = origins.get(origin);
      if (!token || (rejection && href && rejection.href === href && rejection.token !== token)) origins.delete(origin);
    },
    clear: () => origins.clear(),
  };
}
