import type { CallPolicy } from "../call/policy.ts";
import type { AnyFunction } from "../page/patch.ts";
import { bearerOf, type Token } from "../token/token.ts";
import { fire, onStatus, type XhrCall } from "./xhr-call.ts";
import type { XhrEvents } from "./xhr-events.ts";

type Xhr = XMLHttpRequest;

/** The longest timer, in milliseconds: one of more than 31 bits fires at once (HTML standard, timers). */
const maxTimer = 0x7fffffff;

/**
 * A timer that is later than this, in milliseconds, was held up by a long task. A token that arrived during the task gets as
 * much time to be handled.
 */
const grace = 50;

/** What happens to calls from the page's `send()` on, while they wait for a token and after that. */
export interface XhrWaits {
  /** Sends the call to the browser, with the token if there is one. */
  sendWith(token: Token | null, xhr: Xhr, call: XhrCall, body: unknown): void;
  /** Lets the call wait for a token, and then sends it. */
  wait(xhr: Xhr, call: XhrCall, body: unknown): void;
  /** Ends a waiting call with these events. */
  end(xhr: Xhr, call: XhrCall, type: "abort" | "error" | "timeout"): void;
  /** Drops a call, because the page has opened its object anew. */
  abandon(xhr: Xhr, call: XhrCall): void;
  /** Aborts all waiting calls, as `window.stop()` does with sent ones. */
  stop(): void;
  /** The page has set `timeout`. */
  onTimeoutSet(xhr: Xhr, call: XhrCall): void;
  isIdle(): boolean;
}

/**
 * @param isCurrent is this still the object's call? A handler may have opened it anew
 * @param originals the browser's own methods
 * @param onIdle called whenever no call waits any more
 */
export function createXhrWaits(
  policy: CallPolicy,
  isCurrent: (xhr: Xhr, call: XhrCall) => boolean,
  originals: { readonly [name: string]: AnyFunction },
  events: XhrEvents,
  onIdle: () => void,
): XhrWaits {
  const waiting = new Map<Xhr, XhrCall>();

  function stopWaiting(xhr: Xhr, call: XhrCall, state: "sent" | "ended"): void {
    call.state = state;
    clearTimeout(call.timer);
    waiting.delete(xhr);
  }

  // XMLHttpRequest standard, "request error steps" and the last steps of `abort()`.
  function end(xhr: Xhr, call: XhrCall, type: "abort" | "error" | "timeout"): void {
    stopWaiting(xhr, call, "ended");
    call.controller.abort();
    call.readyState = 4;
    if (!fire(xhr, "readystatechange") && type === "abort") originals.abort?.call(xhr);
    else {
      // A handler that opens the object anew ends the upload's events.
      for (const target of call.hasUploadEvents && isCurrent(xhr, call) ? [xhr.upload, xhr] : [xhr]) {
        for (const name of [type, "loadend"]) fire(target, name);
      }
    }
    if (type === "abort") call.readyState = 0;
    if (!waiting.size) onIdle();
  }

  function abandon(xhr: Xhr, call: XhrCall): void {
    stopWaiting(xhr, call, "ended");
    call.controller.abort();
    call.unlisten?.();
    // The browser, for which the object was open all the time, dispatches none.
    if (call.readyState !== undefined) fire(xhr, "readystatechange");
    if (!waiting.size) onIdle();
  }

  function sendWith(token: Token | null, xhr: Xhr, call: XhrCall, body: unknown): void {
    stopWaiting(xhr, call, "sent");
    if (!waiting.size) onIdle();
    if (token) {
      call.unlisten = onStatus(xhr, (status, href) => policy.onResponse(call.destination, token, status, href, false));
      if (!call.token) originals.setRequestHeader?.call(xhr, "Authorization", bearerOf(token));
      call.token = token;
    }
    const hasWaited = call.waited !== undefined;
    // Not read without need: Chromium then dispatches upload events to listeners that are added later.
    const upload = hasWaited ? xhr.upload : undefined;
    // The page has had its `loadstart`, and listeners that `upload` got during the wait receive no events.
    const isLate = call.hasBody && !call.hasUploadEvents && events.hasListeners(upload);
    if (hasWaited) events.hide(xhr);
    if (upload && (isLate || call.hasUploadEvents)) events.hide(upload);
    try {
      originals.send?.call(xhr, body);
    } catch (error) {
      call.unlisten?.();
      call.state = "opened";
      throw error;
    } finally {
      events.show(xhr);
      if (!isLate) events.show(upload);
      else xhr.addEventListener("loadend", () => events.show(upload), { once: true });
    }
  }

  function wait(xhr: Xhr, call: XhrCall, body: unknown): void {
    call.state = "waiting";
    call.hasBody &&= body !== undefined && body !== null;
    call.hasUploadEvents = call.hasBody && events.hasListeners(xhr.upload);
    if (typeof body === "string" || body instanceof Blob) call.size = new Blob([body]).size;
    call.startedAt = performance.now();
    waiting.set(xhr, call);
    startTimer(xhr, call);
    fire(xhr, "loadstart");
    if (call.state === "waiting" && call.hasUploadEvents) fire(xhr.upload, "loadstart", call.size);
    // A handler may have aborted it, or opened the object anew.
    if (call.state !== "waiting") return;
    policy
      .wait(call.destination, call.controller.signal)
      .then((token) => {
        if (call.state !== "waiting") return;
        shortenTimeout(xhr, call);
        sendWith(token, xhr, call, body);
      })
      .catch((error) => {
        if (call.state === "ended") return;
        // An `error` event carries no reason. Browsers log it to the console as well.
        console.error(String(error));
        end(xhr, call, "error");
      });
  }

  /** Reduces the browser's timeout by the time of the wait. The page reads the value that it has set. */
  function shortenTimeout(xhr: Xhr, call: XhrCall): void {
    call.waited ??= performance.now() - call.startedAt;
    const { timeout } = xhr;
    if (timeout) xhr.timeout = Math.max(1, timeout - call.waited);
    call.timeout = timeout;
  }

  /** @param isLate the time is over, but perhaps because of a long task, during which a token has arrived */
  function startTimer(xhr: Xhr, call: XhrCall, isLate = false): void {
    clearTimeout(call.timer);
    const { timeout } = xhr;
    const left = () => timeout - (performance.now() - call.startedAt);
    const expire = () => {
      const over = -left();
      if (isLate || (over >= 0 && over < grace)) end(xhr, call, "timeout");
      else startTimer(xhr, call, over > 0);
    };
    if (timeout) call.timer = setTimeout(expire, isLate ? grace : Math.min(left(), maxTimer));
  }

  return {
    sendWith,
    wait,
    end,
    abandon,
    stop() {
      // In tasks of their own, as the browser dispatches the events of sent calls.
      for (const [xhr, call] of waiting) setTimeout(() => call.state === "waiting" && end(xhr, call, "abort"));
    },
    onTimeoutSet(xhr, call) {
      if (call.state === "waiting") startTimer(xhr, call);
      if (call.timeout === undefined) return;
      call.timeout = undefined;
      shortenTimeout(xhr, call);
    },
    isIdle: () => !waiting.size,
  };
}
