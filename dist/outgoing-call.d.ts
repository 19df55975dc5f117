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
export declare function outgoingCall(input: string | Request, init: RequestInit, headers: Headers, send: typeof fetch): OutgoingCall;
