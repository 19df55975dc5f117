import { connectXhr, PlainProgressEvent, ScriptedXhr, type XhrNetwork } from "../helpers/scripted-xhr.ts";

// The page before the library is loaded: imported before it, since the library keeps what it finds then. One page for all
// schedules, each of which connects a network of its own.

/** What the page's requests arrive at. */
export interface Network extends XhrNetwork {
  fetch(input: unknown, init: RequestInit | undefined): Promise<Response>;
}

let network: Network | undefined;

/** The browser's own fetch, to this page. It never leaves the process: also what is left of an ended schedule does not. */
function nativeFetch(input: unknown, init?: RequestInit): Promise<Response> {
  return network ? network.fetch(input, init) : Promise.reject(new TypeError("Failed to fetch"));
}

const xhrMembers = Object.getOwnPropertyDescriptors(ScriptedXhr.prototype);
const listeners: ((event: { persisted: boolean }) => void)[] = [];

function reset(): void {
  Object.assign(globalThis, { fetch: nativeFetch, XMLHttpRequest: ScriptedXhr });
  Object.defineProperties(ScriptedXhr.prototype, xhrMembers);
}

Object.assign(globalThis, {
  ProgressEvent: PlainProgressEvent,
  // The library listens once a page, not once a client.
  addEventListener: (type: string, listener: (typeof listeners)[number]) => {
    if (type === "pageshow") listeners.push(listener);
  },
});
reset();

/** Begins a schedule. */
export function connect(to: Network): void {
  network = to;
  connectXhr(to);
}

/** Ends a schedule: whatever it has left behind is removed. */
export function disconnect(): void {
  network = undefined;
  reset();
}

/** The page is shown, perhaps as the back/forward cache has kept it. */
export function showPage(persisted: boolean): void {
  for (const listener of listeners) listener({ persisted });
}

/** The names of what is not the browser's own. */
export function replacedMembers(): string[] {
  const changed = Object.entries(xhrMembers).filter(([name, native]) => {
    const now = Object.getOwnPropertyDescriptor(ScriptedXhr.prototype, name);
    return now?.value !== native.value || now?.get !== native.get || now?.set !== native.set;
  });
  return [
    ...(globalThis.fetch === nativeFetch ? [] : ["fetch"]),
    ...(globalThis.XMLHttpRequest === (ScriptedXhr as unknown) ? [] : ["XMLHttpRequest"]),
    ...changed.map(([name]) => `XMLHttpRequest.prototype.${name}`),
  ];
}
