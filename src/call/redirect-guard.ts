import { tryOrUndefined } from "../page/try-or-undefined.ts";

// A WebAssembly module that declares one type, a struct without fields.
const wasmWithStruct = [0, 97, 115, 109, 1, 0, 0, 0, 1, 3, 1, 95, 0];

/**
 * Does this browser remove `Authorization` when a redirect leads to another origin (Fetch standard, HTTP-redirect fetch,
 * step 13)? Chrome does since 119, Firefox since 111, Safari since 16.1. Older ones would send the token to wherever an open
 * redirect leads.
 *
 * Detected by features that no polyfill can add: two of CSS (`:user-valid`: Chrome 119, Firefox 88, Safari 16.5;
 * `color-mix()`: Chrome 111, Firefox 113, Safari 16.2), and in workers, which have no CSS, one of WebAssembly (garbage
 * collection: Chrome 119, Firefox 120, Safari 18.2).
 */
export function dropsAuthorizationOnRedirect(): boolean {
  return Boolean(
    tryOrUndefined(() =>
      globalThis.CSS
        ? CSS.supports("selector(:user-valid)") && CSS.supports("color", "color-mix(in srgb,red,red)")
        : WebAssembly.validate(new Uint8Array(wasmWithStruct)),
    ),
  );
}
