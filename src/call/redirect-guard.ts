import { quietly } from "../page/try-or-undefined.ts";

// A module that declares one type, a struct without fields.
const wasmWithStruct = [0, 97, 115, 109, 1, 0, 0, 0, 1, 3, 1, 95, 0];

/**
 * Browsers drop `Authorization` when a redirect leaves the origin (Fetch standard, HTTP-redirect fetch, step 13) since
 * Chrome 119, Firefox 111 and Safari 16.1. Older ones would hand the token to wherever an open redirect points.
 *
 * They are told apart by what no script adds to a browser: two features of CSS (`:user-valid`: Chrome 119, Firefox 88,
 * Safari 16.5; `color-mix()`: Chrome 111, Firefox 113, Safari 16.2); in workers, which have no CSS, by one of WebAssembly
 * (garbage collection: Chrome 119, Firefox 120, Safari 18.2).
 */
export function dropsAuthorizationOnRedirect(): boolean {
  return Boolean(
    quietly(() =>
      globalThis.CSS
        ? CSS.supports("selector(:user-valid)") && CSS.supports("color", "color-mix(in srgb,red,red)")
        : WebAssembly.validate(new Uint8Array(wasmWithStruct)),
    ),
  );
}
