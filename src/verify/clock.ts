/**
 * A moment on two clocks, in milliseconds, for it takes both to say how long ago something was: the wall clock can be
 * set back or forward, and the monotonic one may stand still while the machine sleeps.
 */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

/** The globals are looked up at each call: a reference taken at import would defeat fake clocks. */
export function currentMoment(): Moment {
  return { wall: Date.now(), monotonic: performance.now() };
}

/** Milliseconds since then by the clock that counted more: nothing gets younger by a clock set back, or by a sleep. */
export function ageOf(then: Moment): number {
  return Math.max(Date.now() - then.wall, performance.now() - then.monotonic);
}

/**
 * Milliseconds that may have passed since then, for what is better done once too often than too late: after the wall
 * clock was set back, nobody knows how long a sleep before that was.
 */
export function longestSince(then: Moment): number {
  return Math.max(Math.abs(Date.now() - then.wall), performance.now() - then.monotonic);
}
