/** One thing in a theme's file that Zendesk would not accept, and what to write in its place. */
export interface Problem {
  file: string;
  /** Counted from 1, as editors do. */
  line: number;
  /** Counted from 1. */
  column: number;
  what: string;
  fix: string;
}

export function describeProblem({ file, line, column, what, fix }: Problem): string {
  return `${file}:${line}:${column} ${what} ${fix}`;
}

export class InvalidThemeError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(
      `Zendesk would not take this theme:\n${problems.map((problem) => `  ${describeProblem(problem)}`).join("\n")}`,
    );
    this.name = "InvalidThemeError";
    this.problems = problems;
  }
}
