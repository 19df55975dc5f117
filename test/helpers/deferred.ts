/** A promise that is settled from outside: the test decides the order of answers. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

export function deferred<T>(): Deferred<T> {
  return Promise.withResolvers<T>();
}

/** Lets everything that is ready run: promise jobs, and callbacks of I/O that has been answered. */
export async function settle(turns = 5): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

// As they are before a test takes hold of time.
const { setTimeout: later, Date: Clock } = globalThis;

/**
 * Lets what is ready run until this holds, and no time of a test's pass. Keys are made and tokens signed in threads: that takes
 * real time, however little, also where the test's stands still.
 *
 * @throws after a minute
 */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = Clock.now() + 60_000;
  while (!holds()) {
    if (Clock.now() > deadline) throw new Error(`Never came to hold: ${holds}`);
    await settle(1);
    await new Promise((resolve) => later(resolve, 1));
  }
}
