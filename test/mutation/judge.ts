import { inOneLine, type Mutant, noticed, type Report, type Score, scoresOf, survivorsOf } from "./report.ts";
import { survivors } from "./survivors.ts";

/**
 * Each mutant that survived must be known, and why no test can notice it. One that is known and noticed, or no longer in the
 * sources, is out of date. Prints the scores, file by file.
 *
 * @returns the problems
 */
export function judge(report: Report): string[] {
  const survived = survivorsOf(report);
  const unknown = survived.filter((mutant) => !survivors.some((known) => isSame(known, mutant)));
  const outdated = noticed(report).filter((mutant) => survivors.some((known) => isSame(known, mutant)));
  const gone = survivors.filter(({ file, original }) => {
    const source = report.files[`src/${file}`]?.source;
    return source !== undefined && !inOneLine(source).includes(original);
  });
  console.log(tableOf(scoresOf(report)));
  console.log(`${survived.length} mutants survived, ${survived.length - unknown.length} of them for a known reason.`);
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

function tableOf(scores: readonly Score[]): string {
  const total = {
    file: "all",
    mutants: scores.reduce((sum, { mutants }) => sum + mutants, 0),
    noticed: scores.reduce((sum, { noticed }) => sum + noticed, 0),
  };
  const percent = ({ mutants, noticed }: Score) => `${((noticed / mutants) * 100).toFixed(1)} %`;
  return [...scores, total]
    .map((score) => `${score.file.padEnd(30)} ${score.noticed} of ${score.mutants}, ${percent(score)}`)
    .join("\n");
}
