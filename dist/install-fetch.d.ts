import { type OriginRule } from "./destination.js";
/**
 * From now on `window.fetch` carries the token to the listed origins. Every other request reaches the function that was
 * there before, with the very same arguments. Answers what puts that back.
 */
export declare function installFetch(carriesTo: OriginRule, authorizedFetch: typeof fetch): () => void;
