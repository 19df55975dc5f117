/** May a request to this origin carry the token? */
export type OriginRule = (origin: string) => boolean;

// Origins whose requests cannot be read or changed in transit. All of 127.0.0.0/8 is loopback (RFC 6890), and URL parsers
// normalise 127.1 and 0x7f000001 to it. Browsers resolve localhost and its subdomains to loopback (Secure Contexts, section 3.1).
const secure = /^https:|^http:\/\/(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;

/** Is the origin https, or a loopback host? */
export function isSecure(origin: string): boolean {
  return secure.test(origin);
}

/**
 * Parses one entry of `allowedOrigins`. Returns `undefined` if it is not an origin (a path, a bare host, plain http…).
 *
 * @param entry an exact origin, `https://api.example.com`, or a wildcard for one label, `https://*.example.com`
 */
export function parseOriginRule(entry: unknown): OriginRule | undefined {
  if (typeof entry !== "string") return undefined;
  const exact = entry.replace("https://*.", "https://x.");
  const origin = parseOrigin(exact);
  if (!origin) return undefined;
  if (exact === entry) return (destination) => destination === origin;
  // The part after the first label, as URL parsers serialise it: in lower case and without the default port.
  const suffix = origin.slice(9);
  // At least two labels, because `https://*.com` would allow everybody. Checked on the parsed origin, because parsers remove
  // what looks like a label in `https://*.com.:443`.
  if (!/^(?:\.[^.:]+){2}/.test(suffix)) return undefined;
  return (destination) =>
    destination.endsWith(suffix) && /^https:\/\/[^./:]+$/.test(destination.slice(0, -suffix.length));
}

/** Parses `allowedOrigins`. Returns `undefined` if it is not an array, or any entry is not an origin. */
export function parseOriginRules(entries: unknown): OriginRule[] | undefined {
  // Spread: `map` skips holes, and Prototype and MooTools replace `Array.from` by one that takes no second argument.
  const rules = Array.isArray(entries) ? [...entries].map(parseOriginRule) : [undefined];
  return rules.includes(undefined) ? undefined : (rules as OriginRule[]);
}

/** The origin in a text that contains nothing else, or `undefined`. */
function parseOrigin(text: string): string | undefined {
  const url = /[?#@*\s]/.test(text) ? undefined : parseUrl(text);
  return url && url.pathname === "/" && secure.test(url.origin) ? url.origin : undefined;
}

/** Returns `undefined` for an invalid URL. */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
