import type { Send } from "../page/fetch.ts";
import type { CallHeaders, CallOptions } from "./arguments.ts";
import { frozenBody } from "./frozen-body.ts";

/** A fetch call that is ready to be sent, and to be sent again if its body allows it. */
export interface OutgoingCall {
  /** The caller's abort signal. */
  readonly signal: AbortSignal | null | undefined;
  /** Can it be sent again? A stream can be read only once. */
  isRepeatable(): boolean;
  /** Sends the call, with this `Authorization` header if one is passed. */
  send(authorization?: string, level?: number): Promise<Response>;
  /** Releases the copy of the body, because the call will not be sent again. */
  release(): void;
}

/**
 * Creates a call that is sent at once, by a URL and options, without constructing a `Request` or cloning the body.
 *
 * @param options a copy for this call, which is written to
 */
export function callByUrl(
  href: string,
  options: RequestInit,
  headers: CallHeaders = {},
  followsRedirects: boolean,
  send: Send,
): OutgoingCall {
  const { body, signal, redirect } = options;
  const kept = frozenBody(body) as BodyInit | null | undefined;
  // Bytes are sent as the caller passed them, because browsers are fastest with them. The copy is for the retry.
  if (!(kept instanceof Uint8Array)) options.body = kept as BodyInit;
  if (!followsRedirects && redirect !== "manual") options.redirect = "error";
  return {
    signal,
    isRepeatable: () => !isStream(body),
    send(authorization) {
      options.headers = withAuthorization(headers, authorization as string);
      const answer = send(href, options);
      if (kept !== body) options.body = kept as BodyInit;
      return answer;
    },
    release() {},
  };
}

/** Creates a call from a `Request`, or one that waits for a token: everything is read now, as fetch would read it. */
export function callByRequest(
  { input, options }: CallOptions,
  href: string,
  followsRedirects: boolean,
  send: Send,
): OutgoingCall {
  if (options.body) options.body = frozenBody(options.body) as BodyInit;
  let request = new Request(typeof input === "string" ? href : input, options);
  // With an object that only looks like a `Request`, the URL that was checked is not the one that would be requested.
  if (request.url !== href) throw new TypeError("Not sent: the Request's url is not the one it requests.");
  const { method, mode, headers, redirect, referrer, referrerPolicy, signal } = request;
  // Any option resets the referrer (Fetch standard, Request constructor, step 12), so it is passed again.
  const referral = { referrer, referrerPolicy };
  if (!followsRedirects && redirect === "follow") request = new Request(request, { redirect: "error", ...referral });
  let isRepeatable = !isStream(options.body);
  let resendCopy: Request | undefined;

  return {
    signal,
    isRepeatable: () => isRepeatable,
    send(authorization, level) {
      const next = resendCopy ? new Request(resendCopy, { method, mode, headers, ...referral }) : request;
      if (authorization && isRepeatable && !resendCopy && !/^(?:GET|HEAD)$/.test(method)) {
        // The only way to send the body of a `Request` twice. Browsers share text and blobs between the copies.
        const copy = request.clone();
        try {
          // Throws for a stream, which cannot be sent without CORS (Fetch standard, Request constructor, step 38).
          resendCopy = new Request(copy, { mode: "no-cors", method: "POST" });
        } catch {
          isRepeatable = false;
          copy.body?.cancel().catch(() => {});
        }
      }
      if (authorization) next.headers.set("Authorization", authorization);
      return send(next, undefined, level);
    },
    release() {
      // An unread clone would keep the whole body in memory. Firefox has no `Request.body`, and collects the clone.
      resendCopy?.body?.cancel().catch(() => {});
    },
  };
}

function withAuthorization(headers: CallHeaders, value: string): HeadersInit {
  if (!(headers instanceof Headers)) return { ...headers, Authorization: value };
  headers.set("Authorization", value);
  return headers;
}

function isStream(body: unknown): boolean {
  return Boolean((body as ReadableStream | null | undefined)?.getReader);
}
