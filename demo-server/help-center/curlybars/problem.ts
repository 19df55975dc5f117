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
}

export function describeProblem({ file, line, column, what, fix }: Problem): string {
  return `${file}:${line}:${column} ${what} ${fix}`;
}

/** Thrown for any problem where a theme is to be without one (`--strict`), and where a folder holds no theme at all. */
export class InvalidThemeError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const counted = problems.length === 1 ? "a problem" : `${problems.length} problems`;
    super(`The theme has ${counted}:\n${problems.map((problem) => `  ${describeProblem(problem)}`).join("\n")}`);
    this.name = "InvalidThemeError";
    this.problems = problems;
  }
}
