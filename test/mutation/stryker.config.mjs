/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  testRunner: "vitest",
  vitest: { configFile: "test/mutation/vitest.config.ts" },
  mutate: ["src/**/*.ts"],
  plugins: ["@stryker-mutator/vitest-runner", "./test/mutation/prose.mjs"],
  ignorers: ["prose"],
  coverageAnalysis: "perTest",
  concurrency: 2,
  // A busy machine must not pass for a mutant that hangs.
  timeoutMS: 15_000,
  // Stryker would rewrite paths in it with an API that TypeScript 7 no longer has; ours leads nowhere outside.
  tsconfigFile: "none",
  // What the tests do not read need not be copied for each worker.
  ignorePatterns: ["dist", "demo-theme", "examples", "docs", "coverage", "test-results"],
  reporters: ["clear-text", "progress", "json"],
  jsonReporter: { fileName: "test-results/mutation.json" },
  thresholds: { high: 95, low: 90, break: 90 },
};
