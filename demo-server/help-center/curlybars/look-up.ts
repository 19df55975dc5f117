import { anything, type Shape, value } from "./shape.ts";

/** The shapes a name is looked up in, outermost first; the last is what `this` stands for, `../` goes one back. */
export type Scopes = readonly [Shape, ...Shape[]];

/** What a path stands for, or why that is not known and what to write in its place. */
export type Found = { shape: Shape } | { what: string; fix: string };

const LOOP_VARIABLES = ["index", "key", "first", "last"];

/** Looks a path up. `text` is the path as it is written: the tree does not tell `a.[b]` from `a.b`. */
export function lookUp(path: hbs.AST.PathExpression, text: string, scopes: Scopes): Found {
  if (path.data) {
    return path.parts.length === 1 && LOOP_VARIABLES.includes(path.parts[0] ?? "")
      ? { shape: value }
      : { what: `${text} is empty in Curlybars.`, fix: "It has @index, @key, @first and @last only." };
  }
  const scope = scopes[scopes.length - 1 - path.depth];
  // The grammar's checks report a path that goes above the top.
  if (!scope) return { shape: anything };
  let shape = scope;
  for (const [index, name] of path.parts.entries()) {
    const next = fieldOf(shape, name);
    if (!next)
      return index === 0 ? unknownName(name, scope, scopes) : unknownField(name, path.parts.slice(0, index), shape);
    shape = next;
  }
  return { shape };
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

/** Whether a path is one name, and a field of what the template stands in. */
export function isField({ parts, depth, data }: hbs.AST.PathExpression, scopes: Scopes): boolean {
  const scope = scopes.at(-1) as Shape;
  return !data && depth === 0 && parts.length === 1 && fieldOf(scope, parts[0] as string) !== undefined;
}

function fieldOf(shape: Shape, name: string): Shape | undefined {
  if (shape.kind === "anything") return anything;
  if (shape.kind === "object") return Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
  return shape.kind === "collection" && name === "length" ? value : undefined;
}

function describeFields(shape: Shape): string {
  if (shape.kind === "object") return `It has ${Object.keys(shape.fields).join(", ")}.`;
  return shape.kind === "collection"
    ? "Go through it with {{#each}}; only its length is a field."
    : "It has no fields.";
}
