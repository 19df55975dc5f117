// Packs what is published, and prints the path of the tarball.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readArguments } from "./command-line.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What only this repository needs. Yarn 1 warns of `workspaces` in a package that it installs. */
const ownFields = ["allowScripts", "devDependencies", "scripts", "workspaces"];

/** @returns {string} the path of the tarball */
export function pack(destination) {
  const folder = mkdtempSync(join(tmpdir(), "hc-jwt-pack-"));
  try {
    execFileSync("tar", ["-xzf", npmPack(root, folder), "-C", folder]);
    const manifestPath = join(folder, "package/package.json");
    const manifest = JSON.parse(readFileSync(manifestPath, "utf8"));
    for (const field of ownFields) delete manifest[field];
    writeFileSync(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`);
    mkdirSync(destination, { recursive: true });
    return npmPack(join(folder, "package"), destination);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function npmPack(folder, destination) {
  const options = ["--json", "--ignore-scripts", "--pack-destination", destination];
  const [{ filename }] = JSON.parse(execFileSync("npm", ["pack", ...options], { cwd: folder, encoding: "utf8" }));
  return join(destination, filename);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [destination = "."] = readArguments("node scripts/pack.mjs [folder for the tarball]");
  console.log(pack(resolve(destination)));
}
