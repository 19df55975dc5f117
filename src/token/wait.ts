/** A caller's abort signal, if it passed one. */
export type Signal = AbortSignal | null | undefined;

/** The reason that an aborted call rejects with. Signals of polyfills have none. */
export function abortReason(signal: AbortSignal): unknown {
  return "reason" in signal ? signal.reason : new DOMException("Aborted.", "AbortError");
}

/**
 * Waits for shared work under one caller's signal. An abort rejects this caller's promise at once, and affects neither the
 * work nor other callers. The work is not started for a caller that has already aborted.
 *
 * @param work receives the signal, so that it starts nothing on behalf of a caller that has aborted meanwhile
 */
export function waitFor<T>(work: (signal?: Signal) => Promise<T>, signal: Signal): Promise<T> {
  if (!signal) return work();
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortReason(signal));
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    work(signal)
      // A signal that outlives the call must not collect listeners.
      .finally(() => signal.removeEventListener("abort", abort))
      .then(resolve, reject);
  });
}
