/**
 * The page's origin, or `undefined` without a page, or in a page without an origin, such as a sandboxed frame.
 *
 * Usually that of the URL. A frame with `srcdoc` or `about:blank` has none in its URL and inherits its parent's, which only
 * `self.origin` contains (HTML standard, "origin" of a global object). It is the second choice, because any `var origin` of a
 * classic script replaces it.
 */
export function pageOrigin(): string | undefined {
  const { location, origin } = globalThis;
  return location && [location.origin, origin].find((known) => known !== "null");
}
