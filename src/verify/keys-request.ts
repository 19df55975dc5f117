import { type KeySet, parseKeySet } from "./key-set.ts";
import { bodyProblem, connectionProblem, sizeProblem, statusProblem, timeoutProblem } from "./keys-problem.ts";

/** Milliseconds for the whole response: connection, headers and body. */
export const keysTimeout = 5_000;

/** Zendesk publishes a kB or two. Thousands of keys have room in this, and no small server runs out of memory. */
const maxBytes = 4 * 1_048_576;

/** `fetch`, or a function of the same kind: behind a proxy, in a test, of a framework. */
export type FetchKeys = (url: string, init: RequestInit) => Promise<Response>;

export interface KeysResponse {
  readonly keys: KeySet;
  /** Milliseconds that this machine's clock is ahead of the endpoint's, by its `Date`; unset where it sends none. */
  readonly clockSkew: number | undefined;
}

/** What the keys endpoint publishes. Rejects with a `KeysProblem`: a body that is no key set is one, too. */
export async function requestKeys(url: string, fetchKeys: FetchKeys | undefined): Promise<KeysResponse> {
  const signal = AbortSignal.timeout(keysTimeout);
  try {
    return await unlessAborted(load(url, fetchKeys, signal), signal, url);
  } catch (error) {
    throw connectionProblem(url, error);
  }
}

async function load(url: string, fetchKeys: FetchKeys | undefined, signal: AbortSignal): Promise<KeysResponse> {
  // Looked up at each request: a reference taken at import would defeat those who replace it.
  const send = fetchKeys ?? ((input, init) => fetch(input, init));
  // A redirect would let somebody else name the keys.
  const response = await send(url, { headers: requestHeaders(), redirect: "manual", signal });
  const { status, headers, body } = response;
  if (status !== 200 || response.redirected) {
    // Left alone, it would hold the connection.
    body?.cancel().catch(() => {});
    throw statusProblem(url, status === 200 ? 0 : status);
  }
  const text = body ? await readText(body, url) : "";
  try {
    return { keys: parseKeySet(text), clockSkew: clockSkewBy(headers) };
  } catch {
    throw bodyProblem(url, headers.get("content-type"));
  }
}

/** Read piece by piece: `Content-Length` need not be there, and says nothing of what a compressed body grows to. */
async function readText(body: ReadableStream<Uint8Array>, url: string): Promise<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > maxBytes) {
      reader.cancel().catch(() => {});
      throw sizeProblem(url, "4 MiB");
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** RFC 9111, section 4.2.3: a response from a cache on the way is as old as its `Age` says. */
function clockSkewBy(headers: Headers): number | undefined {
  const sentAt = Date.parse(headers.get("date") ?? "");
  const age = Number(headers.get("age") ?? 0);
  const skew = Date.now() - sentAt - age * 1000;
  return Number.isFinite(skew) ? skew : undefined;
}

function requestHeaders(): Record<string, string> {
  const accept = "application/json, application/jwk-set+json";
  // Workers name no user agent of their own, and some edges refuse who names none. In a browser, where tests run this,
  // it would make the request one that needs a preflight.
  const isBrowser = globalThis.navigator?.userAgent?.startsWith("Mozilla/");
  return isBrowser ? { accept } : { accept, "user-agent": "hc-jwt" };
}

/** Ends the wait whether the work hears the signal or not: a body that stalls does not in every runtime. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal, url: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(timeoutProblem(url, keysTimeout, signal.reason));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
    // Where the signal ended the work, the abort above was first.
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
