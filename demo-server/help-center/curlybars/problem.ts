/**
 * One thing in a theme's file that is not as it has to be.
 *
 * "rejected" is what Curlybars' grammar or Zendesk's import refuses, by Zendesk's documentation or source, and what this
 * server does not read for its own safety: it stops the page that needs the file. "unknown" is what this server does not know; Zendesk may well know it, and the page goes on
 * with something else in its place.
 */
export interface Problem {
  kind: "rejected" | "unknown";
  file: string;
  /** Counted from 1, as editors do. */
  line: number;
  /** Counted from 1. */
  column: number;
  what: string;
  fix: string;
  /** What an unknown name renders as. */
  instead?: string;
  /** The file is a template that the theme does not have. */
  isMissing?: true;
}

/** The file, and the place in it unless it is missing. */
export function placeOf({ file, line, column, isMissing }: Problem): string {
  return isMissing ? file : `${file}:${line}:${column}`;
}

export function describeProblem(problem: Problem): string {
  return `${placeOf(problem)} ${problem.what} ${problem.fix}`;
}

/** Templates that are missing as one problem: a theme of a few files lacks twenty, above which nobody sees the others. */
export function withMissingAsOne(problems: readonly Problem[]): readonly Problem[] {
  const missing = problems.filter(({ isMissing }) => isMissing);
  const [first] = missing;
  if (!first || missing.length === 1) return problems;
  const names = missing.map(({ file }) => file.replace(/^templates\//, ""));
  const what = `The theme lacks ${missing.length} templates: ${names.join(", ")}.`;
  return [...problems.filter(({ isMissing }) => !isMissing), { ...first, file: "templates/", what }];
}

/** Thrown for any problem where a theme is to be without one (`--strict`), and where a folder holds no theme at all. */
export class InvalidThemeError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const shown = withMissingAsOne(problems);
    const counted = shown.length === 1 ? "a problem" : `${shown.length} problems`;
    super(`The theme has ${counted}:\n${shown.map((problem) => `  ${describeProblem(problem)}`).join("\n")}`);
    this.name = "InvalidThemeError";
    this.problems = problems;
  }
}
