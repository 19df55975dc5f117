import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

export const peerNames = ["native", "per-call", "local-storage", "ky", "axios", "oauth2-client", "hc-jwt"] as const;
export type PeerName = (typeof peerNames)[number];

/** What a theme can choose from: all but the baseline. */
export const choices = peerNames.filter((name) => name !== "native");

/** How the tables call them. */
export const titles: Readonly<Record<PeerName, string>> = {
  native: "native fetch, header by hand",
  "per-call": "token fetch before each call",
  "local-storage": "localStorage, lifetime guessed",
  ky: "ky with hooks",
  axios: "axios + axios-auth-refresh",
  "oauth2-client": "oauth2-client's OAuth2Fetch",
  "hc-jwt": "hc-jwt",
};

/** A classic script with all that a theme would ship of a peer; it defines `benchPeers[name]`. */
export type Bundles = Readonly<Record<PeerName, string>>;

const here = fileURLToPath(new URL(".", import.meta.url));
const root = new URL("../..", import.meta.url);

/**
 * @param target ES2015 is what a theme's script.js may hold. Peers are timed as ES2022, which is shorter and faster:
 *   async functions need not be rewritten as generators. hc-jwt is the file in dist/ either way.
 */
export async function bundlePeers(target: "es2015" | "es2022"): Promise<Bundles> {
  const library = await readFile(new URL("dist/hc-jwt.js", root), "utf8");
  const bundles = await Promise.all(
    peerNames.map(async (name) => {
      const glue = await bundleScript(
        `import { create } from "./${name}.ts";\n(globalThis.benchPeers ??= {})["${name}"] = create;`,
        here,
        target,
      );
      return [name, name === "hc-jwt" ? library + glue : glue] as const;
    }),
  );
  return Object.fromEntries(bundles) as Bundles;
}

/** One minified classic script, with everything it imports. */
export async function bundleScript(contents: string, resolveDir: string, target: string): Promise<string> {
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir, loader: "ts" },
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    platform: "browser",
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
    target,
  });
  return outputFiles[0]?.text ?? "";
}
