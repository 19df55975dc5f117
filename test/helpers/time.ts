import { vi } from "vitest";

/**
 * Freezes both clocks and the timers. What waits for real work (keys, I/O) still does: only time is ours.
 *
 * @param start milliseconds since 1970
 */
export function freezeTime(start = Date.UTC(2026, 10, 24, 9, 0, 0)): void {
  vi.useFakeTimers({ toFake: ["Date", "performance", "setTimeout", "clearTimeout"], now: start });
}

/** Both clocks move, timers fire. Milliseconds. */
export async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

/** Only the wall clock moves: somebody set it, or the machine slept while the monotonic clock stood still. */
export function moveWallClock(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}
