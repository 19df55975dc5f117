import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { installPacked, type PackedProject } from "../helpers/packed-package.ts";

let project: PackedProject;
let manifest: Record<string, unknown> & { exports: Record<string, unknown> };
beforeAll(async () => {
  project = await installPacked([]);
  manifest = JSON.parse(await readFile(join(project.folder, "package/package.json"), "utf8"));
});
afterAll(() => project?.remove());

it("has exports for the documented paths and no other", () => {
  expect(Object.keys(manifest.exports)).toEqual([
    ".",
    "./testing",
    "./diagnose",
    "./verify",
    "./express",
    "./global",
    "./hc-jwt.js",
    "./hc-jwt-diagnose.js",
    "./test-vectors.json",
    "./package.json",
  ]);
});

it("runs nothing when it is installed, and carries no field of this repository", () => {
  for (const field of ["scripts", "devDependencies", "workspaces", "allowScripts"])
    expect(manifest[field]).toBeUndefined();
});

it("passes attw: types of the same kind as the code, by each resolution", async () => {
  const tarball = createPackageFromTarballData(new Uint8Array(readFileSync(project.tarball)));
  const entrypoints = [".", "./testing", "./diagnose", "./verify", "./express"];
  const analysis = await checkPackage(tarball, { entrypoints });
  if (!analysis.types) expect.unreachable("there are no types");
  const problems = analysis.problems.map((problem) => [
    problem.kind,
    "entrypoint" in problem ? problem.entrypoint : "",
    "resolutionKind" in problem ? problem.resolutionKind : "",
  ]);
  // What is for browsers' bundlers is ES modules alone: CommonJS loads them by `import()`.
  expect(problems).toEqual([
    ["CJSResolvesToESM", ".", "node16-cjs"],
    ["CJSResolvesToESM", "./diagnose", "node16-cjs"],
  ]);
});

it("has files of these sizes at most, in bytes after gzip -9", () => {
  const limits: Record<string, number> = {
    "cli.js": 13_500,
    "diagnose.js": 6_800,
    "express.js": 1_300,
    "hc-jwt-diagnose.js": 6_000,
    "hc-jwt.js": 19_100,
    "index.js": 15_300,
    "ky.js": 13_800,
    "testing.js": 3_200,
    "verify.js": 11_500,
  };
  const sizes = Object.keys(limits).map((name) => [
    name,
    gzipSync(readFileSync(join(project.folder, "package/dist", name)), { level: 9 }).length,
  ]);
  console.log(sizes.map(([name, size]) => `${String(size).padStart(7)} B  ${name}`).join("\n"));
  expect(sizes.filter(([name = "", size = 0]) => Number(size) > (limits[name] ?? 0))).toEqual([]);
});
