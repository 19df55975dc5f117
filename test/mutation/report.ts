/** A change to the sources that Stryker tried. Spaces and line ends count as one space. */
export interface Mutant {
  /** In src/. */
  readonly file: string;
  /** The lines that were changed. */
  readonly original: string;
  /** What they were changed to. */
  readonly mutant: string;
}

/** Of Stryker's report in JSON (mutation-testing-report-schema), what is read here. */
export interface Report {
  readonly files: Readonly<Record<string, ReportedFile>>;
}

interface ReportedFile {
  readonly source: string;
  readonly mutants: readonly ReportedMutant[];
}

interface ReportedMutant {
  readonly status: string;
  readonly replacement: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** Both count from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** What no test noticed. */
export function survivorsOf(report: Report): Mutant[] {
  return mutantsOf(report, ["Survived", "NoCoverage"]);
}

/** What a test noticed. */
export function noticed(report: Report): Mutant[] {
  return mutantsOf(report, ["Killed", "Timeout"]);
}

export interface Score {
  readonly file: string;
  readonly mutants: number;
  readonly noticed: number;
}

/** Per file, of those that have anything to mutate. */
export function scoresOf({ files }: Report): Score[] {
  return Object.keys(files)
    .sort()
    .map((path) => {
      const only: Report = { files: { [path]: files[path] as ReportedFile } };
      const noticedHere = noticed(only).length;
      return {
        file: path.replace(/^src\//, ""),
        mutants: noticedHere + survivorsOf(only).length,
        noticed: noticedHere,
      };
    })
    .filter(({ mutants }) => mutants > 0);
}

function mutantsOf({ files }: Report, statuses: readonly string[]): Mutant[] {
  return Object.entries(files).flatMap(([path, { source, mutants }]) =>
    mutants
      .filter(({ status }) => statuses.includes(status))
      .map(({ location: { start, end }, replacement }) => {
        const lines = source.split("\n").slice(start.line - 1, end.line);
        const before = lines[0]?.slice(0, start.column - 1) ?? "";
        const after = lines.at(-1)?.slice(end.column - 1) ?? "";
        return {
          file: path.replace(/^src\//, ""),
          original: inOneLine(lines.join("\n")),
          mutant: inOneLine(before + replacement + after),
        };
      }),
  );
}

/** As one line, with one space where there were many. */
export const inOneLine = (code: string) => code.replace(/\s+/g, " ").trim();
