import { type JWTVerifyGetKey } from "jose";
/** How the published keys are fetched and kept. Times in milliseconds. */
export interface KeySourceOptions {
    /** From the start of a request to the keys endpoint to the next one for an unknown key, or after a failure. */
    readonly cooldown: number;
    /** How long keys are used without asking again. */
    readonly maxAge: number;
    /** How long known keys go on serving while they are asked for again, counted from when they were asked for. */
    readonly maxStaleAge: number;
}
/** The keys cannot be had: nothing can be said of the token. */
export declare class KeysUnavailable extends Error {
}
/**
 * The key that signed a token, from the JWKS at a fixed URL, by `kid`.
 *
 * A known key serves at once, whatever the endpoint does; what is due is asked for behind it. Only who needs a key that
 * is not known waits, for the one request that all share.
 *
 * jose's own remote set is not used: it makes everybody wait for a renewal, counts the cool-down from successes only,
 * and times both by the wall clock, so that a clock set back an hour keeps new keys out for as long.
 */
export declare function createKeySource(keysUrl: URL, { cooldown, maxAge, maxStaleAge }: KeySourceOptions): JWTVerifyGetKey;
