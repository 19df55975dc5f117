/**
 * The end of a wait: when the work is settled, or after so many milliseconds. Never rejects.
 *
 * By a timer of the caller's own: what a call has under way may be dropped with it.
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

/** Milliseconds between two looks at what another call does. Short beside a request, long beside a look. */
const interval = 20;

/** The next time to look at what another call does, where its promises are of no use. */
export function nextLook(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, interval));
}
