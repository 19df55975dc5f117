import { documentMember } from "./document-member.ts";
import { HelpCenterJwtError } from "./errors.ts";

/** Reads as: may a request to this origin carry the token? */
export type OriginRule = (origin: string) => boolean;

// Origins whose requests nobody on the way can read or change. The whole of 127.0.0.0/8 is loopback (RFC 6890); URL parsers have
// already turned 127.1 and 0x7f000001 into it. Browsers resolve localhost and its subdomains to loopback themselves (Secure
// Contexts, section 3.1).
const secure = /^https:|^http:\/\/(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;

// A trailing dot names the same host.
const zendesk = /[/.]zendesk\.com\.?(?::|$)/;

/**
 * The `Request` that fetch would see there. Told by its brand: one of another frame, or made before the page replaced
 * `Request` by a subclass, is no `instanceof` of this one. A polyfill's is no `[object Request]`.
 */
export function asRequest(input: unknown): Request | undefined {
  const isRequest =
    Object(input) === input &&
    (Object.prototype.toString.call(input) === "[object Request]" || input instanceof Request);
  return isRequest ? (input as Request) : undefined;
}

/**
 * Where `fetch(text)` would go, resolved as fetch resolves it, or `undefined` where fetch itself rejects.
 * Decided on the parsed URL, never on the string: `https://api.example.com@evil.example` is not what it begins with.
 */
export function parseDestination(text: string): URL | undefined {
  // What is absolute needs no base, which takes as long to ask for and to parse as the URL itself.
  const isAbsolute = /^https:\/\//.test(text);
  return parseUrl(text, isAbsolute ? undefined : globalThis.document ? documentMember("baseURI") : location.href);
}

/**
 * May the token go there? `true`: attach it. `false`: the request is none of ours and passes untouched.
 *
 * Untouched pass: the help center's own origin and Zendesk's API, which take the session cookie (a help center JWT
 * there is a leak, answered by a confusing 401), and `data:` and `blob:`, which leave no machine.
 *
 * @param ownOrigin the help center's own
 * @throws HelpCenterJwtError `insecure_destination` or `destination_not_allowed`
 */
export function mayCarryToken(
  url: URL,
  allowedOrigins: readonly OriginRule[] | undefined,
  ownOrigin: string | undefined,
): boolean {
  const { origin, protocol } = url;
  if (
    undotted(origin) === undotted(ownOrigin) ||
    zendesk.test(origin) ||
    protocol === "data:" ||
    protocol === "blob:"
  ) {
    return false;
  }
  if (!secure.test(origin)) {
    throw new HelpCenterJwtError(
      "insecure_destination",
      `Not sent: ${protocol}//${url.host} is neither https nor loopback. Use https.`,
    );
  }
  if (allowedOrigins && !allowedOrigins.some((allows) => allows(origin))) {
    throw new HelpCenterJwtError(
      "destination_not_allowed",
      `Not sent: ${origin} is not in allowedOrigins. Add it if it may have the token.`,
    );
  }
  return true;
}

/** A host with a dot at its end is the same host: some browsers keep the dot, and servers answer to both. */
function undotted(origin: string | undefined): string | undefined {
  return origin?.replace(/\.(?=:\d+$|$)/, "");
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
