import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import manifest from "./package.json" with { type: "json" };

const local = { find: /^hc-jwt-local$/, replacement: fileURLToPath(new URL("demo-server/index.ts", import.meta.url)) };
const source = (path: string) => fileURLToPath(new URL(`src/${path}`, import.meta.url));

/** Tests read the sources; those in test/browser and test/dist read what the build made of them. */
const fromSource = {
  define: { HC_JWT_VERSION: JSON.stringify(manifest.version) },
  resolve: {
    alias: [
      local,
      { find: /^hc-jwt$/, replacement: source("index.ts") },
      { find: "hc-jwt/testing", replacement: source("testing/index.ts") },
      { find: "hc-jwt/diagnose", replacement: source("diagnose/index.ts") },
      { find: "hc-jwt/verify", replacement: source("verify/index.ts") },
      { find: "hc-jwt/express", replacement: source("express/index.ts") },
    ],
  },
};

export default defineConfig({
  test: {
    // Vitest's own number is one fewer than there are processors, but much of this waits: for browsers, and for time to pass.
    maxWorkers: Math.max(2, availableParallelism()),
    // No test asserts how fast something is, so that one which hangs has to end is all that these are for.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    setupFiles: ["./test/helpers/patience.ts"],
    reporters: process.env.CI ? ["default", ["json", { outputFile: "test-results/report.json" }]] : ["default"],
    projects: [
      {
        ...fromSource,
        // Tests share a worker: to start one for each file, with all that the tests import, takes as long as half of the tests.
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          isolate: false,
          setupFiles: ["./test/helpers/fresh-modules.ts"],
        },
      },
      {
        ...fromSource,
        test: {
          name: "dom",
          include: ["test/dom/**/*.test.ts"],
          isolate: false,
          setupFiles: ["./test/helpers/fresh-modules.ts", "./test/helpers/fresh-page.ts"],
          environment: "./test/helpers/page-environment.ts",
          environmentOptions: { happyDOM: { url: "https://support.example.com/hc/en-us" } },
        },
      },
      {
        ...fromSource,
        test: {
          name: "property",
          include: ["test/property/**/*.test.ts", "test/memory/**/*.test.ts"],
          testTimeout: process.env.HC_JWT_RUNS ? 86_400_000 : 600_000,
        },
      },
      {
        ...fromSource,
        test: { name: "demo-server", include: ["test/demo-server/**/*.test.ts"] },
      },
      {
        ...fromSource,
        test: { name: "docs", include: ["test/docs.test.ts"] },
      },
      {
        test: { name: "site", include: ["test/site/**/*.test.ts"] },
      },
      {
        test: { name: "dist", include: ["test/dist/**/*.test.ts"] },
      },
      {
        resolve: { alias: [local] },
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          environment: "./test/helpers/browsers/environment.ts",
          // A worker keeps its browsers, and the modules of the tests, from file to file.
          isolate: false,
        },
      },
      {
        test: {
          name: "neighbours",
          include: ["test/neighbours/**/*.test.ts"],
        },
      },
      {
        test: {
          name: "soak",
          include: ["test/soak/**/*.test.ts"],
          testTimeout: process.env.HC_JWT_CALLS ? 86_400_000 : 120_000,
        },
      },
    ],
  },
});
