import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { listen } from "../../demo-server/listener.ts";
import { type CodeBlock, codeBlocksOf } from "./markdown.ts";
import { createWire, type Wire } from "./wire.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export const recipeBlocks: readonly CodeBlock[] = codeBlocksOf(await readFile(join(root, "docs/recipes.md"), "utf8"));

/** The code of a recipe: the block, by number, of the heading and language. */
export function recipe(heading: string, language: "diff" | "html" | "js" | "tsx", number = 0): string {
  const found = recipeBlocks.filter((block) => block.heading === heading && block.language === language)[number];
  if (!found) throw new Error(`docs/recipes.md has no ${language} block ${number} under "${heading}".`);
  return found.code;
}

/** Where things are on this machine, in place of where they are in the recipes. */
export interface Addresses {
  /** For `https://api.example.com`; several stand for a list of origins in an attribute. */
  readonly api?: string | readonly string[];
  readonly helpCenter?: { readonly origin: string; readonly keysUrl: string };
}

/** A recipe as it stands in the docs, but for addresses, port and the claim that tokens of the demo carry. */
export function localized(code: string, { api = [], helpCenter }: Addresses): string {
  const origins = [api].flat();
  let local = code
    .replaceAll("https://api.example.com", origins.join(" "))
    .replaceAll("wss://api.example.com", `${origins[0]}`.replace(/^http/, "ws"));
  if (helpCenter) {
    local = local
      .replaceAll("https://support.example.com", helpCenter.origin)
      .replaceAll('subdomain: "acme"', `keysUrl: ${JSON.stringify(helpCenter.keysUrl)}`)
      .replaceAll('product: "orders"', 'product: "todo-demo"')
      .replaceAll("listen(8080,", "listen(0,");
  }
  return local;
}

/** A recipe as a reader changes it by a diff: each line that goes is replaced by the next one that comes. */
export function changedBy(diff: string, code: string): string {
  const goes = [...diff.matchAll(/^-(.*)$/gm)].map(([, line = ""]) => line);
  const comes = [...diff.matchAll(/^\+(.*)$/gm)].map(([, line = ""]) => line);
  if (goes.length === 0 || goes.length !== comes.length) throw new Error("Not a diff of lines in pairs.");
  return goes.reduce((changed, line, index) => {
    if (!changed.includes(line)) throw new Error(`The recipe has no line ${line}`);
    return changed.replace(line, () => comes[index] as string);
  }, code);
}

/** A recipe for the page, as a theme's build would bundle it. */
export async function bundledRecipe(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, loader: "tsx", resolveDir: root, sourcefile: "recipe.tsx" },
    absWorkingDir: root,
    bundle: true,
    define: { "process.env.NODE_ENV": '"production"' },
    format: "iife",
    jsx: "automatic",
    logLevel: "error",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

/** A framework takes a second to bundle, and the same recipe is run more than once. */
const bundles = new Map<string, Promise<string>>();

async function bundledForNode(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, loader: "js", resolveDir: root, sourcefile: "recipe.js" },
    absWorkingDir: root,
    // See there.
    alias: { ws: "./test/helpers/web-socket-server.ts" },
    bundle: true,
    format: "esm",
    logLevel: "error",
    platform: "node",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

/** Runs a recipe for the server: the module that it is, made anew each time, with the packages that this repository has. */
export async function importRecipe(code: string): Promise<Record<string, unknown>> {
  const bundle = bundles.get(code) ?? bundledForNode(code);
  bundles.set(code, bundle);
  const folder = await mkdtemp(join(tmpdir(), "hc-jwt-recipe-"));
  try {
    const file = join(folder, "recipe.mjs");
    await writeFile(file, await bundle);
    return await import(/* @vite-ignore */ pathToFileURL(file).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A server on loopback, and what reaches it. */
export interface RecipeServer {
  readonly origin: string;
  readonly wire: Wire;
  close(): Promise<void>;
}

// The address, not `localhost`: another host than the help center's, as in the real world.
const host = "127.0.0.1";

/** Serves what a runtime with `export default { fetch }` would. */
export async function serveHandler(handler: {
  fetch(request: Request): Response | Promise<Response>;
}): Promise<RecipeServer> {
  const wire = createWire();
  const listener = await listen(0, [host]);
  listener.serve((request) => {
    wire.note(request);
    return handler.fetch(request);
  });
  return { origin: `http://${host}:${listener.port}`, wire, close: listener.close };
}

/** Takes over a server of Node's own that has been told to listen. */
export async function watchServer(server: Server): Promise<RecipeServer> {
  const wire = createWire();
  server.prependListener("request", wire.note);
  server.prependListener("upgrade", wire.note);
  const sockets = new Set<Duplex>();
  server.on("upgrade", (_, socket) => sockets.add(socket));
  if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
  const { address, port } = server.address() as AddressInfo;
  return {
    origin: `http://${address}:${port}`,
    wire,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        // An upgraded connection is none of HTTP's any more, and would be waited for.
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The demo theme with pages of its own: each a template of Zendesk's language, rendered by the local help center. */
export interface RecipeTheme {
  readonly directory: string;
  write(parts: {
    documentHead: string;
    /** By name, as in the page's URL. */
    pages: Readonly<Record<string, string>>;
    /** By file name. */
    assets: Readonly<Record<string, string>>;
  }): Promise<void>;
  remove(): Promise<void>;
}

export async function createRecipeTheme(): Promise<RecipeTheme> {
  const directory = await mkdtemp(join(tmpdir(), "hc-jwt-theme-"));
  await cp(join(root, "demo-theme"), directory, { recursive: true });
  return {
    directory,
    async write({ documentHead, pages, assets }) {
      await writeFile(join(directory, "templates/document_head.hbs"), documentHead);
      // The demo's own script has no business on these pages.
      await writeFile(join(directory, "script.js"), "");
      await Promise.all([
        ...Object.entries(pages).map(([name, text]) =>
          writeFile(join(directory, `templates/custom_pages/${name}.hbs`), text),
        ),
        ...Object.entries(assets).map(([name, text]) => writeFile(join(directory, `assets/${name}`), text)),
      ]);
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
