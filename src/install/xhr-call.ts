import type { Token } from "../token/token.ts";

/** One XMLHttpRequest from `open()` to its end, where it goes to an origin that `install()` holds for. */
export interface XhrCall {
  readonly url: URL;
  readonly isAsync: boolean;
  /** GET and HEAD have no body, whatever `send()` is given. */
  hasBody: boolean;
  /** Bytes of the body, where they are known. */
  size?: number;
  /** The caller's own credentials win: an `Authorization`, or user and password. */
  isOwn: boolean;
  /**
   * - `waiting`: sent in the page's eyes, it waits for a token
   * - `sent`: it is the browser's
   * - `ended`: it ended while it waited, or the object was opened anew
   */
  state: "opened" | "waiting" | "sent" | "ended";
  /** What the page sees after the end of a wait, where the browser, which has sent nothing, is in state 1. */
  readyState?: 4 | 0;
  /** What the page has set, in milliseconds, where the browser has what the wait left of it. */
  timeout?: number | undefined;
  /** Milliseconds since the page began. */
  startedAt: number;
  /** Milliseconds that it waited. */
  waited?: number;
  timer?: ReturnType<typeof setTimeout>;
  /** Ends the wait for a token. */
  readonly controller: AbortController;
  /** The token in its header, which cannot be taken out again. */
  token?: Token;
  /** Removes what listens for the status. */
  unlisten?: () => void;
}

/** Dispatches an event of ours. Returns whether the target takes events: a test's fake may only have handlers. */
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

/** Calls back with the status as soon as there is one. Returns a function that ends that. */
export function onStatus(xhr: XMLHttpRequest, seen: (status: number, url: string) => void): () => void {
  const listener = () => {
    if (xhr.readyState < 2) return;
    unlisten();
    if (xhr.status) seen(xhr.status, xhr.responseURL);
  };
  const unlisten = () => xhr.removeEventListener("readystatechange", listener);
  // A test's fake may have handlers only.
  if (!xhr.addEventListener) return () => {};
  xhr.addEventListener("readystatechange", listener);
  return unlisten;
}
