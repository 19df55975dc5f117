import { PluginKind } from "@stryker-mutator/api/plugin";

/**
 * Leaves texts for people alone: three words in a row. That a message was emptied, and no test noticed, says nothing of
 * what the library does. Codes, names, URLs and header values, which programs compare, are mutated.
 */
function shouldIgnore({ node }) {
  const isProse = texts(node).some((text) => /[a-z'’]+,? [a-z'’]+,? [a-z]+/i.test(text));
  return isProse ? "a text for people" : undefined;
}

function texts(node) {
  if (node.type === "StringLiteral") return [node.value];
  return node.type === "TemplateLiteral" ? node.quasis.map(({ value }) => value.raw) : [];
}

export const strykerPlugins = [{ kind: PluginKind.Ignore, name: "prose", value: { shouldIgnore } }];
