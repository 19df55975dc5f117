/** A caller's, if it gave one. */
export type Signal = AbortSignal | null | undefined;

/** What an aborted call rejects with. Browsers before Chrome 98 have no `reason`. */
export function abortReason(signal: AbortSignal): unknown {
  return "reason" in signal ? signal.reason : new DOMException("Aborted.", "AbortError");
}

/**
 * Waits for shared work under one caller's signal: an abort ends this caller's wait at once, and neither the work nor
 * anybody else's wait. Work is not even started for a caller who has aborted already.
 *
 * @param work is given the signal, so that nothing need be begun on behalf of a caller who has left meanwhile
 */
export function waitFor<T>(work: (signal?: Signal) => Promise<T>, signal: Signal): Promise<T> {
  if (!signal) return work();
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortReason(signal));
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    work(signal)
      // As soon as the work is done: a signal that lives on must not collect listeners.
      .finally(() => signal.removeEventListener("abort", abort))
      .then(resolve, reject);
  });
}
