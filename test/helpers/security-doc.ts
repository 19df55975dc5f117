import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { codeBlocksOf } from "./markdown.ts";

// What SECURITY.md tells its readers to write, for tests that do so.

const blocks = codeBlocksOf(readFileSync(new URL("../../SECURITY.md", import.meta.url), "utf8"));

function block(language: string, pattern: RegExp): string {
  const found = blocks.filter((one) => one.language === language && pattern.test(one.code));
  if (found.length !== 1 || !found[0]) throw new Error(`SECURITY.md has ${found.length} blocks with ${pattern}.`);
  return found[0].code.trim();
}

/** The meta tag with the policy for a theme that calls `https://api.example.com`. */
export const policyTag = block("html", /Content-Security-Policy/);

/** The value of `integrity` for the built bundle, as the command in the document prints it. */
export const integrity = execFileSync("sh", ["-c", block("sh", /openssl/)], {
  cwd: fileURLToPath(new URL("../..", import.meta.url)),
  encoding: "utf8",
}).trim();
