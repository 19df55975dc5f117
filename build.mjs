// Builds dist/: the script-tag bundles, the npm entries and their declarations. The same sources give the same bytes.
import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { minify } from "uglify-js";
import { looseEs2015, privateName } from "./loose-es2015.mjs";

const root = new URL(".", import.meta.url);
const readJson = async (path) => JSON.parse(await readFile(new URL(path, root), "utf8"));
const { version, dependencies, peerDependencies } = await readJson("package.json");
const { version: kyVersion } = await readJson("node_modules/ky/package.json");

const common = {
  absWorkingDir: fileURLToPath(root),
  bundle: true,
  charset: "utf8",
  define: { HC_JWT_VERSION: JSON.stringify(version) },
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  outdir: "dist",
  write: false,
};

/** What every browser that the bundle supports has: ky need not ask. */
const assumed =
  /\b(?<name>supports(?:AbortController|FormData|Request|ReadableStream|ResponseStreams)) = typeof globalThis\.\w+ === 'function'/g;

/** ky's longest message, cut to what to do: 0.1 kB less after gzip. */
const longMessage = /(The `prefixUrl` option has been renamed `prefix`) in v2 and [^']*/;

/** Classes that ky looks up on the global object, as if a page might lack them: 20 bytes less after gzip. */
const globalClasses = [
  "AbortController",
  "AbortSignal",
  "FormData",
  "Headers",
  "ReadableStream",
  "Request",
  "Response",
];

/** Properties of objects that never leave the bundle, too long to be written out: 80 bytes less after gzip. */
const internalNames = [
  "accepted",
  "adopt",
  "answered",
  "answeredAgain",
  "asked",
  "authorization_",
  "canRepeat",
  "controller",
  "cooldown",
  "followsRedirects",
  "goBelow",
  "hasBody",
  "isAsync",
  "isOwn",
  "isPassedOn",
  "isRefreshing",
  "isRepeatable",
  "isReplacement",
  "isSignedOut",
  "lifetime",
  "monotonic",
  "onFailure",
  "onToken",
  "owner",
  "promise",
  "rawInput",
  "receivedAt",
  "refuse",
  "rejected",
  "release",
  "renew",
  "requestToken",
  "startedAt",
  "tokenFetch",
  "unlisten",
  "usable",
  "waited",
  "wall",
];

/** One classic script that defines window.HCJwt. */
export function buildScript() {
  return buildClassicScript("hc-jwt", "src/script.ts", `ky ${kyVersion}, MIT License, (c) Sindre Sorhus`, {
    define: { ...common.define, ...Object.fromEntries(globalClasses.map((name) => [`globalThis.${name}`, name])) },
    mangleProps: new RegExp(`${privateName.source}|^(?:${internalNames.join("|")})$`),
    plugins: [
      looseEs2015(/[\\/]ky[\\/]distribution[\\/].*\.js$/, (source) =>
        source.replace(assumed, "$<name> = true").replace(longMessage, "$1"),
      ),
    ],
  });
}

/** Another, for when something does not work: it adds HCJwt.diagnose to what the first one defined. */
export function buildDiagnoseScript() {
  return buildClassicScript("hc-jwt-diagnose", "src/diagnose-script.ts");
}

/** In the syntax of the browsers that the README promises. */
async function buildClassicScript(name, entry, contains, options) {
  const { outputFiles, metafile } = await esbuild.build({
    ...common,
    ...options,
    entryPoints: { [name]: entry },
    format: "iife",
    minify: true,
    sourcemap: "external",
    target: ["chrome93", "firefox92", "safari15.4"],
    tsconfigRaw: { compilerOptions: { strict: true, useDefineForClassFields: false } },
  });
  const [map, script] = outputFiles;
  // 0.6 kB less after gzip. What is off makes fewer characters, and more bytes once they are compressed.
  const squeezed = minify(strictInside(script.text), {
    compress: {
      collapse_vars: false,
      inline: false,
      join_vars: false,
      passes: 3,
      pure_getters: true,
      varify: false,
    },
    module: false,
    output: {
      // The semicolon: a file pasted below code that ends without one must not become its argument list.
      preamble: `/*! ${[`${name} ${version}`, "MIT License", contains].filter(Boolean).join(" | ")} */;`,
    },
    sourceMap: { content: map.text, filename: `${name}.js`, url: `${name}.js.map` },
    toplevel: true,
  });
  if (squeezed.error) throw squeezed.error;
  const { code, map: finalMap } = squeezed;
  return { files: { [`${name}.js`]: `${code}\n`, [`${name}.js.map`]: finalMap }, metafile };
}

/**
 * Moves the directive into the function: at the top of a file, it would make the whole script.js strict that the bundle
 * is pasted into. The text keeps its length, so the source map stays right.
 */
function strictInside(script) {
  const directive = '"use strict";';
  const opening = "(()=>{";
  if (!script.startsWith(directive + opening)) throw new Error("esbuild's output does not begin as expected");
  return opening + directive + script.slice(directive.length + opening.length);
}

/** The npm entries: readable, dependencies left to the theme's own bundler. */
export async function buildModules() {
  const { outputFiles, metafile } = await esbuild.build({
    ...common,
    entryPoints: {
      index: "src/index.ts",
      diagnose: "src/diagnose.ts",
      testing: "src/testing.ts",
      verify: "src/verify.ts",
    },
    external: Object.keys({ ...dependencies, ...peerDependencies }),
    format: "esm",
    target: "es2022",
  });
  const files = Object.fromEntries(outputFiles.map(({ path, text }) => [path.replace(/^.*[\\/]/, ""), text]));
  return { files, metafile };
}

/** TypeScript leaves `.ts` in the imports of declarations; older versions and other tools want the published name. */
async function buildDeclarations() {
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
    cwd: root,
    stdio: "inherit",
  });
  for (const name of await readdir(new URL("dist", root))) {
    if (!name.endsWith(".d.ts")) continue;
    const path = new URL(`dist/${name}`, root);
    await writeFile(path, (await readFile(path, "utf8")).replace(/(from "\.\/[^"]+)\.ts"/g, '$1.js"'));
  }
}

async function main() {
  const [script, diagnosis, modules] = await Promise.all([buildScript(), buildDiagnoseScript(), buildModules()]);
  await rm(new URL("dist", root), { recursive: true, force: true });
  await mkdir(new URL("dist", root));
  for (const [name, text] of Object.entries({ ...script.files, ...diagnosis.files, ...modules.files })) {
    await writeFile(new URL(`dist/${name}`, root), text);
  }
  await buildDeclarations();
  // Authors upload a theme's assets one by one: the demo theme holds the very file that they download.
  await mkdir(new URL("demo-theme/assets", root), { recursive: true });
  await writeFile(new URL("demo-theme/assets/hc-jwt.js", root), script.files["hc-jwt.js"]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
