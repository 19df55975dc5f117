import { type Instant } from "./clock.js";
import { HelpCenterJwtError } from "./errors.js";
import type { Identity } from "./help-center.js";
import type { Settings } from "./options.js";
/** A token and how long it can be used, by the server's clock. */
export interface Token {
    readonly jwt: string;
    /** Milliseconds of life left when it was received. */
    readonly lifetime: number;
    readonly receivedAt: Instant;
    /** Whose it is, where the page tells. */
    owner?: Identity;
    /** See {@link bearerOf}. */
    bearer?: string;
}
/**
 * The token as a header's value (RFC 6750, section 2.1). Joined once: the browser copies and checks a string that is new to
 * it, and of a token that takes longer than all else in a warm call.
 */
export declare function bearerOf(token: Token): string;
/**
 * One token from the token endpoint, through ky with its retry, back-off and timeout. Every outcome but a usable token is
 * one `HelpCenterJwtError`.
 *
 * @param probing the endpoint failed last time, so one attempt will do
 * @param send the browser's fetch
 * @param signal gives the request up
 */
export declare function requestToken({ tokenUrl, timeout, retry }: Pick<Settings, "tokenUrl" | "timeout" | "retry">, probing: boolean, send: (request: Request) => Promise<Response>, signal: AbortSignal): Promise<Token>;
/** Nobody is signed in, by the page (no status) or by the token endpoint (its status). */
export declare function notSignedIn(status?: number): HelpCenterJwtError;
