import { readFile } from "node:fs/promises";
import { writeBetweenMarks } from "../helpers/marks.ts";
import { inOneLine, type Mutant, noticed, type Report, type Score, scoresOf, survivorsOf } from "./report.ts";
import { survivors } from "./survivors.ts";

/**
 * Each mutant that survived must be known, and why no test can notice it. One that is known and noticed, or no longer in the
 * sources, is out of date. README.md has its tables from the run: of a few files, their lines.
 *
 * @returns what is wrong
 */
export async function judge(report: Report, isWhole: boolean): Promise<string[]> {
  const survived = survivorsOf(report);
  const unknown = survived.filter((mutant) => !survivors.some((known) => isSame(known, mutant)));
  const outdated = noticed(report).filter((mutant) => survivors.some((known) => isSame(known, mutant)));
  const gone = survivors.filter(({ file, original }) => {
    const source = report.files[`src/${file}`]?.source;
    return source !== undefined && !inOneLine(source).includes(original);
  });
  console.log(`${survived.length} mutants survived, ${survived.length - unknown.length} of them for a known reason.`);
  const readme = new URL("README.md", import.meta.url);
  const earlier = isWhole ? [] : scoresIn(await readFile(readme, "utf8"));
  await writeBetweenMarks(readme, "stryker", tablesOf(merge(earlier, scoresOf(report))));
  return [
    ...unknown.map((mutant) => `Survived, and nobody knows why: ${show(mutant)}`),
    ...outdated.map((mutant) => `In survivors.ts, and noticed by a test: ${show(mutant)}`),
    ...gone.map((mutant) => `In survivors.ts, and no longer in the sources: ${show(mutant)}`),
  ];
}

function isSame(a: Mutant, b: Mutant): boolean {
  return a.file === b.file && a.original === b.original && a.mutant === b.mutant;
}

function show({ file, original, mutant }: Mutant): string {
  return `${file}\n  - ${original}\n  + ${mutant}`;
}

/** The lines of an earlier table. */
function scoresIn(text: string): Score[] {
  return [...text.matchAll(/^\| (\S+\.ts) \| (\d+) \| (\d+) \|/gm)].map(([, file = "", mutants, noticed]) => {
    return { file, mutants: Number(mutants), noticed: Number(noticed) };
  });
}

function merge(earlier: readonly Score[], later: readonly Score[]): Score[] {
  const byFile = new Map([...earlier, ...later].map((score) => [score.file, score]));
  return [...byFile.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}

function tablesOf(scores: readonly Score[]): string {
  const total = {
    file: "**all**",
    mutants: scores.reduce((sum, { mutants }) => sum + mutants, 0),
    noticed: scores.reduce((sum, { noticed }) => sum + noticed, 0),
  };
  return [
    `On ${new Date().toISOString().slice(0, 10)}:`,
    "",
    "| file | mutants | noticed | |",
    "| --- | ---: | ---: | ---: |",
    ...[...scores, total].map(
      ({ file, mutants, noticed }) =>
        `| ${file} | ${mutants} | ${noticed} | ${((noticed / mutants) * 100).toFixed(1)} % |`,
    ),
    "",
    "What survived, and why no test can notice:",
    "",
    ...survivors.map(
      ({ file, original, mutant, why }) =>
        `- \`${file}\`: ${why}\n\n  \`\`\`diff\n  - ${original}\n  + ${mutant}\n  \`\`\``,
    ),
  ].join("\n");
}
