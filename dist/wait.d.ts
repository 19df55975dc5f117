/** A caller's, if it gave one. */
export type Signal = AbortSignal | null | undefined;
/** What an aborted call rejects with. Browsers before Chrome 98 have no `reason`. */
export declare function abortReason(signal: AbortSignal): unknown;
/**
 * Waits for shared work under one caller's signal: an abort ends this caller's wait at once, and neither the work nor
 * anybody else's wait. Work is not even started for a caller who has aborted already.
 *
 * @param work is given the signal, so that nothing need be begun on behalf of a caller who has left meanwhile
 */
export declare function waitFor<T>(work: (signal?: Signal) => Promise<T>, signal: Signal): Promise<T>;
