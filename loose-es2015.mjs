// An esbuild plugin that writes two things of a dependency the short ES2015 way, where esbuild must take the exact way.
import { readFile } from "node:fs/promises";
import { parse } from "acorn";

/** Names that the build shortens: nothing outside the module can have used them. */
export const privateName = /^\$private_/;

/**
 * `#private` members become plain properties: esbuild keeps them private in ES2015 with a WeakMap each. Inside the bundle
 * nothing can reach the instances, so nobody can tell.
 *
 * `{ ...a, b }` becomes `Object.assign({}, a, { b })`: the same, but for an own property called `__proto__`.
 *
 * `const { a, ...rest } = b` becomes a copy without `a`, on the same terms.
 *
 * Together more than 1 kB less after gzip, and faster code.
 *
 * @param {RegExp} filter the files to rewrite
 * @param {(source: string) => string} text changes to their text before
 */
export function looseEs2015(filter, text = (source) => source) {
  return {
    name: "loose-es2015",
    setup({ onLoad }) {
      // As TypeScript, so that class fields are assigned, not defined.
      onLoad({ filter }, async ({ path }) => ({ contents: rewrite(text(await readFile(path, "utf8"))), loader: "ts" }));
    },
  };
}

/** @param {string} source an ES module */
export function rewrite(source) {
  /** The text of a node, with everything in it rewritten. */
  const render = (node) => renderSpan(node.start, node.end, childrenOf(node));

  const renderSpan = (start, end, nodes) => {
    let text = "";
    let position = start;
    for (const node of nodes) {
      text += source.slice(position, node.start) + renderNode(node);
      position = node.end;
    }
    return text + source.slice(position, end);
  };

  const renderNode = (node) => {
    if (node.type === "PrivateIdentifier") return `$private_${node.name}`;
    if (node.type === "BinaryExpression" && node.left.type === "PrivateIdentifier") {
      throw new SyntaxError(`#${node.left.name} in … has no loose form`);
    }
    if (node.type === "VariableDeclarator" && node.id.properties?.at(-1).type === "RestElement") {
      const names = node.id.properties.slice(0, -1).map(({ key }) => key.name);
      const rest = node.id.properties.at(-1).argument.name;
      const list = names.join(",");
      return `${rest}=Object.assign({},${renderNode(node.init)}),{${list}}=${rest},$rest_${rest}="${list}".split(",").forEach(name=>{delete ${rest}[name]})`;
    }
    if (node.type !== "ObjectExpression" || !node.properties.some(isSpread)) return render(node);
    const parts = [];
    for (const property of node.properties) {
      if (isSpread(property)) parts.push(renderNode(property.argument));
      else if (Array.isArray(parts.at(-1))) parts.at(-1).push(render(property));
      else parts.push([render(property)]);
    }
    const sources = parts.map((part) => (Array.isArray(part) ? `{${part.join(",")}}` : part));
    return `Object.assign(${(Array.isArray(parts[0]) ? sources : ["{}", ...sources]).join(",")})`;
  };

  return render(parse(source, { ecmaVersion: "latest", sourceType: "module" }));
}

const isSpread = ({ type }) => type === "SpreadElement";

/** The nodes right below one, in the order of the text; a shorthand property has its name and value in one place. */
function childrenOf(node) {
  const below = Object.values(node)
    .flat()
    .filter((value) => typeof value?.type === "string");
  const unique = new Map(below.map((child) => [child.start, child]));
  return [...unique.values()].sort((a, b) => a.start - b.start);
}
