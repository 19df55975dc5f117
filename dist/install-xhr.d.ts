import type { CallPolicy } from "./call-policy.js";
/**
 * XMLHttpRequest with the token. The members of its prototype are patched, so that events, `upload`, `responseType` and
 * `instanceof` stay the browser's own. What becomes of a call is decided by the policy that fetch asks, too.
 *
 * A call without a cached token waits between its caller's `send()` and the browser's. Until then, and if it ends before
 * that, it looks as the XMLHttpRequest standard says that a sent request looks. All of that is in one record an object,
 * which the patched members read; the object itself gets no properties. The alternative, to have the browser end a
 * request to a blocked port, knows no `timeout`, no `abort` in WebKit, and reports violations of the page's CSP.
 *
 * `loadstart` comes with the browser's own `send()`: a second one could not be hidden, unless each XMLHttpRequest of the
 * page got a listener of ours before all others.
 *
 * A 401 is not sent again, as its events have been seen by then: the token is renewed for the next call.
 *
 * @returns a function that restores the originals once no call waits any more: it could neither be aborted nor opened anew
 */
export declare function installXhr(isInstalledFor: (origin: string) => boolean, policy: CallPolicy): () => void;
