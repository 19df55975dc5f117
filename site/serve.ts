// Builds the documentation and serves it on loopback: `npm run docs`, which starts it with a Node that takes TypeScript.
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".wasm": "application/wasm",
};

/** Serves a folder on loopback. Resolves once it can be asked, with its origin. */
export async function serveFolder(folder: string, port = 0): Promise<{ origin: string; close(): Promise<void> }> {
  const server: Server = createServer(async ({ url = "/" }, response) => {
    try {
      // Throws for what is no path. What leads out of the folder once it is decoded is refused below.
      const path = normalize(decodeURIComponent(new URL(url, "http://localhost").pathname));
      const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
      if (!file.startsWith(folder.replace(/\/?$/, "/"))) throw new Error("outside of the folder");
      const body = await readFile(file);
      const type = types[extname(file)] ?? "application/octet-stream";
      response.writeHead(200, {
        "Content-Type": /^(?:text|application\/j)/.test(type) ? `${type}; charset=utf-8` : type,
      });
      response.end(body);
    } catch {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("There is no such page.\n");
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { buildSite } = await import("./build.ts");
  const folder = fileURLToPath(new URL("dist", import.meta.url));
  await buildSite(folder);
  const { origin } = await serveFolder(folder, Number(process.env.PORT ?? 4200));
  console.log(`The documentation is at ${origin}. Ctrl-C ends it.`);
}
