/**
 * Where to go after signing in or out: a path on this help center, and nothing that a browser would read as another
 * host. `//evil.example`, `/\evil.example` and `/<tab>/evil.example` all leave the site, hence the parsed comparison.
 */
export function safeReturnTo(given: string | undefined, fallback: string): string {
  if (!given?.startsWith("/")) return fallback;
  const base = "http://help-center.invalid";
  const url = URL.canParse(given, base) ? new URL(given, base) : undefined;
  if (url?.origin !== base) return fallback;
  // Rebuilt from the parsed parts: what is sent back is what was checked. "/.//evil" parses to a path of "//evil".
  const path = url.pathname + url.search + url.hash;
  return path.startsWith("//") ? fallback : path;
}
