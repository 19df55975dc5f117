import { parseDestination } from "../call/destination.ts";
import { frozenBody } from "../call/frozen-body.ts";
import type { CallPolicy } from "../call/policy.ts";
import { HelpCenterJwtError } from "../errors.ts";
import { type AnyFunction, cannotReplace, type Patch, patchAll } from "../page/patch.ts";
import { bearerOf, type Token } from "../token/token.ts";
import { fire, onStatus, type XhrCall } from "./xhr-call.ts";

type Xhr = XMLHttpRequest;

/** As it was when this copy of the library was loaded: a script may since have put objects of its own in its place. */
const LoadedXhr = globalThis.XMLHttpRequest;

// A timer of more milliseconds than fit in 31 bits fires at once (HTML standard, timers).
const longestTimer = 0x7fffffff;

/** Milliseconds that a timer may be late before something must have kept the page busy, and that an answer then takes. */
const grace = 50;

/**
 * XMLHttpRequest with the token. The members of its prototype are patched, so that events, `upload`, `responseType` and
 * `instanceof` stay the browser's own. What becomes of a call is decided by the policy that fetch asks, too.
 *
 * A call without a cached token waits between its caller's `send()` and the browser's. Until then, and if it ends before
 * that, it looks as the XMLHttpRequest standard says that a sent request looks. All of that is in one record an object,
 * which the patched members read; the object itself gets no properties. The alternative, to have the browser end a
 * request to a blocked port, knows no `timeout`, no `abort` in WebKit, and reports violations of the page's CSP.
 *
 * `loadstart` comes with the browser's own `send()`: a second one could not be hidden, unless each XMLHttpRequest of the
 * page got a listener of ours before all others.
 *
 * A 401 is not sent again, as its events have been seen by then: the token is renewed for the next call.
 *
 * @returns a function that restores the originals once no call waits any more: it could neither be aborted nor opened anew
 */
