import type { Helper, HelperForm, Helpers, ThemeContents } from "./helper.ts";
import { lookUp, type Scopes } from "./look-up.ts";
import { parseTemplate } from "./parse.ts";
import type { Problem } from "./problem.ts";
import { type Fields, object, type Shape, value } from "./shape.ts";
import { findForbiddenSyntax } from "./syntax.ts";

export interface TemplateRules {
  /** Where the template stands in the theme: `templates/home_page.hbs`. */
  file: string;
  /** Its name, which decides the names and helpers it has: `home_page`, `custom_pages/todo`. */
  template: string;
  names: Fields;
  helpers: Helpers;
  theme: ThemeContents;
}

interface NamedHelper {
  name: string;
  helper: Helper;
}

const CONTROL = ["if", "unless", "each", "with"];

/** Everything in a template that Zendesk would refuse when the theme is imported or previewed. */
export function validateTemplate(source: string, { file, template, names, helpers, theme }: TemplateRules): Problem[] {
  const problems = findForbiddenSyntax(source, file);
  const lines = source.split("\n");

  const parsed = parseTemplate(source, file);
  // Forbidden syntax can be what does not parse; it has the better message.
  if ("problem" in parsed) return problems.length > 0 ? problems : [parsed.problem];
  checkProgram(parsed.program, [object(names)]);
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);

  function report(node: hbs.AST.Node, what: string, fix: string): void {
    problems.push({ file, line: node.loc.start.line, column: node.loc.start.column + 1, what, fix });
  }

  /** The node as it is written, up to the end of its line: names and literals have no line break in them. */
  function written({ loc }: hbs.AST.Node): string {
    const line = lines[loc.start.line - 1] ?? "";
    return line.slice(loc.start.column, loc.end.line === loc.start.line ? loc.end.column : undefined);
  }

  function checkProgram(node: hbs.AST.Program, scopes: Scopes): void {
    for (const statement of node.body) {
      if (statement.type === "MustacheStatement") checkMustache(statement as hbs.AST.MustacheStatement, scopes);
      if (statement.type === "BlockStatement") checkBlock(statement as hbs.AST.BlockStatement, scopes);
    }
  }

  function checkMustache(node: hbs.AST.MustacheStatement, scopes: Scopes): void {
    const { path } = node;
    if (!isPath(path)) {
      checkLiteral(path);
      return;
    }
    const name = simpleName(path);
    if (name !== undefined && CONTROL.includes(name)) {
      report(node, `{{${name}}} is a block.`, `Write {{#${name} …}}…{{/${name}}}.`);
      return;
    }
    const helper = helperNamed(name);
    if (helper) {
      checkCall(node, helper, "inline", scopes);
      return;
    }
    if (node.params.length > 0 || node.hash) {
      report(node, `'${path.original}' is not a helper, so it takes no arguments.`, "Check the helper's name.");
      return;
    }
    const shape = resolve(path, scopes);
    if (shape && shape.kind !== "value") {
      report(
        node,
        `'${path.original}' is ${named(shape)}, which cannot be printed.`,
        "Print one of its fields, or use {{json …}}.",
      );
    }
  }

  function checkBlock(node: hbs.AST.BlockStatement, scopes: Scopes): void {
    const { path } = node;
    for (const part of [node.program, node.inverse]) {
      if (part?.blockParams?.length) {
        report(
          node,
          "Block parameters (as |name|) do not exist in Curlybars.",
          "Use {{this}}, its fields and ../ instead.",
        );
      }
    }
    const name = simpleName(path) ?? path.original;
    const helper = helperNamed(simpleName(path));
    if (CONTROL.includes(name)) checkControl(node, name, scopes);
    else if (helper) {
      checkCall(node, helper, "block", scopes);
      checkBranches(node, scopes, scopes);
    } else {
      report(
        node,
        `{{#${name}}} is no block that Curlybars knows.`,
        `Use {{#if ${name}}}, {{#each ${name}}} or {{#with ${name}}}.`,
      );
      checkBranches(node, scopes, scopes);
    }
  }

  function checkBranches(node: hbs.AST.BlockStatement, inside: Scopes, outside: Scopes): void {
    if (node.program) checkProgram(node.program, inside);
    if (node.inverse) checkProgram(node.inverse, outside);
  }

  function checkControl(node: hbs.AST.BlockStatement, name: string, scopes: Scopes): void {
    const [condition] = node.params;
    if (!condition || node.params.length > 1 || node.hash) {
      const given = node.hash ? "options" : `${node.params.length} expressions`;
      report(
        node,
        `{{#${name}}} takes exactly one expression, not ${given}.`,
        `Write {{#${name} (helper …)}} to call a helper.`,
      );
      checkBranches(node, scopes, scopes);
      return;
    }
    const shape = checkExpression(condition, scopes);
    if (name === "if" || name === "unless") {
      checkBranches(node, scopes, scopes);
      return;
    }
    const wanted = name === "each" ? "collection" : "object";
    if (isLiteral(condition)) {
      report(node, `{{#${name}}} takes no literal.`, "Give it a name or a helper in parentheses.");
    } else if (shape && shape.kind !== wanted) {
      report(
        node,
        `{{#${name} ${written(condition)}}} needs ${article(wanted)}, and this is ${named(shape)}.`,
        "Use {{#if}} to test it.",
      );
    }
    // What is inside a name that does not exist would all be reported too: the one report is enough.
    const item = shape?.kind === "collection" ? shape.of : shape;
    if (item) checkBranches(node, [...scopes, item], scopes);
  }

  function checkCall(
    node: hbs.AST.MustacheStatement | hbs.AST.BlockStatement | hbs.AST.SubExpression,
    { name, helper }: NamedHelper,
    form: HelperForm,
    scopes: Scopes,
  ): Shape | undefined {
    if (helper.templates && !helper.templates.includes(template)) {
      report(node, `'${name}' does not exist in ${template}.`, `Only ${helper.templates.join(", ")} have it.`);
    }
    if (!helper.forms.includes(form)) {
      report(
        node,
        `'${name}' cannot be used as ${FORM_NAMES[form]}.`,
        `Use it as ${helper.forms.map((one) => FORM_NAMES[one]).join(" or ")}.`,
      );
    }
    const [least, most] = helper.arity;
    if (node.params.length < least || node.params.length > most) {
      const range = least === most ? `${least}` : `${least} to ${most}`;
      report(node, `'${name}' takes ${range} arguments, not ${node.params.length}.`, "Options are written key=value.");
    }
    const shapes = node.params.map((param) => checkExpression(param, scopes));
    for (const pair of node.hash?.pairs ?? []) checkExpression(pair.value, scopes);

    const first = node.params[0];
    if (first?.type === "StringLiteral") {
      const why = helper.rejects?.((first as hbs.AST.StringLiteral).value, theme);
      if (why) report(first, why.what, why.fix);
    }
    if (name === "json" && first) checkJson(first, scopes);
    return helper.yields === "collection" ? shapes[0] : value;
  }

  function checkJson(argument: hbs.AST.Expression, scopes: Scopes): void {
    if (argument.type === "SubExpression") {
      const called = helperNamed(simpleName((argument as hbs.AST.SubExpression).path));
      if (called?.helper.yields === "collection") {
        report(argument, `'json' cannot take what '${called.name}' returns.`, "Filter in the script instead.");
      }
    } else if (isPath(argument) && written(argument) === "this" && scopes.length === 1) {
      report(argument, "'json' cannot take the template's own 'this'.", "Name the fields that the script needs.");
    }
  }

  function checkExpression(node: hbs.AST.Expression, scopes: Scopes): Shape | undefined {
    if (node.type === "SubExpression") {
      const call = node as hbs.AST.SubExpression;
      const helper = helperNamed(simpleName(call.path));
      if (helper) return checkCall(call, helper, "value", scopes);
      report(node, `'${written(call.path)}' is not a helper.`, "Only helpers are called in parentheses.");
      return undefined;
    }
    if (isPath(node)) return resolve(node, scopes);
    checkLiteral(node);
    return value;
  }

  function checkLiteral(node: hbs.AST.Expression): void {
    if (node.type === "NullLiteral" || node.type === "UndefinedLiteral") {
      report(
        node,
        `'${written(node)}' does not exist in Curlybars.`,
        "Leave the argument out, or test the name with {{#if}}.",
      );
    } else if (node.type === "NumberLiteral" && !/^\d+$/.test(written(node))) {
      report(node, `Curlybars has whole numbers from 0 only, not ${written(node)}.`, "Compute it: (calc 0 '-' 1).");
    } else if (node.type === "StringLiteral" && /\\['"]/.test(written(node))) {
      report(node, "Curlybars has no escapes inside strings.", "Use the other kind of quotes around it.");
    }
  }

  function resolve(path: hbs.AST.PathExpression, scopes: Scopes): Shape | undefined {
    const found = lookUp(path, written(path), scopes);
    if ("shape" in found) return found.shape;
    report(path, found.what, found.fix);
    return undefined;
  }

  /** The path as the name of a helper or block; undefined for anything with a dot, a `../` or a bracket in it. */
  function simpleName(path: hbs.AST.PathExpression): string | undefined {
    return path.parts.length === 1 && written(path) === path.parts[0] ? path.parts[0] : undefined;
  }

  function helperNamed(name: string | undefined): NamedHelper | undefined {
    const helper = name !== undefined && Object.hasOwn(helpers, name) ? helpers[name] : undefined;
    return name !== undefined && helper ? { name, helper } : undefined;
  }
}

const FORM_NAMES: Record<HelperForm, string> = {
  inline: "{{helper}}",
  block: "{{#helper}}…{{/helper}}",
  value: "(helper) inside another expression",
};

function named(shape: Shape): string {
  return shape.kind === "value" ? "a value" : article(shape.kind);
}

function article(kind: "object" | "collection"): string {
  return kind === "object" ? "an object" : "a collection";
}

function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === "PathExpression";
}

function isLiteral(node: hbs.AST.Node): boolean {
  return node.type.endsWith("Literal");
}
