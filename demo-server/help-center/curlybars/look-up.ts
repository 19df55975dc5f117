import { type Shape, value } from "./shape.ts";

/** The shapes a name is looked up in, outermost first; the last is what `this` stands for, `../` goes one back. */
export type Scopes = readonly [Shape, ...Shape[]];

/** What a path stands for, or why Zendesk would not know it and what to write in its place. */
export type Found = { shape: Shape } | { what: string; fix: string };

const LOOP_VARIABLES = ["index", "key", "first", "last"];

/** Looks a path up. `text` is the path as it is written: the tree does not tell `a.[b]` from `a.b`. */
export function lookUp(path: hbs.AST.PathExpression, text: string, scopes: Scopes): Found {
  if (path.data) {
    return path.parts.length === 1 && LOOP_VARIABLES.includes(path.parts[0] ?? "")
      ? { shape: value }
      : { what: `${text} is empty in Curlybars.`, fix: "It has @index, @key, @first and @last only." };
  }
  const misspelt = spellingProblem(text);
  if (misspelt) return misspelt;
  const scope = scopes[scopes.length - 1 - path.depth];
  if (!scope) {
    const fix = "Take a ../ away: {{#if}} and helpers do not need one.";
    return { what: `'${text}' goes above the top of the template.`, fix };
  }
  let shape = scope;
  for (const [index, name] of path.parts.entries()) {
    const next = fieldOf(shape, name);
    if (!next)
      return index === 0 ? unknownName(name, scope, scopes) : unknownField(name, path.parts.slice(0, index), shape);
    shape = next;
  }
  return { shape };
}

function spellingProblem(text: string): { what: string; fix: string } | undefined {
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

function unknownName(name: string, scope: Shape, scopes: Scopes): Found {
  const what = `'${name}' does not exist${scopes.length > 1 ? " here" : ""}.`;
  const outer = scopes.map((one) => fieldOf(one, name) !== undefined).lastIndexOf(true);
  if (outer >= 0) return { what, fix: `Write ${"../".repeat(scopes.length - 1 - outer)}${name}.` };
  return { what, fix: scopes.length > 1 ? describeFields(scope) : "This template does not have it: check the name." };
}

function unknownField(name: string, parent: readonly string[], shape: Shape): Found {
  return { what: `It is not possible to access '${name}' in '${parent.join(".")}'.`, fix: describeFields(shape) };
}

function fieldOf(shape: Shape, name: string): Shape | undefined {
  if (shape.kind === "object") return Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
  return shape.kind === "collection" && name === "length" ? value : undefined;
}

function describeFields(shape: Shape): string {
  if (shape.kind === "object") return `It has ${Object.keys(shape.fields).join(", ")}.`;
  return shape.kind === "collection"
    ? "Go through it with {{#each}}; only its length is a field."
    : "It has no fields.";
}
