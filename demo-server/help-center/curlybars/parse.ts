import Handlebars from "handlebars";
import type { Problem } from "./problem.ts";

/** A template's tree, or what keeps it from being one. Handlebars' messages draw arrows; these fit on a line. */
export function parseTemplate(source: string, file: string): { program: hbs.AST.Program } | { problem: Problem } {
  try {
    return { program: Handlebars.parse(source) };
  } catch (error) {
    return { problem: parseProblem(error instanceof Error ? error.message : String(error), file) };
  }
}

function parseProblem(message: string, file: string): Problem {
  const mismatch = /^(.+) doesn't match (.+) - (\d+):(\d+)$/.exec(message);
  if (mismatch) {
    const [, opened, closed, line, column] = mismatch;
    const what = `{{#${opened}}} is closed by {{/${closed}}}.`;
    return {
      kind: "rejected",
      file,
      line: Number(line),
      column: Number(column) + 1,
      what,
      fix: `Close it with {{/${opened}}}.`,
    };
  }
  const line = Number(/line (\d+)/.exec(message)?.[1] ?? / - (\d+):\d+$/.exec(message)?.[1] ?? 1);
  const got = /got '(\w+)'/.exec(message)?.[1];
  const what = got === undefined ? `${message.split("\n")[0]}.` : `The tag does not parse (unexpected ${got}).`;
  return {
    kind: "rejected",
    file,
    line,
    column: 1,
    what,
    fix: "Check that every {{ has its }} and every block its closing tag.",
  };
}
