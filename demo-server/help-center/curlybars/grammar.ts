import Handlebars from "handlebars";
import type { Problem } from "./problem.ts";

/** `{{#if}}`, `{{#unless}}`, `{{#each}}` and `{{#with}}` are keywords of the grammar, not helpers. */
export const KEYWORDS = ["if", "unless", "each", "with"];

/** The node as it is written, up to the end of its line: names and literals have no line break in them. */
export type Written = (node: hbs.AST.Node) => string;

export function writtenIn(source: string): Written {
  const lines = source.split("\n");
  return ({ loc }) => {
    const line = lines[loc.start.line - 1] ?? "";
    return line.slice(loc.start.column, loc.end.line === loc.start.line ? loc.end.column : undefined);
  };
}

/** What Handlebars reads and Curlybars' grammar rejects, as far as it takes a tree to tell. */
export function findForbiddenGrammar(program: hbs.AST.Program, written: Written, file: string): Problem[] {
  const checks = new GrammarChecks(written, file);
  checks.accept(program);
  return checks.problems;
}

class GrammarChecks extends Handlebars.Visitor {
  readonly problems: Problem[] = [];
  readonly #written: Written;
  readonly #file: string;
  /** How many `{{#each}}` and `{{#with}}` are open: as many `../` lead somewhere. */
  #depth = 0;

  constructor(written: Written, file: string) {
    super();
    this.#written = written;
    this.#file = file;
  }

  #report(node: hbs.AST.Node, { what, fix }: Complaint): void {
    const { line, column } = node.loc.start;
    this.problems.push({ kind: "rejected", file: this.#file, line, column: column + 1, what, fix });
  }

  override MustacheStatement(node: hbs.AST.MustacheStatement): void {
    const name = this.#nameOf(node.path);
    if (KEYWORDS.includes(name)) {
      this.#report(node, { what: `{{${name}}} is a block.`, fix: `Write {{#${name} …}}…{{/${name}}}.` });
    } else super.MustacheStatement(node);
  }

  override BlockStatement(node: hbs.AST.BlockStatement): void {
    if (node.program?.blockParams?.length || node.inverse?.blockParams?.length) {
      const fix = "Use {{this}}, its fields and ../ instead.";
      this.#report(node, { what: "Block parameters (as |name|) do not exist in Curlybars.", fix });
    }
    const name = this.#nameOf(node.path);
    const keyword = KEYWORDS.includes(name);
    if (keyword) this.#checkKeyword(node, name);
    else this.accept(node.path);
    for (const expression of node.params) this.accept(expression);
    for (const { value } of node.hash?.pairs ?? []) this.accept(value);
    const deeper = keyword && (name === "each" || name === "with") ? 1 : 0;
    this.#depth += deeper;
    if (node.program) this.accept(node.program);
    this.#depth -= deeper;
    if (node.inverse) this.accept(node.inverse);
  }

  #checkKeyword(node: hbs.AST.BlockStatement, name: string): void {
    const [expression] = node.params;
    if (!expression || node.params.length > 1 || node.hash) {
      const given = node.hash ? "options" : `${node.params.length} expressions`;
      const fix = `Write {{#${name} (helper …)}} to call a helper.`;
      this.#report(node, { what: `{{#${name}}} takes exactly one expression, not ${given}.`, fix });
    } else if ((name === "each" || name === "with") && expression.type.endsWith("Literal")) {
      const fix = "Give it a name or a helper in parentheses.";
      this.#report(node, { what: `{{#${name}}} takes no literal.`, fix });
    }
  }

  override PathExpression(node: hbs.AST.PathExpression): void {
    if (node.data) return;
    const text = this.#written(node);
    const complaint = spellingComplaint(text);
    if (complaint) this.#report(node, complaint);
    else if (node.depth > this.#depth) {
      const fix = "Take a ../ away: {{#if}} and helpers do not need one.";
      this.#report(node, { what: `'${text}' goes above the top of the template.`, fix });
    }
  }

  override NumberLiteral(node: hbs.AST.NumberLiteral): void {
    const text = this.#written(node);
    if (/^\d+$/.test(text)) return;
    const fix = "Compute it: (calc 0 '-' 1).";
    this.#report(node, { what: `Curlybars has whole numbers from 0 only, not ${text}.`, fix });
  }

  override StringLiteral(node: hbs.AST.StringLiteral): void {
    if (!/\\['"]/.test(this.#written(node))) return;
    const fix = "Use the other kind of quotes around it.";
    this.#report(node, { what: "Curlybars has no escapes inside strings.", fix });
  }

  // The types of Handlebars leave the node out.
  override NullLiteral(node?: hbs.AST.NullLiteral): void {
    if (node) this.#report(node, noSuchLiteral("null"));
  }

  override UndefinedLiteral(node?: hbs.AST.UndefinedLiteral): void {
    if (node) this.#report(node, noSuchLiteral("undefined"));
  }

  /** The path as one name; empty for anything with a dot, a `../` or a bracket in it, and for literals. */
  #nameOf(path: hbs.AST.Expression): string {
    const [name = "", ...more] = (path as Partial<hbs.AST.PathExpression>).parts ?? [];
    return more.length === 0 && this.#written(path) === name ? name : "";
  }
}

interface Complaint {
  what: string;
  fix: string;
}

function noSuchLiteral(name: string): Complaint {
  return {
    what: `'${name}' does not exist in Curlybars.`,
    fix: "Leave the argument out, or test the name with {{#if}}.",
  };
}

function spellingComplaint(text: string): Complaint | undefined {
  const path = text.replace(/^(?:\.\.\/)+/, "");
  if (path.includes("[")) {
    return { what: `'${text}' has a [segment], which Curlybars does not.`, fix: "Use plain names with dots." };
  }
  if (path === "this") return undefined;
  if (path.startsWith("this."))
    return { what: `'${text}' is not a path in Curlybars.`, fix: `Write ${path.slice(5)}.` };
  if (path === ".." || path.includes("/")) {
    const fix = "Use dots between names, and ../ only in front of one.";
    return { what: `'${text}' is not a path in Curlybars.`, fix };
  }
  const odd = path.split(".").find((name) => !/^[A-Za-z_][\w-]*$/.test(name) || /^(?:true|false)/.test(name));
  if (odd === undefined) return undefined;
  const fix = "Names start with a letter or _, and not with true or false.";
  return { what: `'${odd}' is not a name in Curlybars.`, fix };
}
