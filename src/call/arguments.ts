import { copyOf } from "../page/fetch.ts";
import { asRequest, type Destination, parseDestination } from "./destination.ts";

/** A copy of the caller's headers: a record that keeps their case, which fetch sends, or a `Headers`. */
export type CallHeaders = Headers | { readonly [name: string]: string };

/** Converts the first argument of fetch, once: the URL that is checked must be the one that is requested. */
export function readInput(input: unknown): { destination: Destination | undefined; input: string | Request } {
  const request = asRequest(input);
  const text = request ? request.url : `${input}`;
  return { destination: parseDestination(text), input: request || text };
}

/** The arguments of a call of fetch. Each member of the options has been read once. */
export interface CallOptions {
  /** A URL, or a `Request`: the caller's, or one made of options that cannot be copied. */
  readonly input: string | Request;
  readonly init: RequestInit | undefined;
  /** A copy of `init` that may be written to. */
  readonly options: RequestInit;
  readonly headers: CallHeaders | undefined;
  readonly authorization: string | undefined;
  readonly mode: RequestMode | undefined;
}

/** @throws TypeError if fetch itself would reject with one */
export function readOptions(input: string | Request, init: RequestInit | undefined): CallOptions {
  if (init && !isPlainObject(init)) return readOptions(new Request(input, init), undefined);
  const options = copyOf(init);
  const given = options.headers;
  // Throws the browser's own error for headers that are not an object.
  if (given !== undefined && Object(given) !== given) new Request(input, options);
  const headers = given && readHeaders(given);
  // An iterator, such as a Map's entries(), has been consumed by now.
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
  // The `Headers` constructor throws the browser's own error for invalid pairs.
  return Array.isArray(given) && given.every((pair) => pair?.length === 2) ? recordOf(given) : new Headers(given);
}

/** Converts pairs to a record: the polyfill whatwg-fetch would send the members of an array as headers named by their index. */
function recordOf(pairs: [string, string][]): { readonly [name: string]: string } {
  const record = Object.create(null);
  // Several values of one name are equivalent to one combined value (RFC 9110, section 5.3).
  for (const [name, value] of pairs) record[name] = name in record ? `${record[name]}, ${value}` : value;
  return record;
}

function authorizationOf(headers: CallHeaders = {}): string | undefined {
  if (headers instanceof Headers) return headers.get("authorization") ?? undefined;
  const name = Object.keys(headers).find((name) => name.length === 13 && /^authorization$/i.test(name));
  return name === undefined ? undefined : headers[name];
}

/** Are all members own properties? Those of a `Request` used as options are not. */
function isPlainObject(init: object): boolean {
  const prototype = Object.getPrototypeOf(init);
  return prototype === Object.prototype || prototype === null;
}
