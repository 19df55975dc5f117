/**
 * Random schedules over a whole client: calls of every kind, a token endpoint and APIs that fail in every way, clocks
 * that jump, sleep, users that come and go. What must hold is checked at every step, by `world.ts`.
 *
 * A failure names the seed and the path of the shortest schedule that was found. To see it again:
 *
 *     HC_JWT_SEED=… HC_JWT_PATH=… npx vitest run --project property -t "keeps its promises"
 *
 * `npm run test:long` tries many more schedules, others each time; `HC_JWT_RUNS` says how many.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settled } from "../helpers/virtual-time.ts";
import { holds } from "./runs.ts";
import { type Schedule, schedule } from "./schedule.ts";
import { createWorld, seen } from "./world.ts";

async function run({ steps, ...rest }: Schedule): Promise<void> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  // Traces of the errors that are part of the game would take a third of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const world = createWorld(rest);
  try {
    for (const step of steps) await world.take(step);
    await world.finish();
    await settled();
  } finally {
    world.end();
    Error.stackTraceLimit = stackTraceLimit;
    process.off("unhandledRejection", note);
  }
  if (unhandled.length > 0) throw new Error(`nobody handled: ${unhandled.join(", ")}`);
}

describe("the client, whatever happens,", () => {
  it("keeps its promises: no token leaks, no endpoint is stormed, no call is lost", async () => {
    await holds(fc.asyncProperty(schedule, run), { numRuns: 10_000 });
    // What was promised has also happened.
    if (!process.env.HC_JWT_PATH)
      for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(20);
  });
});
