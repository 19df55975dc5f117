import { setImmediate as nextTurn } from "node:timers";

/**
 * Time that a test owns, for schedules by the thousand: a step of vitest's fake timers waits for a real millisecond,
 * one of these for the promise jobs that are due.
 */
export interface VirtualTime {
  /** The local wall clock, in milliseconds since 1970. It can be set. */
  readonly wall: number;
  /** The local monotonic clock. It stands still while the machine sleeps, and so do timers. */
  readonly monotonic: number;
  /** Time as it really passes, which is what servers see, in milliseconds since 1970. */
  readonly real: number;
  /** Does something later. */
  after(milliseconds: number, action: () => void): void;
  /** Time goes on, timers fire, and after each everything that is ready runs. */
  pass(milliseconds: number): Promise<void>;
  /** Time goes on until no timer is left. Fails where there is no end to it. */
  passAll(): Promise<void>;
  /** The machine sleeps: real time and the wall clock go on, nothing else does. */
  sleep(milliseconds: number): void;
  /** Somebody sets the wall clock. */
  moveWallClock(milliseconds: number): void;
  /** Gives the real clocks and timers back. */
  restore(): void;
}

/** Lets everything that is ready run: a turn of the event loop begins once no promise job is left. */
export function settled(): Promise<void> {
  return new Promise((resolve) => nextTurn(resolve));
}

interface Timer {
  readonly id: number;
  readonly at: number;
  readonly action: () => void;
}

/**
 * Puts `Date.now`, `performance.now`, `setTimeout` and `clearTimeout` under the test's control until `restore`.
 *
 * @param start real time, and the time on the wall clock, in milliseconds since 1970
 */
export function takeOverTime(start = Date.UTC(2026, 10, 24, 9, 0, 0)): VirtualTime {
  const natives = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, dateNow: Date.now };
  let wall = start;
  let real = start;
  let monotonic = 1_000;
  let lastId = 0;
  // Sorted by time; those of one moment in the order in which they were set.
  const timers: Timer[] = [];

  function after(milliseconds: number, action: () => void): number {
    const timer = { id: ++lastId, at: monotonic + Math.max(0, milliseconds), action };
    let index = timers.length;
    while (index > 0 && (timers[index - 1] as Timer).at > timer.at) index--;
    timers.splice(index, 0, timer);
    return timer.id;
  }

  function goTo(moment: number): void {
    const passed = moment - monotonic;
    monotonic = moment;
    wall += passed;
    real += passed;
  }

  async function fireNext(): Promise<void> {
    const { at, action } = timers.shift() as Timer;
    goTo(Math.max(at, monotonic));
    action();
    await settled();
  }

  globalThis.setTimeout = ((action: (...values: unknown[]) => void, milliseconds = 0, ...values: unknown[]) =>
    after(milliseconds, () => action(...values))) as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((id: unknown) => {
    const index = timers.findIndex((timer) => timer.id === id);
    if (index >= 0) timers.splice(index, 1);
  }) as typeof clearTimeout;
  Date.now = () => wall;
  Object.defineProperty(performance, "now", { value: () => monotonic, configurable: true });

  return {
    get wall() {
      return wall;
    },
    get monotonic() {
      return monotonic;
    },
    get real() {
      return real;
    },
    after,
    async pass(milliseconds) {
      await settled();
      const end = monotonic + milliseconds;
      while (timers[0] && timers[0].at <= end) await fireNext();
      goTo(Math.max(end, monotonic));
    },
    async passAll() {
      await settled();
      for (let fired = 0; timers.length > 0; fired++) {
        if (fired > 10_000) throw new Error("time goes on and on: timers set each other without an end");
        await fireNext();
      }
    },
    sleep(milliseconds) {
      wall += milliseconds;
      real += milliseconds;
    },
    moveWallClock(milliseconds) {
      wall += milliseconds;
    },
    restore() {
      globalThis.setTimeout = natives.setTimeout;
      globalThis.clearTimeout = natives.clearTimeout;
      Date.now = natives.dateNow;
      // The method of the prototype shows again.
      delete (performance as { now?: unknown }).now;
    },
  };
}
