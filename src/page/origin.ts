/**
 * The origin that the page's own requests come from, or `undefined` where there is no page, or one that is of no origin, as in
 * a sandboxed frame.
 *
 * That of the URL, as a rule. A frame by `srcdoc` or of `about:blank` has none in its URL and inherits its parent's, which only
 * `self.origin` tells (HTML standard, "origin" of a global object). It is not asked first: any `var origin` of a classic script
 * replaces it.
 */
export function pageOrigin(): string | undefined {
  const { location, origin } = globalThis;
  return location && [location.origin, origin].find((known) => known !== "null");
}
