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
export declare function outgoingCall(url: string, given: Request | undefined, init: RequestInit, headers: Headers | undefined, waits: boolean, send: typeof fetch): OutgoingCall;
