import Prism from "prismjs";
import loadLanguages from "prismjs/components/index.js";

// Colours at build time: readers' browsers run no highlighter.
loadLanguages.silent = true;
loadLanguages(["bash", "diff", "http", "json", "jsx", "markup", "python", "ruby", "tsx", "typescript"]);

const names: Readonly<Record<string, string>> = {
  html: "markup",
  js: "javascript",
  py: "python",
  rb: "ruby",
  sh: "bash",
  ts: "typescript",
};

/** The HTML of a block of code, escaped; without colours where the language has none. */
export function highlight(code: string, language: string): string {
  const name = names[language] ?? language;
  const grammar = Prism.languages[name];
  return grammar ? Prism.highlight(code, grammar, name) : (Prism.util.encode(code) as string);
}
