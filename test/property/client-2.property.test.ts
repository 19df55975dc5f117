// See client.property.test.ts.
import { describe, it } from "vitest";
import { keepsPromises } from "./promises.ts";

describe("the client, whatever happens,", () => {
  it("keeps its promises: no token leaks, no endpoint is stormed, no call is lost", () => keepsPromises(1));
});
