/** Reads as: may a request to this origin carry the token? */
export type OriginRule = (origin: string) => boolean;

// Origins whose requests nobody on the way can read or change. The whole of 127.0.0.0/8 is loopback (RFC 6890); URL parsers have
// already turned 127.1 and 0x7f000001 into it. Browsers resolve localhost and its subdomains to loopback themselves (Secure
// Contexts, section 3.1).
const secure = /^https:|^http:\/\/(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;

/** Is it https, or a loopback host? */
export function isSecure(origin: string): boolean {
  return secure.test(origin);
}

/**
 * One entry of `allowedOrigins`, or `undefined` where it is no origin (a path, a bare host, plain http…).
 *
 * @param entry an exact origin, `https://api.example.com`, or a wildcard for one label, `https://*.example.com`
 */
export function parseOriginRule(entry: unknown): OriginRule | undefined {
  if (typeof entry !== "string") return undefined;
  const exact = entry.replace("https://*.", "https://x.");
  const origin = parseOrigin(exact);
  if (!origin) return undefined;
  if (exact === entry) return (destination) => destination === origin;
  // What follows the first label, as URL parsers write it: lower-cased and without default port.
  const suffix = origin.slice(9);
  // At least two labels must follow, for `https://*.com` is everybody. Asked of the parsed origin: parsers drop what looks
  // like a label in `https://*.com.:443`.
  if (!/^(?:\.[^.:]+){2}/.test(suffix)) return undefined;
  return (destination) =>
    destination.endsWith(suffix) && /^https:\/\/[^./:]+$/.test(destination.slice(0, -suffix.length));
}

/** A whole list of them, or `undefined` where it is none, or any entry is no origin. */
export function parseOriginRules(entries: unknown): OriginRule[] | undefined {
  // Spread: `map` skips holes, and Prototype and MooTools replace `Array.from` by one that takes no second argument.
  const rules = Array.isArray(entries) ? [...entries].map(parseOriginRule) : [undefined];
  return rules.includes(undefined) ? undefined : (rules as OriginRule[]);
}

/** The origin that a text names, where it names an origin and nothing more. */
function parseOrigin(text: string): string | undefined {
  const url = /[?#@*\s]/.test(text) ? undefined : parseUrl(text);
  return url && url.pathname === "/" && secure.test(url.origin) ? url.origin : undefined;
}

/** `undefined` where it is no URL. */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
