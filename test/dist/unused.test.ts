import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

it("has no file, export or dependency that nothing uses, and none that is not listed: knip", async () => {
  const knip = ["node_modules/knip/bin/knip.js", "--no-config-hints"];
  const run = promisify(execFile)(process.execPath, knip, { cwd: root });
  expect((await run.catch((error) => error)).stdout).toBe("");
});