export function installXhr(isInstalledFor: (origin: string) => boolean, policy: CallPolicy): () => void {
  if (!globalThis.XMLHttpRequest) return () => {};
  const sample = patchable();
  const calls = new WeakMap<Xhr, XhrCall>();
  const waiting = new Map<Xhr, XhrCall>();
  const originals: { [name: string]: AnyFunction } = {};
  let isInstalled = true;

  /** The wait is over, by whatever way. */
  function leave(xhr: Xhr, call: XhrCall, state: "sent" | "ended"): void {
    call.state = state;
    clearTimeout(call.timer);
    waiting.delete(xhr);
  }

  /** XMLHttpRequest standard, request error steps and the end of `abort()`. */
  function end(xhr: Xhr, call: XhrCall, type: "abort" | "error" | "timeout"): void {
    leave(xhr, call, "ended");
    call.controller.abort();
    const targets = call.hasBody && xhr.upload ? [xhr, xhr.upload] : [xhr];
    for (const target of targets) fire(target, "loadstart", target === xhr ? 0 : call.size);
    call.readyState = 4;
    if (!fire(xhr, "readystatechange") && type === "abort") originals.abort?.call(xhr);
    else {
      // A handler that opens the object anew ends the upload's events.
      for (const target of calls.get(xhr) === call ? targets.reverse() : [xhr]) {
        for (const name of [type, "loadend"]) fire(target, name);
      }
    }
    if (type === "abort") call.readyState = 0;
    restoreIfIdle();
  }

  /** The object has been opened anew. */
  function abandon(xhr: Xhr, call: XhrCall): void {
    leave(xhr, call, "ended");
    call.controller.abort();
    call.unlisten?.();
    // For the browser it was open all the time.
    if (call.readyState !== undefined) fire(xhr, "readystatechange");
    restoreIfIdle();
  }

  function sendWith(token: Token | null, xhr: Xhr, call: XhrCall, body: unknown): void {
    leave(xhr, call, "sent");
    restoreIfIdle();
    if (token) {
      call.unlisten = onStatus(xhr, (status, href) => policy.answered(call.url, token, status, href, false));
      if (!call.token) originals.setRequestHeader?.call(xhr, "Authorization", bearerOf(token));
      call.token = token;
    }
    try {
      originals.send?.call(xhr, body);
    } catch (error) {
      call.unlisten?.();
      call.state = "opened";
      throw error;
    }
  }

  function wait(xhr: Xhr, call: XhrCall, body: unknown): void {
    call.state = "waiting";
    call.hasBody &&= body !== undefined && body !== null;
    if (typeof body === "string" || body instanceof Blob) call.size = new Blob([body]).size;
    call.startedAt = performance.now();
    waiting.set(xhr, call);
    arm(xhr, call);
    policy
      .wait(call.url, call.controller.signal)
      .then((token) => {
        if (call.state !== "waiting") return;
        shorten(xhr, call);
        sendWith(token, xhr, call, body);
      })
      .catch((error) => {
        if (call.state === "ended") return;
        // An `error` event tells nothing. The browser, too, says the reason in the console.
        console.error(String(error));
        end(xhr, call, "error");
      });
  }

  /** The browser counts from its own send, while the page reads what it has set. */
  function shorten(xhr: Xhr, call: XhrCall): void {
    call.waited ??= performance.now() - call.startedAt;
    const { timeout } = xhr;
    if (timeout) xhr.timeout = Math.max(1, timeout - call.waited);
    call.timeout = timeout;
  }

  /** @param isLate its time was over, but perhaps only by a long task, during which a token has arrived */
  function arm(xhr: Xhr, call: XhrCall, isLate = false): void {
    clearTimeout(call.timer);
    const { timeout } = xhr;
    const left = () => timeout - (performance.now() - call.startedAt);
    const expire = () => {
      const over = -left();
      if (isLate || (over >= 0 && over < grace)) end(xhr, call, "timeout");
      else arm(xhr, call, over > 0);
    };
    if (timeout) call.timer = setTimeout(expire, isLate ? grace : Math.min(left(), longestTimer));
  }

  /** What the page calls, gets and sets in place of the browser's own, which is `native`. */
  const members: {
    [name: string]: (call: XhrCall | undefined, native: () => unknown, args: unknown[], xhr: Xhr) => unknown;
  } = {
    open(earlier, native, args, xhr) {
      // Converted once, in this order: what is judged is what is opened.
      if (args.length > 1) for (const index of [0, 1]) args[index] = `${args[index]}`;
      const url = parseDestination(args[1] as string);
      calls.delete(xhr);
      if (url && isInstalledFor(url.origin)) calls.set(xhr, newCall(url, args));
      if (earlier?.timeout !== undefined) xhr.timeout = earlier.timeout;
      try {
        native();
      } catch (error) {
        if (earlier) calls.set(xhr, earlier);
        throw error;
      }
      if (earlier) abandon(xhr, earlier);
    },
    setRequestHeader(call, native, args) {
      if (args.length > 1) checkState(call);
      args[0] &&= `${args[0]}`;
      native();
      if (call && /^authorization$/i.test(args[0] as string)) call.isOwn = true;
    },
    abort(call, native, _, xhr) {
      if (call?.state === "waiting") end(xhr, call, "abort");
      else if (call?.readyState) call.readyState = 0;
      else native();
    },
    send(call, native, [body], xhr) {
      if (!call || call.state === "sent" || call.isOwn || !isInstalledFor(call.url.origin)) {
        native();
        return;
      }
      checkState(call);
      let token: Token | undefined | null;
      try {
        token = policy.start(call.url, call.isAsync);
        if (token !== null && !policy.followsRedirects) {
          throw unsupported("a redirect would take the token along here. Use HCJwt.fetch");
        }
        if (!token && token !== null && !call.isAsync) {
          throw unsupported("a synchronous request cannot wait for a token: preload() before");
        }
      } catch (error) {
        // What the browser objects to comes first.
        frozenBody(body, true);
        throw error;
      }
      if (token !== undefined) {
        sendWith(token, xhr, call, body);
        return;
      }
      const copy = frozenBody(body, true);
      // An object that is read as text runs code of the page, which may have opened this one anew, or sent it.
      if (calls.get(xhr) === call && call.state === "opened") wait(xhr, call, copy);
      else xhr.send(copy as XMLHttpRequestBodyInit);
    },
    "get readyState": (call, native) => call?.readyState ?? native(),
    "get timeout": (call, native) => call?.timeout ?? native(),
    "set timeout"(call, native, _, xhr) {
      native();
      if (call?.state === "waiting") arm(xhr, call);
      if (call?.timeout === undefined) return;
      call.timeout = undefined;
      shorten(xhr, call);
    },
    overrideMimeType: checkDone,
    "set responseType": checkDone,
    "set withCredentials"(call, native) {
      if (call?.readyState !== 0) checkState(call);
      native();
    },
  };

  function checkDone(call: XhrCall | undefined, native: () => unknown): void {
    if (call?.readyState) checkState(call);
    native();
  }

  /** @throws DOMException `InvalidStateError`, as for any request that is sent or not open */
  function checkState(call: XhrCall | undefined): void {
    if (call?.state === "waiting" || call?.readyState !== undefined) {
      throw new DOMException("The request is sent, or not open.", "InvalidStateError");
    }
  }

  function unsupported(why: string): HelpCenterJwtError {
    return policy.refuse(new HelpCenterJwtError("unsupported_mode", `Not sent: ${why}.`));
  }

  const patches = Object.entries(members).map(([key, member]): Patch => {
    const [name, kind] = key.split(" ").reverse() as [string, Patch[3]];
    const wrap: Patch[2] = (original) => {
      originals[key] = original;
      return function (this: Xhr, ...args) {
        return member(calls.get(this), () => original.apply(this, args), args, this);
      };
    };
    return [ownerOf(sample, name) as object, name, wrap, kind];
  });
  const stopPatch: Patch = [
    globalThis,
    "stop",
    (original) =>
      function (this: unknown) {
        original.call(this);
        // Not at once, as with the browser's own.
        for (const [xhr, call] of waiting) setTimeout(() => call.state === "waiting" && end(xhr, call, "abort"));
      },
  ];
  const restore = patchAll([
    // A test's fake may have plain properties in place of accessors, and lack some.
    ...patches.filter(
      ([owner, name, , kind]) => owner && (!kind || Object.getOwnPropertyDescriptor(owner, name)?.[kind]),
    ),
    ...(typeof globalThis.stop === "function" ? [stopPatch] : []),
  ]);

  function restoreIfIdle(): void {
    if (!isInstalled && !waiting.size) restore();
  }
  return () => {
    isInstalled = false;
    restoreIfIdle();
  };
}

function newCall(url: URL, args: unknown[]): XhrCall {
  const [method, , isAsync, user, password] = args;
  return {
    url,
    hasBody: !/^(?:GET|HEAD)$/i.test(method as string),
    // An explicit `undefined` is false (Web IDL), a missing argument is not.
    isAsync: args.length < 3 || Boolean(isAsync),
    isOwn: Boolean(url.username || url.password || user || password),
    state: "opened",
    startedAt: 0,
    controller: new AbortController(),
  };
}

/** An XMLHttpRequest whose methods stand on a prototype: of the page's, else of the class that was there at first. */
function patchable(): object {
  for (const Xhr of [globalThis.XMLHttpRequest, LoadedXhr]) {
    const sample = new Xhr();
    if (ownerOf(sample, "open") && ownerOf(sample, "send")) return sample;
  }
  throw cannotReplace("XMLHttpRequest");
}

/**
 * The prototype that has a member: the page may have put a subclass, or a maker of other objects, in the class's place, or
 * methods of its own onto each object.
 */
function ownerOf(sample: object, name: string): object | undefined {
  let owner = Object.getPrototypeOf(sample);
  while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
  return owner;
}
