import { type OriginRule } from "./destination.js";
import type { TokenSource } from "./token-source.js";
/**
 * XMLHttpRequest with the token. The methods of its prototype are patched, so that events, `upload`, `responseType` and
 * `instanceof` stay the browser's own. A call with no token at hand waits between its caller's `send` and the browser's;
 * until then it looks as the XMLHttpRequest standard says that a sent request looks. What is known at once to be wrong,
 * `send` throws.
 *
 * A 401 is not sent again, as its events have been seen by then: the token is renewed for the next call.
 *
 * @param mayCarryToken throws where a destination must not have the token
 * @param goesWithout nobody is signed in, and the author said to go on without
 */
export declare function installXhr(carriesTo: OriginRule, mayCarryToken: (url: URL) => boolean, goesWithout: (error: unknown) => boolean, tokens: TokenSource): () => void;
