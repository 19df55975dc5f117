import { HelpCenterJwtError } from "./errors.js";
import type { Settings } from "./options.js";
import type { TokenFetch } from "./token-fetch.js";
import { type Token } from "./token-request.js";
import type { Signal } from "./wait.js";
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
/**
 * Binds a cache to the identity of the visitor. Who that is, is asked each time, since the page may not yet have told
 * at the first call; calls of one user are never sent with the token of another.
 */
export declare function createTokenSource(settings: () => Settings, tokenFetch: TokenFetch, report: (error: HelpCenterJwtError) => unknown): TokenSource;
