import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { count, ratio, spread } from "../format.ts";
import { type Spread, spreadOf } from "../stats.ts";
import type { Row } from "./row.ts";

const run = promisify(execFile);
const script = fileURLToPath(new URL("../verifiers/measure.ts", import.meta.url));
/** Of util-linux: keeps a process to one core, its threads too. Where it is not, there may be more than one. */
const taskset = "/usr/bin/taskset";

export const verify: Row = {
  name: "verify",
  async run() {
    const isPinned = existsSync(taskset);
    const command = [process.execPath, "--disable-warning=ExperimentalWarning", script];
    const [file = "", ...given] = isPinned ? [taskset, "-c", "0", ...command] : command;
    const { stdout } = await run(file, given);
    const times: Record<string, number[]> = JSON.parse(stdout);
    const results = Object.entries(times).map(([name, values]) => ({
      name,
      spread: spreadOf(values.map((microseconds) => microseconds / 1000)),
    }));
    const medianOf = (name: string) => results.find((result) => result.name === name)?.spread.median ?? Number.NaN;
    const besideJose = ({ median }: Spread) => median / medianOf("jose, bare");
    return {
      tables: [
        {
          title: "The receiving end",
          about:
            `Verifications of RS256 tokens (2048 bits) with keys from a keys endpoint on loopback, one after another, ` +
            `${isPinned ? "on one core" : "without taskset, and so perhaps on more than one core"}; 300 rounds of 200, in turns.`,
          columns: ["", "a verification", "a second", "beside bare jose"],
          rows: results.map((result) => [
            result.name,
            spread(result.spread),
            count(1000 / result.spread.median),
            ratio(besideJose(result.spread)),
          ]),
        },
      ],
      checks: [
        {
          what: "a verification beside bare jose, ratio of medians",
          measured: medianOf("hc-jwt/verify") / medianOf("jose, bare"),
          atMost: 1.05,
        },
        {
          what: "a verification through the middleware beside bare jose, ratio of medians",
          measured: medianOf("hc-jwt/express") / medianOf("jose, bare"),
          atMost: 1.1,
        },
      ],
      data: times,
    };
  },
};
