// Builds the playground: a folder of static files that works under any path.
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));
const source = (path) => join(root, "src", path);

/**
 * @param {string} outputFolder made if it is not there
 * @returns {Promise<void>}
 */
export async function buildPlayground(outputFolder) {
  await mkdir(outputFolder, { recursive: true });
  await esbuild.build({
    absWorkingDir: here,
    // The page and the frame in it have what they share in a file of its own.
    entryPoints: { main: "main.ts", theme: "theme-page/theme.ts" },
    outdir: outputFolder,
    chunkNames: "shared-[hash]",
    alias: {
      "hc-jwt/testing": source("testing/index.ts"),
      "hc-jwt/verify": source("verify/index.ts"),
      tldts: join(here, "no-public-suffixes.ts"),
    },
    bundle: true,
    charset: "utf8",
    format: "esm",
    legalComments: "none",
    logLevel: "warning",
    minify: true,
    splitting: true,
    target: "es2022",
  });
  const files = {
    "index.html": join(here, "index.html"),
    "theme.html": join(here, "theme.html"),
    "playground.css": join(here, "playground.css"),
    // As authors download it.
    "hc-jwt.js": join(root, "dist/hc-jwt.js"),
    "hc-jwt.js.map": join(root, "dist/hc-jwt.js.map"),
    "mockServiceWorker.js": fileURLToPath(import.meta.resolve("msw/mockServiceWorker.js")),
  };
  for (const [name, path] of Object.entries(files)) await copyFile(path, join(outputFolder, name));
}
