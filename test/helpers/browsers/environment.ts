import type { Environment } from "vitest/runtime";
import { keepBrowsers } from "./kept.ts";

/** Node, and the browsers that this worker keeps, which end with it. */
const environment: Environment = {
  name: "browsers",
  viteEnvironment: "ssr",
  setup() {
    const kept = keepBrowsers();
    return { teardown: () => kept.close() };
  },
};

export default environment;
