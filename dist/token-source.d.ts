import type { HelpCenterJwtError } from "./errors.js";
import type { Settings } from "./options.js";
import { type TokenCache } from "./token-cache.js";
import { type Token } from "./token-request.js";
/** The token of whoever is signed in now. Its verbs are the cache's, and throw `not_signed_in` for nobody. */
export interface TokenSource extends TokenCache {
    /** The token at hand, else a new one. */
    get(): Promise<Token>;
}
/**
 * Binds a cache to the identity of the visitor. Who that is, is asked each time, since the page may not yet have told
 * at the first call; a token of one user is never handed to another.
 */
export declare function createTokenSource(settings: () => Settings, send: typeof fetch, onError: (error: HelpCenterJwtError) => void): TokenSource;
