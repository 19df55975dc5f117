import type { CallPolicy } from "./call-policy.js";
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
export declare function install(isInstalledFor: (origin: string) => boolean, policy: CallPolicy, replaced: Set<typeof fetch>): () => void;
