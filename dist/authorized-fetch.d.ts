import { HelpCenterJwtError } from "./errors.js";
import type { Settings } from "./options.js";
import type { TokenSource } from "./token-source.js";
/**
 * `fetch` with the token. One call: destination, token, header, send, and at most one repeat after a 401.
 *
 * With a token at hand the browser's fetch is called before this returns: a `keepalive` request that is made while the
 * page goes away would otherwise be lost.
 *
 * @param send the browser's fetch
 * @param report told of each destination that is refused
 */
export declare function createAuthorizedFetch(settings: () => Settings, tokens: TokenSource, send: typeof fetch, report: (error: HelpCenterJwtError) => void): typeof fetch;
