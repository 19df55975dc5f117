/** The arguments of one fetch call, read once, ready to be sent with a token: twice, where the body allows it. */
export interface OutgoingCall {
  /** The caller's abort signal. */
  readonly signal: AbortSignal | null | undefined;
  /** A stream can be read only once, so a call with one is never sent again. */
  readonly canRepeat: boolean;
  /** Keeps the call as it is now, because it has to wait, and fetch would have read it at once. */
  hold(): void;
  /** Sends the call, with this token if given. The first send happens in the same tick. */
  send(jwt?: string): Promise<Response>;
  /** The call will not be sent again: let go of what was kept for that. */
  release(): void;
}

/**
 * @param input the destination, or a `Request`, which is used up, as fetch does
 * @param init fetch's second argument; never changed
 * @param headers a copy of the call's headers, to be written to
 * @param send the browser's fetch
 */
export function outgoingCall(
  input: string | Request,
  init: RequestInit,
  headers: Headers,
  send: typeof fetch,
): OutgoingCall {
  return typeof input === "string" && isPlainObject(init)
    ? callFromInit(input, init, headers, send)
    : callFromRequest(new Request(input, init), send);
}

/** Reading members one by one is right only where they are the object's own: those of a `Request` used as `init` are not. */
function isPlainObject(init: object): boolean {
  const prototype = Object.getPrototypeOf(init);
  return prototype === Object.prototype || prototype === null;
}

/** The common case, on the warm path of every call: no `Request` is made, no body cloned. */
function callFromInit(url: string, init: RequestInit, headers: Headers, send: typeof fetch): OutgoingCall {
  const options = Object.assign({}, init, { headers });
  if (!stripsOnRedirect() && options.redirect !== "manual") options.redirect = "error";
  return {
    signal: init.signal,
    canRepeat: !(init.body as ReadableStream | undefined)?.getReader,
    hold() {
      options.body = copyOfBody(init.body);
    },
    send(jwt) {
      if (jwt) headers.set("authorization", `Bearer ${jwt}`);
      return send(url, options);
    },
    release() {},
  };
}

function callFromRequest(original: Request, send: typeof fetch): OutgoingCall {
  const request =
    stripsOnRedirect() || original.redirect === "manual" ? original : new Request(original, { redirect: "error" });
  const hasBody = !/^(?:GET|HEAD)$/.test(request.method);
  let spare: Request | undefined;
  return {
    signal: request.signal,
    canRepeat: true,
    // `new Request` took the body already.
    hold() {},
    send(jwt) {
      const next = spare ?? request;
      // There is no other way to send the body of a Request twice. Bytes, text and blobs are shared, not copied.
      spare = jwt && hasBody && !spare ? request.clone() : undefined;
      if (jwt) next.headers.set("authorization", `Bearer ${jwt}`);
      return send(next);
    },
    release() {
      // An unread clone would keep the whole body in memory. Firefox has no `Request.body` to cancel, and collects it.
      spare?.body?.cancel().catch(() => {});
    },
  };
}

/**
 * Browsers drop `Authorization` when a redirect leaves the origin (Fetch standard, HTTP-redirect fetch, step 13) since
 * Chrome 119, Firefox 111 and Safari 16.1. Older ones would hand the token to wherever an open redirect points, so there
 * redirects are refused. `URL.canParse` (Chrome 120, Firefox 115, Safari 17) tells them apart without asking for names.
 */
function stripsOnRedirect(): boolean {
  return "canParse" in URL;
}

/** What fetch would have read at once, and the caller may change while the call waits. Everything else is immutable. */
function copyOfBody(body: RequestInit["body"]): NonNullable<RequestInit["body"]> | null {
  if (body instanceof ArrayBuffer) return body.slice(0);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice();
  if (body instanceof URLSearchParams) return new URLSearchParams(body);
  if (body instanceof FormData) {
    const copy = new FormData();
    body.forEach((value, name) => {
      copy.append(name, value as string);
    });
    return copy;
  }
  return body ?? null;
}
