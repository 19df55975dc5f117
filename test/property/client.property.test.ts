/**
 * Random schedules over a whole client: calls of every kind, by fetch and by XMLHttpRequest, a token endpoint and
 * APIs that fail in every way, clocks that jump, sleep, users that come and go, wrappers of fetch and installations that do. What must hold is checked at every step, by `world.ts`.
 *
 * A failure names the seed and the path of the shortest schedule that was found. To see it again:
 *
 *     HC_JWT_SEED=… HC_JWT_PATH=… npx vitest run --project property -t "keeps its promises"
 *
 * `npm run test:long` tries many more schedules, others each time; `HC_JWT_RUNS` says how many.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { run } from "./run.ts";
import { holds } from "./runs.ts";
import { schedule } from "./schedule.ts";
import { seen } from "./world.ts";

describe("the client, whatever happens,", () => {
  it("keeps its promises: no token leaks, no endpoint is stormed, no call is lost", async () => {
    await holds(fc.asyncProperty(schedule, run), { numRuns: 10_000 });
    // What was promised has also happened.
    if (!process.env.HC_JWT_PATH)
      for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(20);
  });
});
