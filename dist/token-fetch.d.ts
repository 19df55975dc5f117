import type { Send } from "./page-fetch.js";
/** How token requests leave. */
export interface TokenFetch {
    /** Sends one, and resolves with its answer. */
    send(request: Request): Promise<Response>;
    /** Somebody begins to wait for a token. */
    asked(): void;
    /** The next one leaves one level down, see `createPageFetch`. */
    goBelow(): void;
}
/**
 * Token requests leave through the page's fetch, too. That may be a wrapper which asks this library for a token first, to
 * add it to every request: it would wait for itself. So when a token is asked for while the page's fetch has not passed the
 * request on, that also leaves one level down, and the first answer counts.
 *
 * Whether it was passed on shows in its options: they have a getter, which fetch reads.
 */
export declare function createTokenFetch(send: Send): TokenFetch;
