import { HelpCenterJwtError } from "./errors.js";
import type { TokenSource } from "./token-source.js";
/**
 * `fetch` with the token. One call: destination, token, header, send, and at most one repeat after a 401.
 *
 * With a token at hand the browser's fetch is called before this returns: a `keepalive` request that is made while the
 * page goes away would otherwise be lost. Without one, the connection is opened while the call waits.
 *
 * @param mayCarry judges a destination, and throws where it must not have the token
 * @param goesWithout nobody is signed in, and the author said to go on without; any other failure is the caller's
 * @param refused reports an error, and gives it back
 * @param send the browser's fetch
 */
export declare function createAuthorizedFetch(tokens: TokenSource, mayCarry: (url: URL) => boolean, goesWithout: (error: unknown) => boolean, refused: (error: HelpCenterJwtError) => HelpCenterJwtError, send: typeof fetch): typeof fetch;
