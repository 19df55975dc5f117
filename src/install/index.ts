import { createAuthorizedFetch } from "../call/authorized-fetch.ts";
import type { CallPolicy } from "../call/policy.ts";
import { patchAll } from "../page/patch.ts";
import { installXhr } from "./xhr.ts";

/**
 * From now on the page's own fetch and XMLHttpRequest carry the token to the origins that `isInstalledFor` holds for.
 *
 * The installed fetch sends through the function that it replaced, whatever was put above it since: a wrapper above sees
 * each call of the page once, and a call goes down, never round.
 *
 * @param replaced notes that function while it is replaced
 * @returns a function that restores what was there before
 * @throws HelpCenterJwtError `unsupported_mode`; nothing is installed then
 */
export function install(
  isInstalledFor: (origin: string) => boolean,
  policy: CallPolicy,
  replaced: Set<typeof fetch>,
): () => void {
  let isInstalled = true;
  const carries = (origin: string) => isInstalled && isInstalledFor(origin);
  const original = globalThis.fetch;
  const sendBelow = (...args: Parameters<typeof fetch>) => original.apply(globalThis as never, args);
  const authorized = createAuthorizedFetch(policy, sendBelow, carries);

  const restoreXhr = installXhr(carries, policy);
  let restoreFetch: () => void;
  try {
    restoreFetch = patchAll([
      [
        globalThis,
        "fetch",
        () =>
          function (this: unknown, ...args: Parameters<typeof fetch>) {
            // Any other receiver is for the browser to object to.
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
