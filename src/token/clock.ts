/**
 * A moment on two clocks, in milliseconds. The wall clock can be set back or forward; the monotonic one cannot, but
 * may stand still while the machine sleeps. Neither alone tells how long a token has lived.
 */
export interface Instant {
  /** Milliseconds since 1970, as the local clock has it. */
  readonly wall: number;
  /** Milliseconds since the page began. */
  readonly monotonic: number;
}

/**
 * The globals are looked up at each call: a reference taken at import would defeat fake clocks. As a number: the `Date.now` of
 * datejs returns an object.
 */
export function now(): Instant {
  return { wall: Number(Date.now()), monotonic: performance.now() };
}

/**
 * An HTTP date in milliseconds since 1970: 0 for none, `NaN` for what is no date. By the constructor, since datejs and MooTools
 * replace `Date.parse`.
 */
export function parseDate(header: string | null): number {
  return new Date(header as string).getTime();
}

/**
 * Milliseconds between two instants, as the more pessimistic clock has it: a clock set back does not make a token
 * younger, and an hour of sleep that only the wall clock saw counts.
 */
export function elapsed(from: Instant, to: Instant): number {
  return Math.max(to.wall - from.wall, to.monotonic - from.monotonic);
}

/**
 * The issuer's time when it answered, in milliseconds since 1970. Where `exp` is compared with this, a local clock
 * that is an hour off changes nothing.
 *
 * `Date` (RFC 9110, section 6.6.1) and `iat` are whole seconds, rounded down, so they are counted a second late:
 * a token is rather thought older than it is. Only with neither is the local clock believed.
 *
 * @param date the answer's `Date` header
 * @param iat the token's `iat` in seconds, of any type, since it comes from outside
 * @param localTime milliseconds since 1970 on the local clock
 */
export function serverTime(date: string | null, iat: unknown, localTime: number): number {
  const answeredAt = date ? parseDate(date) : typeof iat === "number" ? iat * 1000 : Number.NaN;
  return Number.isFinite(answeredAt) ? answeredAt + 1000 : localTime;
}
