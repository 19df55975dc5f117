// Prints one line from vitest's JSON report, and fails where it counts no test that passed.
import { readFileSync } from "node:fs";

const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, success } = JSON.parse(
  readFileSync(process.argv[2], "utf8"),
);
console.log(`tests: ${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests + numTodoTests} skipped`);
if (!success || numPassedTests === 0) process.exitCode = 1;
