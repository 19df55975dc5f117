import { parseDestination } from "../call/destination.ts";
import { frozenBody } from "../call/frozen-body.ts";
import type { CallPolicy } from "../call/policy.ts";
import { HelpCenterJwtError } from "../errors.ts";
import { type AnyFunction, cannotReplace, type Patch, patchAll } from "../page/patch.ts";
import type { Token } from "../token/token.ts";
import { newCall, type XhrCall } from "./xhr-call.ts";
import { createXhrEvents } from "./xhr-events.ts";
import { createXhrWaits } from "./xhr-waits.ts";

type Xhr = XMLHttpRequest;

/** The class at the time this copy of the library was loaded: a script may have replaced it since. */
const LoadedXhr = globalThis.XMLHttpRequest;

/**
 * Adds the token to XMLHttpRequest. The members of its prototype are patched, so that events, `upload`, `responseType` and
 * `instanceof` stay the browser's own. The decisions are made by the same policy as for fetch.
 *
 * A call without a cached token waits between the page's `send()` and the browser's. Until then, and if it ends before that,
 * it behaves as the XMLHttpRequest standard says that a sent request behaves. Its state is in one record per object, which
 * the patched members read; the object itself gets no properties. The alternative would be to send a request to a blocked
 * port, so that the browser ends it; that supports no `timeout`, no `abort` in WebKit, and reports violations of the page's
 * CSP.
 *
 * `loadstart` is dispatched at the page's `send()`, and the browser's own, after the wait, is stopped before it reaches the page.
 *
 * A call that gets a 401 is not sent again, because its events have been dispatched by then: the token is renewed for the
 * next call.
 *
 * @returns a function that restores the originals as soon as no call waits: it could otherwise not be aborted or reopened
 */
export function installXhr(isInstalledFor: (origin: string) => boolean, policy: CallPolicy): () => void {
  if (!globalThis.XMLHttpRequest) return () => {};
  const sample = patchableSample();
  const calls = new WeakMap<Xhr, XhrCall>();
  const originals: { [name: string]: AnyFunction } = {};
  let isInstalled = true;
  const events = createXhrEvents();
  const waits = createXhrWaits(policy, (xhr, call) => calls.get(xhr) === call, originals, events, restoreIfIdle);

  /** The members that replace the browser's own, which is `native`. */
  const members: {
    [name: string]: (call: XhrCall | undefined, native: () => unknown, args: unknown[], xhr: Xhr) => unknown;
  } = {
    open(earlier, native, args, xhr) {
      // Converted once, in this order: the URL that is checked must be the one that is opened.
      if (args.length > 1) for (const index of [0, 1]) args[index] = `${args[index]}`;
      const destination = parseDestination(args[1] as string);
      calls.delete(xhr);
      if (destination && isInstalledFor(destination.origin)) calls.set(xhr, newCall(destination, args));
      if (earlier?.timeout !== undefined) xhr.timeout = earlier.timeout;
      try {
        native();
      } catch (error) {
        if (earlier) calls.set(xhr, earlier);
        throw error;
      }
      if (earlier) waits.abandon(xhr, earlier);
    },
    setRequestHeader(call, native, args) {
      if (args.length > 1) checkState(call);
      args[0] &&= `${args[0]}`;
      native();
      if (call && /^authorization$/i.test(args[0] as string)) call.hasOwnCredentials = true;
    },
    abort(call, native, _, xhr) {
      if (call?.state === "waiting") waits.end(xhr, call, "abort");
      else if (call?.readyState) call.readyState = 0;
      else native();
    },
    send(call, native, [body], xhr) {
      // Also after `uninstall()`: for the page, a call that waits is sent.
      checkState(call);
      if (!call || call.state === "sent" || call.hasOwnCredentials || !isInstalledFor(call.destination.origin)) {
        native();
        return;
      }
      let token: Token | undefined | null;
      try {
        token = policy.start(call.destination, call.isAsync);
        if (token !== null && !policy.followsRedirects) {
          throw unsupported("this browser forwards the token on redirects. Use HCJwt.fetch");
        }
        if (!token && token !== null && !call.isAsync) {
          throw unsupported("a synchronous request cannot wait for a token. Call HCJwt.preload() before");
        }
      } catch (error) {
        // The browser's own error for this body comes first.
        frozenBody(body, true);
        throw error;
      }
      if (token !== undefined) {
        waits.sendWith(token, xhr, call, body);
        return;
      }
      const copy = frozenBody(body, true);
      // Converting the body to text may have run code of the page, which may have reopened or sent this object.
      if (calls.get(xhr) === call && call.state === "opened") waits.wait(xhr, call, copy);
      else xhr.send(copy as XMLHttpRequestBodyInit);
    },
    "get readyState": (call, native) => call?.readyState ?? native(),
    "get timeout": (call, native) => call?.timeout ?? native(),
    "set timeout"(call, native, _, xhr) {
      native();
      if (call) waits.onTimeoutSet(xhr, call);
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

  /** @throws DOMException `InvalidStateError` if the request has been sent, or is not open */
  function checkState(call: XhrCall | undefined): void {
    if (call?.state === "waiting" || call?.readyState !== undefined) {
      throw new DOMException("The request has been sent, or is not open.", "InvalidStateError");
    }
  }

  function unsupported(why: string): HelpCenterJwtError {
    return policy.report(new HelpCenterJwtError("unsupported_mode", `Not sent: ${why}.`));
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
        waits.stop();
      },
  ];
  const restore = patchAll([
    // A fake in a test may have plain properties instead of accessors, and lack some members.
    ...[...patches, ...events.patches].filter(
      ([owner, name, , kind]) => owner && (!kind || Object.getOwnPropertyDescriptor(owner, name)?.[kind]),
    ),
    ...(typeof globalThis.stop === "function" ? [stopPatch] : []),
  ]);

  function restoreIfIdle(): void {
    if (!isInstalled && waits.isIdle()) restore();
  }
  return () => {
    isInstalled = false;
    restoreIfIdle();
  };
}

/** An XMLHttpRequest with its methods on a prototype: the page's class, or else the one that was there at load. */
function patchableSample(): object {
  for (const Xhr of [globalThis.XMLHttpRequest, LoadedXhr]) {
    const sample = new Xhr();
    if (ownerOf(sample, "open") && ownerOf(sample, "send")) return sample;
  }
  throw cannotReplace("XMLHttpRequest");
}

/**
 * The prototype that has this member as its own. The page may have replaced the class by a subclass, or by a constructor that
 * returns other objects, or may define methods on each object.
 */
function ownerOf(sample: object, name: string): object | undefined {
  let owner = Object.getPrototypeOf(sample);
  while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
  return owner;
}
