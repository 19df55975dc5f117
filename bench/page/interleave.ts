export interface InterleaveOptions {
  /** Calls in one measurement: enough to be long beside the clock's 5 µs. */
  readonly batch: number;
  readonly rounds: number;
}

/**
 * Milliseconds a call, one number a batch. All take part in each round, in an order that is drawn anew: what else the
 * machine does then falls on all of them alike.
 */
export async function interleave(
  contestants: readonly (readonly [name: string, call: () => Promise<unknown>])[],
  { batch, rounds }: InterleaveOptions,
): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {};
  // The first round warms up and does not count.
  for (let round = -1; round < rounds; round++) {
    for (const [name, call] of shuffled(contestants)) {
      // What the one before has left behind is not this one's to clean up. In a short batch this would cost more than it
      // spares: V8 drops the code of functions that several collections have not seen called.
      if (batch >= 100) gc?.();
      const start = performance.now();
      for (let n = 0; n < batch; n++) await call();
      const milliseconds = (performance.now() - start) / batch;
      times[name] ??= [];
      if (round >= 0) times[name].push(milliseconds);
    }
  }
  return times;
}

export function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
