import { KEYWORDS, type Written } from "./grammar.ts";
import type { Helper, HelperForm, Helpers, ThemeContents } from "./helper.ts";
import { isField, lookUp, type Scopes } from "./look-up.ts";
import type { Problem } from "./problem.ts";
import { anything, type Fields, object, type Shape, value } from "./shape.ts";

export interface NameRules {
  /** Where the template stands in the theme: `templates/home_page.hbs`. */
  file: string;
  /** Its name, which decides the names and helpers it has: `home_page`, `custom_pages/todo`. */
  template: string;
  names: Fields;
  helpers: Helpers;
  theme: ThemeContents;
}

type Call = hbs.AST.MustacheStatement | hbs.AST.BlockStatement | hbs.AST.SubExpression;

interface NamedHelper {
  name: string;
  helper: Helper;
}

/** What a template names and this server does not know, with what it renders in its place. */
export function checkNames(program: hbs.AST.Program, written: Written, rules: NameRules): Problem[] {
  const { file, template, names, helpers, theme } = rules;
  const problems: Problem[] = [];
  checkProgram(program, [object(names)]);
  return problems;

  function report(node: hbs.AST.Node, what: string, fix: string, instead = "nothing"): void {
    const { line, column } = node.loc.start;
    problems.push({ kind: "unknown", file, line, column: column + 1, what, fix, instead });
  }

  function checkProgram(node: hbs.AST.Program, scopes: Scopes): void {
    for (const statement of node.body) {
      if (statement.type === "MustacheStatement") checkMustache(statement as hbs.AST.MustacheStatement, scopes);
      if (statement.type === "BlockStatement") checkBlock(statement as hbs.AST.BlockStatement, scopes);
    }
  }

  function checkMustache(node: hbs.AST.MustacheStatement, scopes: Scopes): void {
    const { path } = node;
    if (!isPath(path)) return;
    const given = node.params.length > 0 || node.hash !== undefined;
    // A field of what the template stands in wins over a helper of its name: {{label}} in a list, {{label 'x'}} in a form.
    const helper = given || !isField(path, scopes) ? helperNamed(path) : undefined;
    if (helper) {
      checkCall(node, helper, "inline", scopes);
    } else if (given) {
      const what = `'${path.original}' is not a helper, so it takes no arguments.`;
      report(node, what, "Check the helper's name.");
    } else {
      const shape = resolve(path, scopes);
      if (shape.kind === "value" || shape.kind === "anything") return;
      const what = `'${path.original}' is ${named(shape)}, which cannot be printed.`;
      report(node, what, "Print one of its fields, or use {{json …}}.");
    }
  }

  function checkBlock(node: hbs.AST.BlockStatement, scopes: Scopes): void {
    const name = simpleName(node.path) ?? node.path.original;
    const helper = helperNamed(node.path);
    if (KEYWORDS.includes(name)) {
      checkKeyword(node, name, scopes);
      return;
    }
    if (helper) checkCall(node, helper, "block", scopes);
    else {
      const what = `{{#${name}}} is no block that this server knows.`;
      const fix = `Use {{#if ${name}}}, {{#each ${name}}} or {{#with ${name}}}.`;
      report(node, what, fix, "its content");
    }
    checkBranches(node, scopes, scopes);
  }

  function checkBranches(node: hbs.AST.BlockStatement, inside: Scopes, outside: Scopes): void {
    if (node.program) checkProgram(node.program, inside);
    if (node.inverse) checkProgram(node.inverse, outside);
  }

  function checkKeyword(node: hbs.AST.BlockStatement, name: string, scopes: Scopes): void {
    const condition = node.params[0] as hbs.AST.Expression;
    const tests = name === "if" || name === "unless";
    // A condition may be a helper that takes nothing: {{#if upload}}.
    const called = tests && isPath(condition) && !isField(condition, scopes) && helperNamed(condition);
    const shape = called ? value : checkExpression(condition, scopes);
    if (tests) {
      checkBranches(node, scopes, scopes);
      return;
    }
    const wanted = name === "each" ? "collection" : "object";
    const fits = shape.kind === wanted || shape.kind === "anything";
    if (!fits) {
      const what = `{{#${name} ${written(condition)}}} needs ${article(wanted)}, and this is ${named(shape)}.`;
      report(node, what, "Use {{#if}} to test it.", name === "each" ? "its {{else}}" : "its content");
    }
    const item = shape.kind === "collection" ? shape.of : fits ? shape : anything;
    checkBranches(node, [...scopes, item], scopes);
  }

  function checkCall(node: Call, { name, helper }: NamedHelper, form: HelperForm, scopes: Scopes): Shape {
    if (helper.templates && !helper.templates.includes(baseOf(template))) {
      const fix = `Only ${helper.templates.join(", ")} have it.`;
      report(node, `'${name}' does not exist in ${template}.`, fix, "as where it exists");
    }
    if (!helper.forms.includes(form)) {
      const fix = `Use it as ${helper.forms.map((one) => FORM_NAMES[one]).join(" or ")}.`;
      report(node, `'${name}' cannot be used as ${FORM_NAMES[form]}.`, fix, "as where it can");
    }
    const [least, most] = helper.arity;
    if (node.params.length < least || node.params.length > most) {
      const range = least === most ? `${least}` : `${least} to ${most}`;
      const what = `'${name}' takes ${range} arguments, not ${node.params.length}.`;
      report(node, what, "Options are written key=value.", "as if it took them");
    }
    const shapes = node.params.map((param) => checkExpression(param, scopes));
    for (const pair of node.hash?.pairs ?? []) checkExpression(pair.value, scopes);

    const first = node.params[0];
    if (first?.type === "StringLiteral") {
      const why = helper.rejects?.((first as hbs.AST.StringLiteral).value, theme);
      if (why) report(first, why.what, why.fix, why.instead);
    }
    if (name === "json" && first) checkJson(first, scopes);
    return helper.yields === "collection" ? (shapes[0] ?? anything) : value;
  }

  function checkJson(argument: hbs.AST.Expression, scopes: Scopes): void {
    if (argument.type === "SubExpression") {
      const called = helperNamed((argument as hbs.AST.SubExpression).path);
      if (called?.helper.yields === "collection") {
        const what = `'json' cannot take what '${called.name}' returns.`;
        report(argument, what, "Filter in the script instead.", "its JSON all the same");
      }
    } else if (isPath(argument) && written(argument) === "this" && scopes.length === 1) {
      const what = "'json' cannot take the template's own 'this'.";
      report(argument, what, "Name the fields that the script needs.", "its JSON all the same");
    }
  }

  function checkExpression(node: hbs.AST.Expression, scopes: Scopes): Shape {
    if (node.type === "SubExpression") {
      const call = node as hbs.AST.SubExpression;
      const helper = helperNamed(call.path);
      if (helper) return checkCall(call, helper, "value", scopes);
      report(node, `'${written(call.path)}' is not a helper.`, "Only helpers are called in parentheses.");
      return anything;
    }
    return isPath(node) ? resolve(node, scopes) : value;
  }

  function resolve(path: hbs.AST.PathExpression, scopes: Scopes): Shape {
    const found = lookUp(path, written(path), scopes);
    if ("shape" in found) return found.shape;
    report(path, found.what, found.fix);
    return anything;
  }

  /** The path as the name of a helper or block; undefined for anything with a `../` or a bracket in it. */
  function simpleName(path: hbs.AST.PathExpression): string | undefined {
    return written(path) === path.parts.join(".") ? path.parts.join(".") : undefined;
  }

  /** `post.actions` calls the helper `actions` for the post, as `actions` does where the post is `this`. */
  function helperNamed(path: hbs.AST.PathExpression): NamedHelper | undefined {
    const name = simpleName(path);
    const last = name?.split(".").at(-1) as string;
    if (name === undefined || !Object.hasOwn(helpers, last)) return undefined;
    const helper = helpers[last] as Helper;
    return name === last || helper.ofObject ? { name: last, helper } : undefined;
  }
}

/** A template of a folder has the helpers of the one that it stands in for: `article_pages/faq` those of `article_page`. */
function baseOf(template: string): string {
  return template.replace(/s\/.*$/, "");
}

const FORM_NAMES: Record<HelperForm, string> = {
  inline: "{{helper}}",
  block: "{{#helper}}…{{/helper}}",
  value: "(helper) inside another expression",
};

function named(shape: Shape): string {
  return shape.kind === "object" || shape.kind === "collection" ? article(shape.kind) : "a value";
}

function article(kind: "object" | "collection"): string {
  return kind === "object" ? "an object" : "a collection";
}

function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === "PathExpression";
}
