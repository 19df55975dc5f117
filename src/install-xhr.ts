import { elapsed, now } from "./clock.ts";
import { type OriginRule, parseDestination } from "./destination.ts";
import { HelpCenterJwtError } from "./errors.ts";
import { inTurn, patch } from "./patch.ts";
import { bearerOf, type Token } from "./token-request.ts";
import type { TokenSource } from "./token-source.ts";

/** One XMLHttpRequest between `open` and its end, where it goes to a listed origin. */
interface Call {
  readonly url: URL;
  readonly isAsync: boolean;
  /** The caller's own `Authorization` wins. */
  hasAuthorization?: boolean;
  /** Set while the call, sent in its caller's eyes, waits for a token: ends it with this event. */
  end?: ((type: "abort" | "error" | "timeout") => void) | undefined;
}

/**
 * XMLHttpRequest with the token. The methods of its prototype are patched, so that events, `upload`, `responseType` and
 * `instanceof` stay the browser's own. A call with no token at hand waits between its caller's `send` and the browser's;
 * until then it looks as the XMLHttpRequest standard says that a sent request looks. What is known at once to be wrong,
 * `send` throws.
 *
 * A 401 is not sent again, as its events have been seen by then: the token is renewed for the next call.
 *
 * @param mayCarryToken throws where a destination must not have the token
 * @param goesWithout nobody is signed in, and the author said to go on without
 */
export function installXhr(
  carriesTo: OriginRule,
  mayCarryToken: (url: URL) => boolean,
  goesWithout: (error: unknown) => boolean,
  tokens: TokenSource,
): () => void {
  const calls = new WeakMap<XMLHttpRequest, Call>();
  const { prototype } = XMLHttpRequest;

  const uninstall = inTurn([
    patch<"open", (this: XMLHttpRequest, ...args: [method: string, url: string | URL, isAsync?: boolean]) => void>(
      prototype,
      "open",
      (open) =>
        function (...args) {
          const url = parseDestination(args[1]);
          // The own property that stands for the browser's after a wait has ended.
          delete (this as { readyState?: number }).readyState;
          // One that still waits must not be sent in the name, to the URL, of this one.
          const earlier = calls.get(this);
          if (earlier) earlier.end = undefined;
          calls.delete(this);
          open.apply(this, args);
          // An explicit `undefined` is false (Web IDL), a missing argument is not.
          if (url && carriesTo(url.origin)) calls.set(this, { url, isAsync: args.length < 3 || Boolean(args[2]) });
        },
    ),
    patch<"setRequestHeader", XMLHttpRequest["setRequestHeader"]>(
      prototype,
      "setRequestHeader",
      (setRequestHeader) =>
        function (this: XMLHttpRequest, name, value) {
          setRequestHeader.call(this, name, value);
          const call = calls.get(this);
          if (call && /^authorization$/i.test(name)) call.hasAuthorization = true;
        },
    ),
    patch<"abort", XMLHttpRequest["abort"]>(
      prototype,
      "abort",
      (abort) =>
        function (this: XMLHttpRequest) {
          const end = calls.get(this)?.end;
          if (end) end("abort");
          else abort.call(this);
        },
    ),
    patch<"send", XMLHttpRequest["send"]>(
      prototype,
      "send",
      (send) =>
        function (this: XMLHttpRequest, body) {
          const call = calls.get(this);
          const sendWith = (token?: Token) => {
            if (call && token) authorize(this, call, token);
            send.call(this, body);
          };
          if (!call || call.hasAuthorization) return sendWith();
          if (call.end) throw new DOMException("Already sent.", "InvalidStateError");
          let token: Token | undefined;
          try {
            if (!mayCarryToken(call.url)) return sendWith();
            token = tokens.atHand();
          } catch (error) {
            if (goesWithout(error)) return sendWith();
            throw error;
          }
          if (token) sendWith(token);
          else if (call.isAsync) wait(this, call, sendWith);
          else throw cannotWait();
        },
    ),
  ]);

  function authorize(xhr: XMLHttpRequest, call: Call, token: Token): void {
    const { origin } = call.url;
    xhr.setRequestHeader("Authorization", bearerOf(token));
    xhr.addEventListener("load", () => {
      // An earlier call of the same object: it was aborted, and never loaded.
      if (calls.get(xhr) !== call) return;
      if (xhr.status === 401) tokens.renew(token, origin).catch(() => {});
      else tokens.accepted(origin);
    });
  }

  /** Sends the call once there is a token, and makes it look sent until then. */
  function wait(xhr: XMLHttpRequest, call: Call, sendWith: (token?: Token) => void): void {
    const startedAt = now();
    const { timeout } = xhr;
    const timer = timeout && setTimeout(() => call.end?.("timeout"), timeout);
    call.end = (type) => {
      call.end = undefined;
      // XMLHttpRequest standard, request error steps.
      const setReadyState = (value: number) => Object.defineProperty(xhr, "readyState", { value, configurable: true });
      setReadyState(4);
      xhr.dispatchEvent(new Event("readystatechange"));
      for (const target of [xhr.upload, xhr]) {
        for (const name of [type, "loadend"]) target.dispatchEvent(new ProgressEvent(name));
      }
      if (type === "abort") setReadyState(0);
    };
    const proceed = (token?: Token) => {
      call.end = undefined;
      // The browser counts from its own send.
      if (timeout) xhr.timeout = Math.max(1, timeout - elapsed(startedAt, now()));
      sendWith(token);
    };
    tokens
      .get()
      .finally(() => clearTimeout(timer))
      .then(
        // Without `end` it has ended already: aborted, timed out or opened anew.
        (token) => call.end && proceed(token),
        (error) => {
          if (!call.end) return;
          if (goesWithout(error)) return proceed();
          // An `error` event tells nothing. The browser, too, says the reason in the console.
          console.error(String(error));
          call.end("error");
        },
      );
  }

  return uninstall;
}

function cannotWait(): HelpCenterJwtError {
  return new HelpCenterJwtError(
    "unsupported_mode",
    "Not sent: a synchronous request cannot wait for a token: preload() before.",
  );
}
