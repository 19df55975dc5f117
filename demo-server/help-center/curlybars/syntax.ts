import type { Problem } from "./problem.ts";

interface SyntaxRule {
  pattern: RegExp;
  what: string;
  fix: string;
}

// Handlebars reads all of these, so that its own parser cannot be what rejects them: Curlybars' lexer or grammar does.
const RULES: readonly SyntaxRule[] = [
  {
    pattern: /\{\{\{\{/g,
    what: "{{{{raw}}}} blocks do not exist in Curlybars.",
    fix: "Write \\{{ where a literal {{ is meant.",
  },
  {
    pattern: /(?<!\{)\{\{(?:\{|~\{)(?!\{)/g,
    what: "{{{triple braces}}} do not exist in Curlybars.",
    fix: "Use {{name}}: Zendesk prints what is safe HTML (article.body, helpers) without escaping it.",
  },
  {
    pattern: /\{\{~?&/g,
    what: "{{&name}} does not exist in Curlybars.",
    fix: "Use {{name}}: Zendesk prints what is safe HTML (article.body, helpers) without escaping it.",
  },
  {
    pattern: /\{\{~?\s*\^/g,
    what: "{{^}} does not exist in Curlybars.",
    fix: "Use {{else}} or {{#unless}}.",
  },
  {
    pattern: /\{\{~?\s*else\s+(?!~?\}\})/g,
    what: "{{else}} takes nothing in Curlybars: there is no {{else if}}.",
    fix: "Put an {{#if}}…{{/if}} of its own after a bare {{else}}.",
  },
  {
    pattern: /\{\{~?#?\*/g,
    what: "Decorators and inline partials do not exist in Curlybars.",
    fix: "Repeat the markup, or build it in a script.",
  },
  {
    pattern: /\{\{~?#?>/g,
    what: "Partials are not open to themes.",
    fix: "Repeat the markup, or build it in a script.",
  },
  {
    pattern: /\{\{~!/g,
    what: "A comment cannot trim white space in Curlybars.",
    fix: "Write {{! … }} or {{!-- … --}}.",
  },
];

/** What Handlebars would accept and Curlybars would not, as far as the characters alone tell. */
export function findForbiddenSyntax(source: string, file: string): Problem[] {
  const tags = blankComments(source);
  return RULES.flatMap(({ pattern, what, fix }) =>
    [...tags.matchAll(pattern)].map(({ index }) => ({
      kind: "rejected" as const,
      file,
      ...positionAt(source, index),
      what,
      fix,
    })),
  );
}

/**
 * Curlybars' own limit is 10 unless an application sets another, and Zendesk's is not documented. This one is there so
 * that no template can exhaust the stack of the parser, which recurses.
 */
const DEEPEST = 100;

/** The tag at which blocks or parentheses nest deeper than this server follows. */
export function findTooDeepNesting(source: string, file: string): Problem | undefined {
  const tags = blankComments(source);
  let blocks = 0;
  let parentheses = 0;
  let inTag = false;
  for (const { 0: token, index } of tags.matchAll(/\{\{~?[#/]?|\}\}|[()]/g)) {
    if (token === "(" || token === ")") parentheses += inTag ? (token === "(" ? 1 : -1) : 0;
    else {
      inTag = token !== "}}";
      parentheses = 0;
      if (token.endsWith("#")) blocks += 1;
      if (token.endsWith("/")) blocks -= 1;
    }
    if (blocks <= DEEPEST && parentheses <= DEEPEST) continue;
    const what = `Blocks or parentheses nest deeper than ${DEEPEST} levels here.`;
    const fix = "Curlybars stops at 10 levels by default: move the inner parts out.";
    return { kind: "rejected", file, ...positionAt(source, index), what, fix };
  }
  return undefined;
}

/** Comments and escaped braces as spaces, so that offsets stay what they are. */
function blankComments(source: string): string {
  return source.replace(/\{\{!--[\s\S]*?--\}\}|\{\{![\s\S]*?\}\}|\\\{\{/g, (text) => text.replace(/[^\n]/g, " "));
}

function positionAt(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
