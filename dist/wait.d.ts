/**
 * Waits for shared work under one caller's signal: an abort ends this caller's wait at once, and neither the work nor
 * anybody else's wait. Work is not even started for a caller who has aborted already.
 */
export declare function waitFor<T>(work: () => Promise<T>, signal: AbortSignal | null | undefined): Promise<T>;
