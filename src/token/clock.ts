/**
 * A moment on two clocks, in milliseconds. The wall clock can be set back or forward. The monotonic clock cannot, but may
 * stop while the machine sleeps. Neither alone tells the age of a token.
 */
export interface Instant {
  /** Milliseconds since 1970, by the local clock. */
  readonly wall: number;
  /** Milliseconds since the page began. */
  readonly monotonic: number;
}

/**
 * Looks the globals up at each call, for tests that replace the clock. `Number`, because the `Date.now` of datejs returns an
 * object.
 */
export function now(): Instant {
  return { wall: Number(Date.now()), monotonic: performance.now() };
}

/**
 * An HTTP date in milliseconds since 1970: 0 for no header, `NaN` for an invalid date. Uses the constructor, because datejs
 * and MooTools replace `Date.parse`.
 */
export function parseDate(header: string | null): number {
  return new Date(header as string).getTime();
}

/**
 * Milliseconds between two instants, by the clock that shows more: a clock that was set back does not make a token younger,
 * and an hour of sleep that only the wall clock counted makes it older.
 */
export function elapsed(from: Instant, to: Instant): number {
  return Math.max(to.wall - from.wall, to.monotonic - from.monotonic);
}

/**
 * The issuer's time at the response, in milliseconds since 1970. Because `exp` is compared with this time, a local clock
 * that is an hour off changes nothing.
 *
 * `Date` (RFC 9110, section 6.6.1) and `iat` are whole seconds, rounded down, so a second is added: a token should seem older
 * than it is rather than younger. The local clock is used only if both are missing.
 *
 * @param date the response's `Date` header
 * @param iat the token's `iat` in seconds, of any type, because it comes from outside
 * @param localTime milliseconds since 1970 on the local clock
 */
export function serverTime(date: string | null, iat: unknown, localTime: number): number {
  const issuedAt = date ? parseDate(date) : typeof iat === "number" ? iat * 1000 : Number.NaN;
  return Number.isFinite(issuedAt) ? issuedAt + 1000 : localTime;
}
