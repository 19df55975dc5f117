import type { CallPolicy } from "./call-policy.js";
import { type Send } from "./page-fetch.js";
/**
 * `fetch` with the token. With a cached token the browser's fetch is called before this returns: a `keepalive` request that
 * is made while the page goes away would otherwise be lost.
 *
 * @param send how calls leave
 * @param isInstalledFor under `install()`: does it hold for this origin? Every other call is sent as it came, and so is one
 *   in the mode `no-cors`, of which nobody said that it should carry a token
 */
export declare function createAuthorizedFetch(policy: CallPolicy, send: Send, isInstalledFor?: (origin: string) => boolean): typeof fetch;
