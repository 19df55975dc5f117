import type { HelpCenterJwtError } from "./errors.js";
import type { Settings } from "./options.js";
import { type Token } from "./token-request.js";
import type { Signal } from "./wait.js";
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
export declare function createTokenSource(settings: () => Settings, send: typeof fetch, onError: (error: HelpCenterJwtError) => unknown): TokenSource;
