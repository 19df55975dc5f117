import { createAuthorizedFetch } from "../call/authorized-fetch.ts";
import type { CallPolicy } from "../call/policy.ts";
import { patchAll } from "../page/patch.ts";
import { installXhr } from "./xhr.ts";

/**
 * Replaces the page's fetch and XMLHttpRequest by versions that add the token for some origins.
 *
 * The installed fetch sends through the function that it replaced, whatever has replaced it in turn since: a wrapper above
 * it sees each call of the page once, and no call loops.
 *
 * @param isInstalledFor is this origin in the list?
 * @param replaced receives the original fetch, as long as it is replaced
 * @returns a function that restores the originals
 * @throws HelpCenterJwtError `unsupported_mode`; nothing is installed then
 */
export function install(
  isInstalledFor: (origin: string) => boolean,
  policy: CallPolicy,
  replaced: Set<typeof fetch>,
): () => void {
  let isInstalled = true;
  const isInstalledHere = (origin: string) => isInstalled && isInstalledFor(origin);
  const original = globalThis.fetch;
  const sendBelow = (...args: Parameters<typeof fetch>) => original.apply(globalThis as never, args);
  const authorized = createAuthorizedFetch(policy, sendBelow, isInstalledHere);

  const restoreXhr = installXhr(isInstalledHere, policy);
  let restoreFetch: () => void;
  try {
    restoreFetch = patchAll([
      [
        globalThis,
        "fetch",
        () =>
          function (this: unknown, ...args: Parameters<typeof fetch>) {
            // With another receiver, the browser throws its own error.
            return this === undefined || this === globalThis
              ? authorized(...args)
              : original.apply(this as never, args);
          },
      ],
    ]);
  } catch (error) {
    restoreXhr();
    throw error;
  }
  replaced.add(original);
  return () => {
    isInstalled = false;
    replaced.delete(original);
    restoreFetch();
    restoreXhr();
  };
}
