import { HelpCenterJwtError } from "../errors.ts";
import { isSecure, type OriginRule, parseUrl } from "../origins.ts";
import { documentMember } from "../page/document-member.ts";

const trailingDot = /\.(?=:\d+$|$)/;

// With or without a trailing dot, which names the same host.
const zendesk = /[/.]zendesk\.com\.?(?::|$)/;

/**
 * The argument as a `Request`, if fetch would treat it as one. `instanceof` misses a `Request` of another frame, or one made
 * before the page replaced `Request` by a subclass; the brand misses that of a polyfill.
 */
export function asRequest(input: unknown): Request | undefined {
  const isRequest =
    Object(input) === input &&
    (Object.prototype.toString.call(input) === "[object Request]" || input instanceof Request);
  return isRequest ? (input as Request) : undefined;
}

/** Where a call goes. Read once: in Chromium, `origin` of a `URL` takes more than half as long as parsing it. */
export interface Destination {
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  readonly url: URL;
}

/**
 * The URL that `fetch(text)` would request, or `undefined` if fetch itself would reject. Every check is made on this parsed
 * URL, never on the string: `https://api.example.com@evil.example` only looks like its beginning.
 */
export function parseDestination(text: string): Destination | undefined {
  // An absolute URL needs no base. Reading and parsing the base takes as long as parsing the URL.
  const isAbsolute = /^https:\/\//.test(text);
  const base = isAbsolute ? undefined : globalThis.document ? documentMember("baseURI") : location.href;
  const url = parseUrl(text, base);
  if (!url) return undefined;
  // Of an https URL this is the origin (URL standard, section 4.7), in a third of the time.
  const origin = isAbsolute ? `https://${url.host}` : url.origin;
  return { href: url.href, origin, protocol: isAbsolute ? "https:" : url.protocol, url };
}

/**
 * Is the token to be added to a request to this URL? If not, the request is sent unchanged.
 *
 * Sent unchanged: requests to the help center's own origin and to Zendesk's API, which use the session cookie (a help center
 * JWT there is a leak, and gets a confusing 401), and `data:` and `blob:` URLs, which never reach the network.
 *
 * @param ownOrigin the help center's own origin
 * @throws HelpCenterJwtError `insecure_destination` or `destination_not_allowed`
 */
export function isTokenAllowed(
  destination: Destination,
  allowedOrigins: readonly OriginRule[] | undefined,
  ownOrigin: string | undefined,
): boolean {
  const { origin, protocol, url } = destination;
  if (isSameOrigin(origin, ownOrigin) || zendesk.test(origin) || protocol === "data:" || protocol === "blob:") {
    return false;
  }
  if (!isSecure(origin)) {
    throw new HelpCenterJwtError(
      "insecure_destination",
      `Not sent: ${protocol}//${url.host} is neither https nor loopback. Use https.`,
    );
  }
  if (allowedOrigins && !allowedOrigins.some((allows) => allows(origin))) {
    throw new HelpCenterJwtError(
      "destination_not_allowed",
      `Not sent: ${origin} is not in allowedOrigins. Add it if it may have the token: each configure() replaces the list.`,
    );
  }
  return true;
}

/** Compares origins. A trailing dot in the host changes nothing: some browsers keep it, and servers respond to both. */
function isSameOrigin(a: string, b: string | undefined): boolean {
  if (a === b) return true;
  // Only then can a dot be all that differs, and the expressions cost a tenth of our own time in a call.
  return Math.abs(a.length - (b?.length ?? 0)) === 1 && a.replace(trailingDot, "") === b?.replace(trailingDot, "");
}
