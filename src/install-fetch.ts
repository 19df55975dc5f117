import { type OriginRule, parseDestination } from "./destination.ts";
import { patch } from "./patch.ts";

/**
 * From now on `window.fetch` carries the token to the listed origins. Every other request reaches the function that was
 * there before, with the very same arguments. Answers what puts that back.
 */
export function installFetch(carriesTo: OriginRule, authorizedFetch: typeof fetch): () => void {
  return patch<"fetch", typeof fetch>(
    globalThis,
    "fetch",
    (original) =>
      function (this: void, ...args) {
        const url = parseDestination(args[0]);
        return url && carriesTo(url.origin) ? authorizedFetch(...args) : original.apply(this, args);
      },
  );
}
