// Builds dist/ of hc-jwt-local: Node runs no TypeScript below node_modules. Dependencies stay what they are.
import { execFileSync } from "node:child_process";
import { chmod, cp, glob, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";
import * as esbuild from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));
const { dependencies } = JSON.parse(await readFile(`${here}package.json`, "utf8"));
const dist = `${here}dist`;

await rm(dist, { recursive: true, force: true });
await esbuild.build({
  absWorkingDir: here,
  bundle: true,
  charset: "utf8",
  entryPoints: { main: "main.ts", index: "index.ts" },
  external: Object.keys(dependencies).flatMap((name) => [name, `${name}/*`]),
  format: "esm",
  legalComments: "none",
  outdir: "dist",
  platform: "node",
  splitting: true,
  target: "node20.19",
});
const main = await readFile(`${dist}/main.js`, "utf8");
await writeFile(`${dist}/main.js`, `#!/usr/bin/env node\n${main}`);
await chmod(`${dist}/main.js`, 0o755);
for (const file of ["demo.css", "panel.css", "panel.html", "panel.js", "reload.js", "watch.js"]) {
  await cp(`${here}control-panel/${file}`, `${dist}/control-panel/${file}`);
}
await cp(`${root}demo-theme`, `${dist}/demo-theme`, { recursive: true });
await cp(`${here}help-center/data/data.schema.json`, `${dist}/data.schema.json`);
await writeDeclarations();

/** One declaration file: what is public, with the types that it names, and nothing else. */
async function writeDeclarations() {
  const types = `${dist}/types`;
  const options = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--rewriteRelativeImportExtensions"];
  const tsc = ["node_modules/typescript/bin/tsc", "-p", `${here}tsconfig.json`, ...options, "--outDir", types];
  execFileSync(process.execPath, tsc, { cwd: root, stdio: "inherit" });
  // TypeScript leaves `.ts` in the imports of declarations, which stands for the sources.
  for await (const path of glob(`${types}/**/*.d.ts`)) {
    await writeFile(path, (await readFile(path, "utf8")).replace(/((?:from|import\() ?"\.[^"]+)\.ts"/g, '$1.js"'));
  }
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: here,
      mainEntryPointFilePath: `${types}/demo-server/index.d.ts`,
      compiler: { tsconfigFilePath: `${here}tsconfig.json` },
      dtsRollup: { enabled: true, untrimmedFilePath: `${dist}/index.d.ts` },
      messages: { extractorMessageReporting: { default: { logLevel: "none" } } },
    },
    packageJsonFullPath: `${here}package.json`,
  });
  const quietly = (message) => Object.assign(message, { handled: message.logLevel === "info" });
  const { succeeded } = Extractor.invoke(config, { messageCallback: quietly });
  if (!succeeded) throw new Error("dist/index.d.ts was not written");
  await rm(types, { recursive: true });
}
