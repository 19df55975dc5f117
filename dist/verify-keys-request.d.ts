import { type KeySet } from "./verify-key-set.js";
/** Milliseconds for the whole answer: connection, headers and body. */
export declare const keysTimeout = 5000;
/** What the keys endpoint publishes. Whatever is no key set counts as a failure of the endpoint. */
export declare function requestKeys(url: string): Promise<KeySet>;
