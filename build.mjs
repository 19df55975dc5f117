// Builds dist/: the script-tag bundle, the npm entries and their declarations. The same sources give the same bytes.
import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { tokenizer, tokTypes } from "acorn";
import * as esbuild from "esbuild";
import { minify } from "terser";

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

/**
 * ES2015 has no `#private` members, and esbuild keeps them private there with one WeakMap each. In the bundle nothing
 * outside ky can reach its instances, so plain properties with short names do: 0.8 kB less after gzip, and faster.
 */
const privateMembersOfKy = {
  name: "private-members-of-ky",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]ky[\\/]distribution[\\/].*\.js$/ }, async ({ path }) => {
      let contents = "";
      let position = 0;
      const source = await readFile(path, "utf8");
      for (const { type, start, end, value } of tokenizer(source, { ecmaVersion: "latest", sourceType: "module" })) {
        if (type !== tokTypes.privateId) continue;
        contents += `${source.slice(position, start)}$private_${value}`;
        position = end;
      }
      return { contents: contents + source.slice(position), loader: "ts" };
    });
  },
};

/** One classic script that defines window.HCJwt. ES2015 syntax, which Zendesk asks of a theme's script.js. */
export async function buildScript() {
  const { outputFiles, metafile } = await esbuild.build({
    ...common,
    entryPoints: { "hc-jwt": "src/script.ts" },
    format: "iife",
    mangleProps: /^\$private_/,
    minify: true,
    plugins: [privateMembersOfKy],
    sourcemap: "external",
    target: "es2015",
    tsconfigRaw: { compilerOptions: { strict: true, useDefineForClassFields: false } },
  });
  const [map, script] = outputFiles;
  // terser takes a further 0.6 kB off after gzip.
  const { code, map: finalMap } = await minify(strictInside(script.text), {
    compress: { passes: 3, pure_getters: true },
    ecma: 2015,
    format: {
      // The semicolon: a file pasted below code that ends without one must not become its argument list.
      preamble: `/*! hc-jwt ${version} | MIT License | with ky ${kyVersion}, MIT License, (c) Sindre Sorhus */;`,
    },
    sourceMap: { content: map.text, filename: "hc-jwt.js", url: "hc-jwt.js.map" },
    toplevel: true,
  });
  return { files: { "hc-jwt.js": `${code}\n`, "hc-jwt.js.map": finalMap }, metafile };
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
    entryPoints: { index: "src/index.ts", testing: "src/testing.ts", verify: "src/verify.ts" },
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
  const [script, modules] = await Promise.all([buildScript(), buildModules()]);
  await rm(new URL("dist", root), { recursive: true, force: true });
  await mkdir(new URL("dist", root));
  for (const [name, text] of Object.entries({ ...script.files, ...modules.files })) {
    await writeFile(new URL(`dist/${name}`, root), text);
  }
  await buildDeclarations();
  // Authors upload a theme's assets one by one: the demo theme holds the very file that they download.
  await mkdir(new URL("demo-theme/assets", root), { recursive: true });
  await writeFile(new URL("demo-theme/assets/hc-jwt.js", root), script.files["hc-jwt.js"]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
