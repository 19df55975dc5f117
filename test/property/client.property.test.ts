/**
 * Random schedules over a whole client: calls of every kind, by fetch and by XMLHttpRequest, a token endpoint and
 * APIs that fail in every way, clocks that jump, sleep, users that come and go, wrappers of fetch and installations that do.
 * What must hold is checked at every step, by `world.ts`. This file and those with a number share the schedules.
 *
 * A failure names the seed and the path of the shortest schedule that was found. To see it again:
 *
 *     HC_JWT_SEED=… HC_JWT_PATH=… npx vitest run --project property -t "keeps its promises"
 *
 * `npm run test:long` tries many more schedules, others each time; `HC_JWT_RUNS` says how many.
 */
import { describe, it } from "vitest";
import { keepsPromises } from "./promises.ts";

describe("the client, whatever happens,", () => {
  it("keeps its promises: no token leaks, no endpoint is stormed, no call is lost", () => keepsPromises(0));
});
