// Refuses a release that cannot be checked by others.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readArguments } from "./command-line.mjs";

/**
 * What is missing for a release; nothing if it may go out.
 *
 * @param {{ manifest: Record<string, any>, changelog: string, tag?: string | undefined }} release
 * @returns {string[]}
 */
export function releaseProblems({ manifest, changelog, tag }) {
  const { version, repository } = manifest;
  const url = typeof repository === "string" ? repository : repository?.url;
  const problems = [];
  if (!/^git\+https:\/\/github\.com\/[\w.-]+\/[\w.-]+\.git$/.test(url ?? "")) {
    problems.push(
      '`repository` in package.json is not set. Set it to { "type": "git", "url": "git+https://github.com/<owner>/<name>.git" }: npm compares it with where the package is built.',
    );
  }
  const section = changelogOf(changelog, version);
  if (section === undefined)
    problems.push(`CHANGELOG.md has no section "## ${version}". Write what changed for users.`);
  else if (/^## \S+ \(unreleased\)/.test(section))
    problems.push(
      `CHANGELOG.md calls ${version} unreleased. Put the date in its heading: "## ${version} (2026-01-31)".`,
    );
  if (section !== undefined && !/^- \S/m.test(section)) problems.push(`CHANGELOG.md has no line on ${version}.`);
  if (tag !== undefined && tag !== `v${version}`)
    problems.push(`The tag is ${tag}, and package.json says ${version}. Tag v${version}, or change the version.`);
  return problems;
}

/** The changelog's section on a version, with its heading. */
export function changelogOf(changelog, version) {
  return changelog.split(/^(?=## )/m).find((section) => /^## (\S+)/.exec(section)?.[1] === version);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [tag] = readArguments("node scripts/release-check.mjs [tag]");
  const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
  const manifest = JSON.parse(read("package.json"));
  const problems = releaseProblems({ manifest, changelog: read("CHANGELOG.md"), tag });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`hc-jwt ${manifest.version} can be released.`);
}
