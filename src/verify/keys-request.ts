import { type KeySet, parseKeySet } from "./key-set.ts";

/** Milliseconds for the whole answer: connection, headers and body. */
export const keysTimeout = 5_000;

/** Zendesk publishes a kB or two. Thousands of keys have room in this, and no small server runs out of memory. */
const maxBytes = 4 * 1_048_576;

/** What the keys endpoint publishes. Whatever is no key set counts as a failure of the endpoint. */
export async function requestKeys(url: string): Promise<KeySet> {
  const signal = AbortSignal.timeout(keysTimeout);
  return parseKeySet(await unlessAborted(load(url, signal), signal));
}

async function load(url: string, signal: AbortSignal): Promise<string> {
  // A redirect would let somebody else name the keys.
  const { status, body } = await fetch(url, { headers: requestHeaders(), redirect: "manual", signal });
  if (status !== 200) {
    // Left alone, it would hold the connection.
    body?.cancel().catch(() => {});
    throw new Error(`The keys endpoint answers ${status}`);
  }
  return body ? readText(body) : "";
}

/** Read piece by piece: `Content-Length` need not be there, and says nothing of what a compressed body grows to. */
async function readText(body: ReadableStream<Uint8Array>): Promise<string> {
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
      throw new Error("The keys endpoint's answer is longer than 4 MiB");
    }
    text += decoder.decode(value, { stream: true });
  }
}

function requestHeaders(): Record<string, string> {
  const accept = "application/json, application/jwk-set+json";
  // Workers name no user agent of their own, and some edges refuse who names none. In a browser, where tests run this,
  // it would make the request one that needs a preflight.
  const isBrowser = globalThis.navigator?.userAgent?.startsWith("Mozilla/");
  return isBrowser ? { accept } : { accept, "user-agent": "hc-jwt" };
}

/** Ends the wait whether the work hears the signal or not: a body that stalls does not in every runtime. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () =>
      reject(new Error(`The keys endpoint did not answer in full within ${keysTimeout} ms`, { cause: signal.reason }));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
