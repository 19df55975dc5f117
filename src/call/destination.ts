import { HelpCenterJwtError } from "../errors.ts";
import { isSecure, type OriginRule, parseUrl } from "../origins.ts";
import { documentMember } from "../page/document-member.ts";

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
  if (!isSecure(origin)) {
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
