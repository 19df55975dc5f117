import type { Destination } from "../call/destination.ts";
import type { Token } from "../token/token.ts";

/** The record of an XMLHttpRequest from `open()` to its end, if its origin is in the list of `install()`. */
export interface XhrCall {
  readonly destination: Destination;
  readonly isAsync: boolean;
  /** GET and HEAD have no body, whatever is passed to `send()`. */
  hasBody: boolean;
  /** It waits, has a body, and `upload` had listeners at the page's `send()`. */
  hasUploadEvents?: boolean;
  /** The size of the body in bytes, if it is known. */
  size?: number;
  /** The caller has set `Authorization`, or user and password, so no token is added. */
  hasOwnCredentials: boolean;
  /**
   * - `waiting`: the page has sent it, and it waits for a token
   * - `sent`: the browser has sent it
   * - `ended`: it ended while it waited, or the object was reopened
   */
  state: "opened" | "waiting" | "sent" | "ended";
  /** The `readyState` for the page if the call ended while it waited. The browser, which sent nothing, is still in state 1. */
  readyState?: 4 | 0;
  /** The `timeout` that the page set, in milliseconds, if the browser's was reduced by the wait. */
  timeout?: number | undefined;
  /** When the page sent it, in milliseconds since the page was loaded. */
  startedAt: number;
  /** How long it waited for the token, in milliseconds. */
  waited?: number;
  timer?: ReturnType<typeof setTimeout>;
  /** Ends the wait for a token. */
  readonly controller: AbortController;
  /** The token in its header, which cannot be removed again. */
  token?: Token;
  /** Removes the listener for the status. */
  unlisten?: () => void;
}

/** @param args the arguments of `open()` */
export function newCall(destination: Destination, args: unknown[]): XhrCall {
  const [method, , isAsync, user, password] = args;
  const { username, password: passwordInUrl } = destination.url;
  return {
    destination,
    hasBody: !/^(?:GET|HEAD)$/i.test(method as string),
    // An explicit `undefined` means false (Web IDL), a missing argument means true.
    isAsync: args.length < 3 || Boolean(isAsync),
    hasOwnCredentials: Boolean(username || passwordInUrl || user || password),
    state: "opened",
    startedAt: 0,
    controller: new AbortController(),
  };
}

/** Dispatches an event. Returns whether the target supports events: a fake in a test may only have handlers. */
export function fire(target: EventTarget, type: string, total = 0): boolean {
  try {
    const init = { total, lengthComputable: total > 0 };
    target.dispatchEvent(type === "readystatechange" ? new Event(type) : new ProgressEvent(type, init));
    return true;
  } catch {
    (target as unknown as { [handler: string]: (() => void) | undefined })[`on${type}`]?.();
    return false;
  }
}

/** Calls back with the status as soon as there is one. Returns a function that removes the listener. */
export function onStatus(xhr: XMLHttpRequest, callback: (status: number, url: string) => void): () => void {
  const listener = () => {
    if (xhr.readyState < 2) return;
    unlisten();
    if (xhr.status) callback(xhr.status, xhr.responseURL);
  };
  const unlisten = () => xhr.removeEventListener("readystatechange", listener);
  // A fake in a test may only have handlers.
  if (!xhr.addEventListener) return () => {};
  xhr.addEventListener("readystatechange", listener);
  return unlisten;
}
