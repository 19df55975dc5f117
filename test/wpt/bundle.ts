import { readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import type { Layout } from "./options.ts";

/** The function that judges destinations, up to its first statement. */
const judge = /function isTokenAllowed\([^{]*\bownOrigin\b[^{]*\{/;

/**
 * The script-tag build of a project. In layout S it takes another origin for the page's own,
 * which is the API's there.
 */
export async function bundleFor(layout: Layout, root: string): Promise<string> {
  let found = 0;
  const withoutOwnOriginRule: esbuild.Plugin = {
    name: "without-own-origin-rule",
    setup: (build) =>
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!path.startsWith(join(root, "src") + sep)) return undefined;
        const source = await readFile(path, "utf8");
        return {
          loader: "ts",
          contents: source.replace(judge, (opening) => {
            found++;
            return `${opening} ownOrigin = "https://help-center.invalid";`;
          }),
        };
      }),
  };
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    bundle: true,
    charset: "utf8",
    define: { HC_JWT_VERSION: '"wpt"' },
    entryPoints: ["src/script.ts"],
    format: "iife",
    logLevel: "warning",
    // For a project whose dependencies are not installed.
    nodePaths: [fileURLToPath(new URL("../../node_modules", import.meta.url))],
    plugins: layout === "S" ? [withoutOwnOriginRule] : [],
    target: "es2020",
    write: false,
  });
  if (layout === "S" && found === 0) {
    throw new Error(
      "No function isTokenAllowed that is told of an ownOrigin in src/: test/wpt/bundle.ts is out of date.",
    );
  }
  return outputFiles?.[0]?.text as string;
}
