import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const built = new Map<string, Promise<string>>();

/**
 * One of the files in `scripts/`, with the packages that it loads, as a classic script for any page.
 *
 * @param name without folder and extension
 */
export function neighbourScript(name: string): Promise<string> {
  const started = built.get(name) ?? bundled(name);
  built.set(name, started);
  return started;
}

async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`scripts/${name}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    // Without the project's own settings, which would make all of it strict: old packages are sloppy.
    tsconfigRaw: {},
    // Old packages look for what only Node has.
    define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
    logLevel: "error",
  });
  const [script] = outputFiles;
  if (!script) throw new Error(`No bundle of ${name}.`);
  return script.text;
}
