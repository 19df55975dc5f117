import { openLab } from "./lab.ts";
import { printResult, reportRun } from "./report.ts";
import { rows } from "./rows/index.ts";
import type { RowResult } from "./rows/row.ts";

/** The command behind `npm run bench`: all rows, or those that are named. */
const names = process.argv.slice(2);
const unknown = names.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(", ")}. There is ${rows.map(({ name }) => name).join(", ")}.`);
  process.exitCode = 2;
} else {
  await run(names.length > 0 ? rows.filter(({ name }) => names.includes(name)) : rows);
}

async function run(chosen: typeof rows): Promise<void> {
  const startedAt = Date.now();
  const lab = await openLab();
  const results: Record<string, RowResult> = {};
  try {
    for (const { name, run } of chosen) {
      const rowStartedAt = Date.now();
      const result = await run(lab);
      results[name] = result;
      printResult(result);
      console.log(`(${name}: ${secondsSince(rowStartedAt)} s)\n`);
    }
    // Part of a run is for looking at; only a whole one is written down.
    if (chosen === rows) await reportRun(results, { chromium: lab.browser.version(), startedAt });
  } finally {
    await lab.close();
  }

  const checks = Object.values(results).flatMap(({ checks = [] }) => checks);
  const missed = checks.filter(({ measured, atMost }) => !(measured <= atMost));
  console.log(`${checks.length - missed.length} of ${checks.length} bounds kept, in ${secondsSince(startedAt)} s.`);
  for (const { what, measured, atMost } of missed)
    console.error(`Not kept: ${what}: ${measured.toFixed(3)}, at most ${atMost}.`);
  if (missed.length > 0) process.exitCode = 1;
}

function secondsSince(start: number): number {
  return Math.round((Date.now() - start) / 1000);
}
