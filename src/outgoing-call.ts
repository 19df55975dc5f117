/** The arguments of one fetch call, read once, ready to be sent with a token: twice, where the body allows it. */
export interface OutgoingCall {
  /** The caller's abort signal. */
  readonly signal: AbortSignal | null | undefined;
  /** A stream can be read only once, so a call with one is never sent again. */
  readonly canRepeat: boolean;
  /** Sends the call, with this `Authorization` if given. The first send happens in the same tick. */
  send(authorization?: string): Promise<Response>;
  /** The call will not be sent again: let go of what was kept for that. */
  release(): void;
}

/**
 * @param url where the call goes, absolute
 * @param given the caller's `Request`, if it was called with one; used up, as fetch does
 * @param init fetch's second argument; never changed
 * @param headers a copy of the call's headers, to be written to, if it has any
 * @param waits the call cannot be sent in this tick
 * @param send the browser's fetch
 */
export function outgoingCall(
  url: string,
  given: Request | undefined,
  init: RequestInit,
  headers: Headers | undefined,
  waits: boolean,
  send: typeof fetch,
): OutgoingCall {
  const canRepeat = !(init.body as ReadableStream | null | undefined)?.getReader;
  // On the warm path of an ordinary call no `Request` is made and no body cloned. A call that waits is read at once, as
  // fetch does: what its caller does to a buffer, a form or a URL meanwhile must not reach the server.
  const request = given || waits || !isPlainObject(init) ? safeRequest(new Request(given || url, init)) : undefined;
  const options: RequestInit = Object.assign({}, init, { headers, redirect: safeRedirect(init.redirect) });
  let spare: Request | undefined;
  return {
    signal: request ? request.signal : init.signal,
    canRepeat,
    send(authorization) {
      const next = spare || request;
      // There is no other way to send the body of a Request twice. Bytes, text and blobs are shared, not copied.
      spare =
        request && authorization && canRepeat && !spare && !/^(?:GET|HEAD)$/.test(request.method)
          ? request.clone()
          : undefined;
      const written = next ? next.headers : headers;
      if (authorization) {
        if (written) written.set("authorization", authorization);
        else options.headers = { authorization };
      }
      return next ? send(next) : send(url, options);
    },
    release() {
      // An unread clone would keep the whole body in memory. Firefox has no `Request.body` to cancel, and collects it.
      spare?.body?.cancel().catch(() => {});
    },
  };
}

/** Reading members one by one is right only where they are the object's own: those of a `Request` used as `init` are not. */
function isPlainObject(init: object): boolean {
  const prototype = Object.getPrototypeOf(init);
  return prototype === Object.prototype || prototype === null;
}

function safeRequest(request: Request): Request {
  const redirect = safeRedirect(request.redirect);
  const { referrer, referrerPolicy } = request;
  // Any option would otherwise reset these two (Fetch standard, Request constructor, step 12).
  return redirect === request.redirect ? request : new Request(request, { redirect, referrer, referrerPolicy });
}

/**
 * Browsers drop `Authorization` when a redirect leaves the origin (Fetch standard, HTTP-redirect fetch, step 13) since
 * Chrome 119, Firefox 111 and Safari 16.1. Older ones would hand the token to wherever an open redirect points, so there
 * redirects are refused. `URL.canParse` (Chrome 120, Firefox 115, Safari 17) tells them apart without asking for names; a
 * polyfill of it has a `prototype`, which functions of the browser do not.
 */
function safeRedirect(redirect: RequestRedirect = "follow"): RequestRedirect {
  const isRecent = "canParse" in URL && !("prototype" in URL.canParse);
  return isRecent || redirect === "manual" ? redirect : "error";
}
