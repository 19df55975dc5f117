import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { writeBetweenMarks } from "../test/helpers/marks.ts";
import type { RowResult, Table } from "./rows/row.ts";
import type { SteadyResults } from "./rows/steady.ts";
import type { Visits } from "./rows/visit.ts";
import { scaleTable } from "./scale.ts";
import { type Results, writeSummary } from "./summary.ts";

/** Where and when a run took place. */
export interface Occasion {
  readonly chromium: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

const readme = new URL("README.md", import.meta.url);
const json = new URL("results.json", import.meta.url);

export function printResult({ tables, checks = [] }: RowResult): void {
  console.log(`${tables.map(markdownOf).join("\n\n")}\n`);
  for (const { what, measured, atMost } of checks)
    console.log(`Bound: ${what}: ${measured.toFixed(3)}, at most ${atMost}.\n`);
}

/** Writes the tables between the marks in the readme, all that was measured into results.json, and summaries into the documentation. */
export async function reportRun(results: Readonly<Record<string, RowResult>>, occasion: Occasion): Promise<void> {
  const cores = cpus();
  const machine = {
    date: new Date(occasion.startedAt).toISOString().slice(0, 10),
    cpu: cores[0]?.model.trim(),
    cores: cores.length,
    chromium: occasion.chromium,
    node: process.versions.node,
  };
  const checks = Object.values(results).flatMap(({ checks = [] }) => checks);
  const bounds: Table = {
    title: "Bounds",
    about: "The command fails where one is not kept.",
    columns: ["", "measured", "at most"],
    rows: checks.map(({ what, measured, atMost }) => [what, String(Number(measured.toFixed(3))), String(atMost)]),
  };
  const text = [
    `Measured on ${machine.date}: ${machine.cpu}, ${machine.cores} cores, Chromium ${machine.chromium}, Node ${machine.node}. ` +
      "Times are medians, with the middle half of all measurements in brackets.",
    ...[
      bounds,
      ...Object.values(results).flatMap(({ tables }) => tables),
      scaleTable(results.visit?.data as Visits, results.steady?.data as SteadyResults),
    ].map(markdownOf),
  ].join("\n\n");

  await writeBetweenMarks(readme, "results", text);

  const data = Object.fromEntries(Object.entries(results).map(([name, result]) => [name, result.data]));
  const all = { machine, checks, ...data };
  await writeFile(json, `${JSON.stringify(all, null, 1)}\n`);
  await writeSummary(all as unknown as Results);
}

function markdownOf({ title, about, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    `### ${title}`,
    "",
    about,
    "",
    line(columns),
    line(columns.map((_, n) => (n === 0 ? "---" : "---:"))),
    ...rows.map(line),
  ].join("\n");
}
