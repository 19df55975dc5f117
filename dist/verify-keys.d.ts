import { type JWTVerifyGetKey } from "jose";
/** How the published keys are fetched and kept. Times in milliseconds. */
export interface KeySourceOptions {
    /** Between two requests to the keys endpoint, after a success and after a failure. */
    readonly cooldown: number;
    /** How long keys are used without asking again. */
    readonly maxAge: number;
    /** How long known keys go on serving while the endpoint cannot be reached, counted from when they were fetched. */
    readonly maxStaleAge: number;
}
/** The keys cannot be had: nothing can be said of the token. */
export declare class KeysUnavailable extends Error {
}
/**
 * The key that signed a token, from the JWKS at a fixed URL, by `kid`. Cache, single flight and rotation are jose's
 * remote key set. Added here: a failing endpoint is asked once in a cool-down too (jose counts it from successes only),
 * and keys already known go on serving meanwhile.
 */
export declare function createKeySource(keysUrl: URL, { cooldown, maxAge, maxStaleAge }: KeySourceOptions): JWTVerifyGetKey;
