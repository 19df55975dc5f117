import type { HelpCenterJwtError } from "./errors.js";
import type { Token } from "./token-request.js";
import type { Signal } from "./wait.js";
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
/** What a request rejects with that `clear()` has cancelled: no failure, who waits for it may ask anew. */
export declare const cancelled: {};
/** One token for everybody: one request at a time, refreshed behind the calls, failures remembered for a while. */
export declare function createTokenCache({ requestToken, refreshLeeway, onToken, onFailure }: TokenCacheOptions): TokenCache;
