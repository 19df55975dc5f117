/**
 * The end of a wait: when the work is settled, or after so many milliseconds. Never rejects.
 *
 * By a timer of the caller's own: on Workers, a call that is cut off takes its timers and requests along, and the promises
 * that others share with it stay as they are for ever.
 */
export function settledWithin(work: Promise<unknown>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    work.then(end, end);
  });
}
