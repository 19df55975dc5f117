// Prints a release's notes.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { readArguments } from "./command-line.mjs";
import { changelogOf } from "./release-check.mjs";

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url));
const hash = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding);

/** What changed, the SRI hashes of the scripts, and checksums of all that is downloaded. */
export function releaseNotes(tarball) {
  const { version } = JSON.parse(read("package.json").toString());
  const changes = changelogOf(read("CHANGELOG.md").toString(), version) ?? "";
  const scripts = ["hc-jwt.js", "hc-jwt-diagnose.js"].map((name) => [name, read(`dist/${name}`)]);
  const sri = scripts.map(([name, bytes]) => `| \`${name}\` | \`sha384-${hash("sha384", bytes, "base64")}\` |`);
  const sums = [...scripts, [basename(tarball), readFileSync(tarball)]].map(
    ([name, bytes]) => `${hash("sha256", bytes, "hex")}  ${name}`,
  );
  return `${changes.replace(/^## .*\n+/, "").trim()}

| file | \`integrity\` |
| --- | --- |
${sri.join("\n")}

\`\`\`text
${sums.join("\n")}
\`\`\`

The checksums are SHA-256, for \`sha256sum --check\`. The package carries provenance: \`npm audit signatures\` checks it.
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [tarball] = readArguments("node scripts/release-notes.mjs <tarball>");
  process.stdout.write(releaseNotes(tarball));
}
