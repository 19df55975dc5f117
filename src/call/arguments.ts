import { copyOf } from "../page/fetch.ts";
import { asRequest, parseDestination } from "./destination.ts";

/** Headers read once: a record, in the case in which its caller wrote them, as fetch sends it, or a `Headers`. */
export type CallHeaders = Headers | { readonly [name: string]: string };

/** The first argument of fetch, converted once: what is judged is what is sent. */
export function readInput(input: unknown): { url: URL | undefined; input: string | Request } {
  const request = asRequest(input);
  const text = request ? request.url : `${input}`;
  return { url: parseDestination(text), input: request || text };
}

/** The arguments of one call of fetch, each member of its options read once. */
export interface CallOptions {
  /** Text or a `Request`: given, or made of options that cannot be copied. */
  readonly input: string | Request;
  readonly init: RequestInit | undefined;
  /** Those of `init`, of this call alone: may be written to. */
  readonly options: RequestInit;
  readonly headers: CallHeaders | undefined;
  readonly authorization: string | undefined;
  readonly mode: RequestMode | undefined;
}

/** @throws TypeError where fetch itself would reject with one */
export function readOptions(input: string | Request, init: RequestInit | undefined): CallOptions {
  if (init && !isPlainObject(init)) return readOptions(new Request(input, init), undefined);
  const options = copyOf(init);
  const given = options.headers;
  // Whatever is none is for the browser to object to.
  if (given !== undefined && Object(given) !== given) new Request(input, options);
  const headers = given && readHeaders(given);
  // An iterator, as of a Map's entries, is used up by now.
  if (given && "next" in given) options.headers = headers as Headers;
  const request = typeof input === "string" ? undefined : input;
  return {
    input,
    init,
    options,
    headers,
    authorization: authorizationOf(headers || request?.headers),
    mode: options.mode ?? request?.mode,
  };
}

function readHeaders(given: HeadersInit): CallHeaders {
  if (!(Symbol.iterator in given)) return { ...given };
  // The browser objects to pairs that are none.
  return Array.isArray(given) && given.every((pair) => pair?.length === 2) ? recordOf(given) : new Headers(given);
}

/** A list as a record: whatwg-fetch, which pages replace fetch by, sends the members of a list by their index. */
function recordOf(pairs: [string, string][]): { readonly [name: string]: string } {
  const record = Object.create(null);
  // Values of one name are one value on the wire (RFC 9110, section 5.3).
  for (const [name, value] of pairs) record[name] = name in record ? `${record[name]}, ${value}` : value;
  return record;
}

function authorizationOf(headers: CallHeaders = {}): string | undefined {
  if (headers instanceof Headers) return headers.get("authorization") ?? undefined;
  return Object.entries(headers).find(([name]) => /^authorization$/i.test(name))?.[1];
}

/** Whose members are its own, unlike those of a `Request` used as options. */
function isPlainObject(init: object): boolean {
  const prototype = Object.getPrototypeOf(init);
  return prototype === Object.prototype || prototype === null;
}
