import { HelpCenterJwtError } from "./errors.ts";

/** Reads as: may a request to this origin carry the token? */
export type OriginRule = (origin: string) => boolean;

// The whole of 127.0.0.0/8 is loopback (RFC 6890); URL parsers have already turned 127.1 and 0x7f000001 into it.
// Browsers resolve localhost and its subdomains to loopback themselves (Secure Contexts, section 3.1).
const loopback = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

// A trailing dot names the same host.
const zendesk = /(?:^|\.)zendesk\.com\.?$/;

/** Can nobody on the way read or change what is sent there? */
function isSecure(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && loopback.test(url.hostname));
}

/**
 * Where `fetch(input)` would go, resolved as fetch resolves it, or `undefined` where fetch itself will object.
 * Decided on the parsed URL, never on the string: `https://api.example.com@evil.example` is not what it begins with.
 */
export function parseDestination(url: string): URL | undefined {
  return parseUrl(url, globalThis.document ? document.baseURI : location.href);
}

/**
 * May the token go there? `true`: attach it. `false`: the request is none of ours and passes untouched.
 *
 * Untouched pass: the help center's own origin and Zendesk's API, which take the session cookie (a help center JWT
 * there is a leak, answered by a confusing 401), and `data:` and `blob:`, which leave no machine.
 *
 * @throws HelpCenterJwtError `insecure_destination` or `destination_not_allowed`
 */
export function mayCarryToken(url: URL, allowedOrigins: readonly OriginRule[] | undefined): boolean {
  const { origin, protocol } = url;
  if (origin === location.origin || zendesk.test(url.hostname) || protocol === "data:" || protocol === "blob:") {
    return false;
  }
  if (!isSecure(url)) {
    throw new HelpCenterJwtError(
      "insecure_destination",
      `Not sent: ${protocol}//${url.host} is neither https nor a loopback host, so others could read the token. Use https.`,
    );
  }
  if (allowedOrigins && !allowedOrigins.some((allows) => allows(origin))) {
    throw new HelpCenterJwtError(
      "destination_not_allowed",
      `Not sent: ${origin} is not in allowedOrigins. Add it there if it may receive the token.`,
    );
  }
  return true;
}

// `https://*.example.com`: one label of subdomain.
const wildcard = /^https:\/\/\*(\.[^/*]+)\/?$/;

// At least two labels must follow the asterisk, for `https://*.com` is everybody. Asked of the parsed origin: parsers
// drop what looks like a label in `https://*.com.:443`, and in many a character that is not seen.
const twoLabels = /^(?:\.[^.:]+){2}/;

/**
 * One entry of `allowedOrigins`, or `undefined` where it is no origin (a path, a bare host, plain http…).
 *
 * @param entry an exact origin, `https://api.example.com`, or a wildcard for one label, `https://*.example.com`
 */
export function parseOriginRule(entry: unknown): OriginRule | undefined {
  if (typeof entry !== "string") return undefined;
  const suffix = wildcard.exec(entry)?.[1];
  const origin = parseOrigin(suffix ? `https://label${suffix}` : entry);
  if (!origin) return undefined;
  if (!suffix) return (destination) => destination === origin;
  // "https://label".length: what is left is the suffix as URL parsers write it, lower-cased and without default port.
  const canonicalSuffix = origin.slice(13);
  if (!twoLabels.test(canonicalSuffix)) return undefined;
  return (destination) => {
    const label = destination.slice(8, -canonicalSuffix.length);
    return destination === `https://${label}${canonicalSuffix}` && /^[^./:]+$/.test(label);
  };
}

/** The origin that a text names, where it names an origin and nothing more. */
function parseOrigin(text: string): string | undefined {
  const url = /[?#@*\s]/.test(text) ? undefined : parseUrl(text);
  return url && url.pathname === "/" && isSecure(url) ? url.origin : undefined;
}

function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
