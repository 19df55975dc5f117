/** A web `Request`, or an object with headers: Node's `IncomingMessage`, Express, Fastify, an AWS Lambda event… */
export interface RequestLike {
  /** `null` where there are none, as in some events of AWS Lambda. */
  readonly headers?: Headers | Readonly<Record<string, string | readonly string[] | undefined>> | null | undefined;
  /** In place of `headers`, in the events of an AWS load balancer with multi-value headers. */
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
}

/** What a request's `Authorization` header holds. */
export type Authorization =
  /** `isAbsent`: there is no such header, as opposed to one that is empty. */
  | { readonly kind: "none"; readonly isAbsent: boolean }
  | { readonly kind: "bearer"; readonly token: string }
  /** With what is wrong, as a sentence that quotes nothing of the header. */
  | { readonly kind: "malformed"; readonly problem: string };

// Help center JWTs have about 850 characters. Node takes 16 KiB of headers in all; past half of that it is something else.
export const maxTokenLength = 8_192;
export const tooLong = `The token is longer than ${maxTokenLength.toLocaleString("en")} characters: it is no help center JWT`;

// RFC 6750, section 2.1, narrowed to a JWS with a signature. The scheme is case-insensitive (RFC 9110, section 11.1).
const bearer = /^bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;

export function authorizationOf(request: RequestLike | null | undefined): Authorization {
  const present = authorizationsOf(request);
  const values = present.filter((value) => value !== "");
  if (values.length === 0) return { kind: "none", isAbsent: present.length === 0 };
  const [value] = values;
  // Two of them are no Bearer token, as they are not when a `Headers` joins them.
  const token = typeof value === "string" && values.length === 1 ? bearer.exec(value)?.[1] : undefined;
  return token === undefined ? { kind: "malformed", problem: problemOf(values) } : { kind: "bearer", token };
}

/**
 * All values of the header, in whatever form a server has them. Case does not matter in header names; a `Headers` knows
 * that, a plain object does not.
 */
function authorizationsOf(request: RequestLike | null | undefined): readonly unknown[] {
  const headers = request?.headers ?? request?.multiValueHeaders;
  const values: unknown[] = [];
  if (typeof headers?.get === "function") values.push((headers as Headers).get("authorization"));
  else {
    // The length first: this runs for each request, and a browser's have some twenty headers.
    for (const name of Object.keys(headers ?? {})) {
      if (name.length === 13 && name.toLowerCase() === "authorization") {
        values.push(...[(headers as Readonly<Record<string, unknown>>)[name]].flat());
      }
    }
  }
  return values.filter((value) => value !== undefined && value !== null);
}

/** From the caller's mistakes that are known to happen. */
function problemOf([value, ...others]: readonly unknown[]): string {
  if (others.length > 0) return "There is more than one Authorization header: send one";
  if (typeof value !== "string") return "The Authorization header is no text";
  if (value.length > maxTokenLength + "Bearer ".length) return tooLong;
  const [, scheme = "", credentials = ""] = /^([^\s,]*)\s*(.*?)\s*$/s.exec(value) ?? [];
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(scheme)) return "The scheme is missing: send Authorization: Bearer and the token";
  if (!/^bearer$/i.test(scheme)) {
    return /^bearer\W/i.test(scheme)
      ? "After the word Bearer comes one space, and then the token"
      : "The Authorization header has another scheme than Bearer";
  }
  if (credentials === "") return "There is no token after Bearer";
  if (/^(?:\[object .*\]|undefined|null|NaN|true|false)$/.test(credentials)) {
    return credentials === "[object Promise]"
      ? "A promise was sent in place of a token: await getToken()"
      : "A value that is no token was sent as text: check what the caller puts after Bearer";
  }
  if (/^["'<{]|["'>}]$/.test(credentials)) return "The token is in quotes or brackets: send it without";
  if (/,|\s/.test(credentials)) return "There is more than one token, or text around it: send one";
  return "The text after Bearer is no JWT: three base64url parts with dots between";
}
