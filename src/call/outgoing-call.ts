import type { Send } from "../page/fetch.ts";
import type { CallHeaders, CallOptions } from "./arguments.ts";
import { frozenBody } from "./frozen-body.ts";

/** One fetch call, its arguments read, ready to be sent: twice, where the body allows it. */
export interface OutgoingCall {
  /** The caller's abort signal. */
  readonly signal: AbortSignal | null | undefined;
  /** A stream can be read only once, so a call with one is never sent again. */
  isRepeatable(): boolean;
  /** Sends the call, with this `Authorization` if given. */
  send(authorization?: string, level?: number): Promise<Response>;
  /** The call will not be sent again: releases what was kept for that. */
  release(): void;
}

/**
 * A call that is sent at once, by a URL and options: no `Request` is made for it, and no body cloned.
 *
 * @param options of the call alone, written to
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
  // Bytes are given as they are where they are sent at once, which is what the browser does best.
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

/** A call by a `Request`, or one that waits: all of it is read at once, as fetch reads it. */
export function callByRequest(
  { input, options }: CallOptions,
  url: URL,
  followsRedirects: boolean,
  send: Send,
): OutgoingCall {
  if (options.body) options.body = frozenBody(options.body) as BodyInit;
  let request = new Request(typeof input === "string" ? url : input, options);
  // An object that only looks like a `Request` would have another URL judged than the one that is fetched.
  if (request.url !== url.href) throw new TypeError("Not the URL that it shows.");
  const { method, mode, headers, redirect, referrer, referrerPolicy, signal } = request;
  // Any option resets the referrer (Fetch standard, Request constructor, step 12), so that is given again.
  const referral = { referrer, referrerPolicy };
  if (!followsRedirects && redirect === "follow") request = new Request(request, { redirect: "error", ...referral });
  let isRepeatable = !isStream(options.body);
  let spare: Request | undefined;

  return {
    signal,
    isRepeatable: () => isRepeatable,
    send(authorization, level) {
      const next = spare ? new Request(spare, { method, mode, headers, ...referral }) : request;
      if (authorization && isRepeatable && !spare && !/^(?:GET|HEAD)$/.test(method)) {
        // There is no other way to send the body of a `Request` twice. Text and blobs are shared, not copied.
        const copy = request.clone();
        try {
          // Only a stream may not be sent without CORS (Fetch standard, Request constructor, step 38).
          spare = new Request(copy, { mode: "no-cors", method: "POST" });
        } catch {
          isRepeatable = false;
          copy.body?.cancel().catch(() => {});
        }
      }
      if (authorization) next.headers.set("Authorization", authorization);
      return send(next, undefined, level);
    },
    release() {
      // An unread clone would keep the whole body in memory. Firefox has no `Request.body` to cancel, and collects it.
      spare?.body?.cancel().catch(() => {});
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
