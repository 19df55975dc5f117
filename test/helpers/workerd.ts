import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Cloudflare's runtime, which test/runtimes installs apart; unset where it is not installed. */
export const workerd: string | undefined = ["linux-64", "linux-arm64", "darwin-arm64"]
  .map((platform) => join(root, `test/runtimes/node_modules/@cloudflare/workerd-${platform}/bin/workerd`))
  .find((path) => existsSync(path));

export interface RunningWorker extends AsyncDisposable {
  readonly origin: string;
}

/**
 * Runs a module with `export default { fetch }` in one isolate of workerd, on loopback. It can import what this repository can.
 *
 * @param compatibilityDate which behaviour of the runtime, `YYYY-MM-DD`
 */
export async function startWorker(code: string, compatibilityDate: string): Promise<RunningWorker> {
  const { outputFiles } = await build({
    stdin: { contents: code, loader: "js", resolveDir: root, sourcefile: "worker.js" },
    absWorkingDir: root,
    bundle: true,
    conditions: ["workerd", "worker", "browser"],
    format: "esm",
    logLevel: "error",
    write: false,
  });
  const folder = await mkdtemp(join(tmpdir(), "hc-jwt-worker-"));
  await writeFile(join(folder, "worker.js"), outputFiles[0]?.text ?? "");
  await writeFile(
    join(folder, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = ${JSON.stringify(compatibilityDate)}
    )),
    (name = "internet", network = (allow = ["local"]))
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
`,
  );
  const child = spawn(workerd as string, ["serve", "--control-fd=3", "config.capnp"], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const exit = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  try {
    const port = await portIn(child.stdio[3] as Readable);
    return {
      origin: `http://127.0.0.1:${port}`,
      async [Symbol.asyncDispose]() {
        child.kill();
        await exit;
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    child.kill();
    throw error;
  }
}

/** The port that was free, as workerd names it: a line such as `{"event":"listen","socket":"http","port":8080}`. */
async function portIn(control: Readable): Promise<number> {
  let text = "";
  for await (const chunk of control) {
    text += chunk;
    const line = text.split("\n").find((line) => line.includes('"listen"'));
    if (line) return JSON.parse(line).port;
  }
  throw new Error(`workerd has ended before it listened: ${text}`);
}
