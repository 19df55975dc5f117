import fc from "fast-check";
import { expect } from "vitest";
import { run } from "./run.ts";
import { holds } from "./runs.ts";
import { schedule } from "./schedule.ts";
import { seen } from "./world.ts";

/** Files that share the schedules, so that all processors do. */
const parts = 4;

/**
 * Plays a part of the random schedules: of 10,000, a quarter.
 *
 * @param part which file's, from 0
 */
export async function keepsPromises(part: number): Promise<void> {
  await holds(fc.asyncProperty(schedule, run), { numRuns: 10_000, part, parts });
  // What was promised has also happened: in all parts together more than twenty times.
  if (!process.env.HC_JWT_PATH)
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(20 / parts);
}
