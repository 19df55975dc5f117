import { spawnSync } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { judge } from "./judge.ts";

// `npm run test:mutation`: Stryker, with the options given after `--`, and then a look at what survived.

const options = process.argv.slice(2);
const reportFile = new URL("../../test-results/mutation.json", import.meta.url);
await rm(reportFile, { force: true });
const { status } = spawnSync(
  process.execPath,
  ["node_modules/@stryker-mutator/core/bin/stryker.js", "run", "test/mutation/stryker.config.mjs", ...options],
  { cwd: fileURLToPath(new URL("../..", import.meta.url)), stdio: "inherit" },
);
const report = await readFile(reportFile, "utf8").catch(() => undefined);
if (report) {
  const problems = judge(JSON.parse(report));
  for (const problem of problems) console.error(problem);
  process.exitCode = status || (problems.length > 0 ? 1 : 0);
} else {
  console.error("Stryker wrote no report: see above.");
  process.exitCode = status || 1;
}
