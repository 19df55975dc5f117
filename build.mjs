// Builds dist/: two scripts for script tags, the npm entries and their declarations. The same sources give the same bytes.
import { execFileSync } from "node:child_process";
import { copyFile, glob, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";
import * as esbuild from "esbuild";
import { licencesOf } from "./scripts/licences.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const readJson = async (path) => JSON.parse(await readFile(`${root}${path}`, "utf8"));
const { version, dependencies, peerDependencies } = await readJson("package.json");
const { version: kyVersion } = await readJson("node_modules/ky/package.json");
const kyNotice = `ky ${kyVersion}, MIT License, (c) Sindre Sorhus`;
/** Minifiers keep comments that begin like this one. */
const notice = (name, ...notices) => `/*! ${[`${name} ${version}`, "MIT License", ...notices].join(" | ")} */`;

/** The browsers that the README promises. A test holds them against what the sources call. */
export const browsers = ["chrome100", "firefox97", "safari15.4"];

const common = {
  absWorkingDir: root,
  bundle: true,
  charset: "utf8",
  define: { HC_JWT_VERSION: JSON.stringify(version) },
  format: "esm",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  outdir: "dist",
  write: false,
};

/** ky as published, in one file. In index.js itself, bundlers would keep it for a theme that imports no more than an error. */
const bundledKy = {
  ...common,
  entryPoints: { ky: "ky" },
  banner: { js: `/*! ${kyNotice} | LICENSES.txt */` },
  target: "es2022",
};

/** The npm entries: readable, dependencies left to the reader's own bundler. */
const modules = {
  ...common,
  entryPoints: {
    index: "src/index.ts",
    diagnose: "src/diagnose/index.ts",
    testing: "src/testing/index.ts",
    verify: "src/verify/index.ts",
    express: "src/express/index.ts",
  },
  banner: { js: notice("hc-jwt") },
  external: Object.keys({ ...dependencies, ...peerDependencies }),
  target: "es2022",
  plugins: [siblings("js")],
};

/**
 * The entries for servers and tests once more, for `require`: on Node before 20.19, in Jest and in TypeScript's node16 mode a
 * CommonJS project cannot load an ES module. jose, which is one, is inside.
 */
const commonJs = (entryPoints, ...notices) => ({
  ...common,
  entryPoints,
  banner: { js: notice("hc-jwt", ...notices) },
  external: [...Object.keys(peerDependencies), "msw/http"],
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  platform: "node",
  target: "node20",
  plugins: [siblings("cjs")],
});

/**
 * Entries that build on `verify` load that file beside them: a copy of its own would make errors of another class. ky is beside
 * index.js and no dependency: a server that only verifies tokens would install it as well, and Yarn 1 refuses it on Node 20.
 * In CommonJS, what ES modules load when it is needed is a plain `require`.
 */
function siblings(extension) {
  return {
    name: "siblings",
    setup(build) {
      build.onResolve({ filter: /\/verify\/index\.ts$/ }, ({ kind }) =>
        kind === "entry-point" ? undefined : { path: `./verify.${extension}`, external: true },
      );
      build.onResolve({ filter: /^ky$/ }, () => ({ path: `./ky.${extension}`, external: true }));
      if (extension === "cjs") {
        build.onResolve({ filter: /\/load\.ts$/ }, ({ resolveDir }) => ({ path: `${resolveDir}/require.ts` }));
      }
    },
  };
}

/**
 * A classic script. The function around it keeps its names, and its strictness, from the script.js it may be pasted into; the
 * semicolon before it ends a line that lacks one.
 */
const script = (name, entry, ...notices) => ({
  ...common,
  entryPoints: { [name]: entry },
  minify: true,
  sourcemap: "linked",
  target: browsers,
  banner: { js: `${notice(name, ...notices)};(()=>{"use strict";` },
  footer: { js: "})();" },
});

/** `npx hc-jwt`. */
const commandLine = {
  ...common,
  entryPoints: { cli: "src/command-line/bin.ts" },
  banner: { js: `#!/usr/bin/env node\n${notice("hc-jwt")}` },
  external: ["jose"],
  platform: "node",
  target: "node20",
};

const bundles = [
  modules,
  bundledKy,
  commandLine,
  commonJs(
    { verify: "src/verify/index.ts", express: "src/express/index.ts" },
    "with jose, MIT License, (c) Filip Skokan",
    "LICENSES.txt",
  ),
  commonJs({ testing: "src/testing/index.ts" }),
  script("hc-jwt", "src/script.ts", kyNotice),
  script("hc-jwt-diagnose", "src/diagnose/script.ts"),
];

/**
 * All bundles, without writing them: their files by name, and what esbuild tells of them. The last are the licences.
 *
 * @returns {Promise<{ files: Record<string, string>, metafile: esbuild.Metafile }[]>}
 */
export async function buildAll() {
  const built = await Promise.all(
    bundles.map(async (bundle) => {
      const { outputFiles, metafile } = await esbuild.build(bundle);
      const files = outputFiles.map(({ path, text }) => [path.replace(/^.*[\\/]/, ""), text]);
      return { files: Object.fromEntries(files), metafile };
    }),
  );
  const outputs = Object.assign({}, ...built.map(({ metafile }) => metafile.outputs));
  const licences = { "LICENSES.txt": await licencesOf(outputs) };
  return [...built, { files: licences, metafile: { inputs: {}, outputs: {} } }];
}

/** One declaration file an entry: what is public, with the types that it names, and nothing else. */
async function writeDeclarations() {
  // Not below node_modules, whose files count as other packages.
  const types = `${root}dist/types`;
  const tsc = ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", types];
  execFileSync(process.execPath, tsc, { cwd: root, stdio: "inherit" });
  // TypeScript leaves `.ts` in the imports of declarations, which stands for the sources.
  for await (const path of glob(`${types}/**/*.d.ts`)) {
    await writeFile(path, (await readFile(path, "utf8")).replace(/((?:from|import\() ?"\.[^"]+)\.ts"/g, '$1.js"'));
  }
  for (const [name, source] of Object.entries(modules.entryPoints)) {
    const entry = source.replace(/^src(.*)\.ts$/, `${types}$1.d.ts`);
    const config = ExtractorConfig.prepare({
      configObject: {
        projectFolder: root,
        mainEntryPointFilePath: entry,
        // ky is not installed with this package: its types have to be in the declarations.
        bundledPackages: ["ky"],
        compiler: { tsconfigFilePath: `${root}tsconfig.build.json` },
        dtsRollup: { enabled: true, untrimmedFilePath: `${root}dist/${name}.d.ts` },
        messages: { extractorMessageReporting: { default: { logLevel: "none" } } },
      },
      packageJsonFullPath: `${root}package.json`,
    });
    const quietly = (message) => Object.assign(message, { handled: message.logLevel === "info" });
    const { succeeded } = Extractor.invoke(config, { messageCallback: quietly });
    if (!succeeded) throw new Error(`dist/${name}.d.ts was not written`);
  }
  await rm(types, { recursive: true });
  await completeDeclarations();
}

/** What api-extractor leaves out: globals, additions to other packages' types; and the same declarations for `require`. */
async function completeDeclarations() {
  const globals = await readFile(`${root}src/global.d.ts`, "utf8");
  await writeFile(`${root}dist/global.d.ts`, globals.replace("./index.ts", "./index.js"));
  const express = `${root}dist/express.d.ts`;
  const addition = (await readFile(`${root}src/express/globals.d.ts`, "utf8")).replace(/^import .*\n/, "");
  await writeFile(express, `${await readFile(express, "utf8")}\n${addition}`);
  const testing = `${root}dist/testing.d.ts`;
  // msw is optional, and its types want TypeScript 5.9: without it these declarations compile, too.
  const optional = (await readFile(testing, "utf8")).replace(/^import .* from 'msw\/http';$/m, "// @ts-ignore\n$&");
  await writeFile(testing, optional);
  for (const name of ["verify", "express", "testing"]) {
    await copyFile(`${root}dist/${name}.d.ts`, `${root}dist/${name}.d.cts`);
  }
}

async function main() {
  const built = await buildAll();
  await rm(`${root}dist`, { recursive: true, force: true });
  await mkdir(`${root}dist`);
  for (const { files } of built) {
    for (const [name, text] of Object.entries(files)) await writeFile(`${root}dist/${name}`, text);
  }
  await writeDeclarations();
  // Authors upload a theme's assets one by one: the demo theme holds the very file that they download.
  await copyFile(`${root}dist/hc-jwt.js`, `${root}demo-theme/assets/hc-jwt.js`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
