import type { CallHeaders, CallOptions } from "./call-arguments.js";
import type { Send } from "./page-fetch.js";
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
export declare function callByUrl(href: string, options: RequestInit, headers: CallHeaders | undefined, followsRedirects: boolean, send: Send): OutgoingCall;
/** A call by a `Request`, or one that waits: all of it is read at once, as fetch reads it. */
export declare function callByRequest({ input, options }: CallOptions, url: URL, followsRedirects: boolean, send: Send): OutgoingCall;
