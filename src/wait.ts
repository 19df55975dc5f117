/** What `fetch` rejects with when this signal aborts. Browsers before Chrome 98 have no `reason`. */
function abortReason(signal: AbortSignal): unknown {
  return signal.reason === undefined ? new DOMException("The operation was aborted.", "AbortError") : signal.reason;
}

/**
 * Waits for shared work under one caller's signal: an abort ends this caller's wait at once, and neither the work nor
 * anybody else's wait. Work is not even started for a caller who has aborted already.
 */
export function waitFor<T>(work: () => Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return work();
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortReason(signal));
    if (signal.aborted) return abort();
    // Removed as soon as the work is done: a long-lived signal must not collect listeners.
    const settle = (finish: () => void) => {
      signal.removeEventListener("abort", abort);
      finish();
    };
    signal.addEventListener("abort", abort);
    work().then(
      (value) => settle(() => resolve(value)),
      (error) => settle(() => reject(error)),
    );
  });
}
