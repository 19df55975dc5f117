import type { Token } from "./token-request.js";
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
/** What those who wait are told when `clear()` gives their request up: no failure, they may ask anew. */
export declare const givenUp: {};
/** One token for everybody: one request at a time, refreshed behind the calls, failures remembered for a while. */
export declare function createTokenCache({ requestToken, refreshLeeway, onToken }: TokenCacheOptions): TokenCache;
