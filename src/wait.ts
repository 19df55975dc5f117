/**
 * Waits for shared work under one caller's signal: an abort ends this caller's wait at once, and neither the work nor
 * anybody else's wait. Work is not even started for a caller who has aborted already.
 */
export function waitFor<T>(work: () => Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return work();
  return new Promise((resolve, reject) => {
    // Browsers before Chrome 98 have no `reason`.
    const abort = () => reject("reason" in signal ? signal.reason : new DOMException("Aborted.", "AbortError"));
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    work()
      // As soon as the work is done: a signal that lives on must not collect listeners.
      .finally(() => signal.removeEventListener("abort", abort))
      .then(resolve, reject);
  });
}
