import { checkNames, type NameRules } from "./check-names.ts";
import { findForbiddenGrammar, writtenIn } from "./grammar.ts";
import { parseTemplate } from "./parse.ts";
import type { Problem } from "./problem.ts";
import { findForbiddenSyntax, findTooDeepNesting } from "./syntax.ts";

/**
 * Everything in a template that Curlybars rejects; where that is nothing, everything that this server does not know.
 * A template that is rejected is not rendered, and what else there is to say of it can wait.
 */
export function validateTemplate(source: string, rules: NameRules): Problem[] {
  const { file } = rules;
  const tooDeep = findTooDeepNesting(source, file);
  if (tooDeep) return [tooDeep];
  const forbidden = findForbiddenSyntax(source, file);
  const parsed = parseTemplate(source, file);
  // Forbidden syntax can be what does not parse; it has the better message.
  if ("problem" in parsed) return forbidden.length > 0 ? forbidden : [parsed.problem];
  const written = writtenIn(source);
  const rejected = [...forbidden, ...findForbiddenGrammar(parsed.program, written, file)];
  return inOrder(rejected.length > 0 ? rejected : checkNames(parsed.program, written, rules));
}

function inOrder(problems: Problem[]): Problem[] {
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}
