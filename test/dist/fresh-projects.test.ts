import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Vector } from "../../test-vectors/make.ts";

// Projects that have nothing but the packed package, its dependencies and a framework.

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** The oldest Node that is supported, which test/runtimes installs; the machine's own; and the one that runs the tests. */
const oldest = ["x64", "arm64"]
  .map((cpu) => join(root, `test/runtimes/node_modules/node-linux-${cpu}/bin/node`))
  .find((path) => existsSync(path));
if (!oldest) {
  const how = "The tests on the oldest Node need it: npm ci --prefix test/runtimes";
  if (process.env.CI) throw new Error(how);
  console.warn(`SKIPPED. ${how}`);
}
const nodes = [...new Set([oldest, process.execPath, "/usr/bin/node"])].filter(
  (node): node is string => node !== undefined && existsSync(node),
);

let folder: string;
let keysServer: Server;
let keysUrl: string;
let jwks: unknown;
let vectors: readonly Vector[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hc-jwt-fresh-"));
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const { stdout } = await run("npm", pack, { cwd: root });
  await run("tar", ["-xzf", JSON.parse(stdout)[0].filename], { cwd: folder });
  // From the package, too.
  ({ jwks, vectors } = JSON.parse(await readFile(join(folder, "package/test-vectors/help-center-jwt.json"), "utf8")));
  keysServer = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => keysServer.listen(0, "127.0.0.1", resolve));
  keysUrl = `http://127.0.0.1:${(keysServer.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  keysServer.closeAllConnections();
  await new Promise((resolve) => keysServer.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/** As npm would install it: the tarball's files, what it depends on, its command, and these packages by name. */
async function createProject(name: string, type: "commonjs" | "module", packages: Record<string, string> = {}) {
  const project = join(folder, name);
  await mkdir(join(project, "node_modules/.bin"), { recursive: true });
  await writeFile(join(project, "package.json"), JSON.stringify({ type, private: true }));
  await cp(join(folder, "package"), join(project, "node_modules/hc-jwt"), { recursive: true });
  const manifest = JSON.parse(await readFile(join(folder, "package/package.json"), "utf8"));
  const dependencies = Object.keys(manifest.dependencies ?? {}).map((dependency) => [dependency, dependency] as const);
  for (const [installed, source] of [...dependencies, ...Object.entries(packages)]) {
    await symlink(join(root, "node_modules", source), join(project, "node_modules", installed));
  }
  await chmod(join(project, "node_modules/hc-jwt", manifest.bin["hc-jwt"]), 0o755);
  await symlink(join("../hc-jwt", manifest.bin["hc-jwt"]), join(project, "node_modules/.bin/hc-jwt"));
  return project;
}

/** Starts a server that prints its port, and calls it. */
async function withServer(node: string, project: string, file: string, use: (origin: string) => Promise<void>) {
  const child = spawn(node, [file], { cwd: project, env: { KEYS_URL: keysUrl }, stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  try {
    const port = await new Promise((resolve, reject) => {
      child.stdout.once("data", (chunk) => resolve(Number(chunk)));
      child.once("exit", () => reject(new Error(errors)));
    });
    await use(`http://127.0.0.1:${port}`);
    expect([child.exitCode, errors]).toEqual([null, ""]);
  } finally {
    child.kill();
  }
}

const application = `
const app = express();
app.use("/plain", helpCenterAuth({ keysUrl: process.env.KEYS_URL }));
app.use("/claimed", helpCenterAuth({ keysUrl: process.env.KEYS_URL, requiredClaims: { product: "orders" } }));
app.get(["/plain", "/claimed"], (request, response) => response.json(request.helpCenter.claims.userId));
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;

const projects = [
  {
    what: "Express 4 in CommonJS",
    name: "express-4",
    type: "commonjs",
    file: "server.js",
    code: `const express = require("express");
const { helpCenterAuth } = require("hc-jwt/express");
${application}`,
  },
  {
    what: "Express 5 in ESM",
    name: "express",
    type: "module",
    file: "server.js",
    code: `import express from "express";
import { helpCenterAuth } from "hc-jwt/express";
${application}`,
  },
] as const;

describe.each(nodes)("a fresh project on %s", (node) => {
  it.each(projects)("is protected by two lines, and gives every test vector its status: $what", async (project) => {
    const { name, type, file, code } = project;
    const directory = await createProject(`${name}-${nodes.indexOf(node)}`, type, { express: name });
    await writeFile(join(directory, file), code);
    await withServer(node, directory, file, async (origin) => {
      for (const { id, authorization, requiredClaims, status, code: error } of vectors) {
        const headers = authorization === null ? {} : { authorization };
        const response = await fetch(`${origin}/${requiredClaims ? "claimed" : "plain"}`, { headers });
        expect([id, response.status]).toEqual([id, status]);
        expect(await response.json()).toEqual(error === null ? expect.any(Number) : { error });
      }
    });
  });

  it("can require and import each entry for servers, and both make errors of one class", async () => {
    const directory = await createProject(`entries-${nodes.indexOf(node)}`, "commonjs");
    const script = `
      const required = ["verify", "express", "testing"].map((entry) => require("hc-jwt/" + entry));
      (async () => {
        const imported = await Promise.all(["verify", "express", "testing"].map((entry) => import("hc-jwt/" + entry)));
        const names = (modules) => modules.map((module) => Object.keys(module).filter((name) => name !== "default" && name !== "module.exports").sort().join());
        const [{ createVerifier }] = required;
        const [{ HelpCenterJwtVerificationError }] = imported;
        const helpCenter = await imported[2].startHelpCenter();
        const { userId } = await createVerifier({ keysUrl: helpCenter.keysUrl }).verify(await imported[2].signToken({ userId: 42 }));
        const error = await createVerifier({ keysUrl: helpCenter.keysUrl }).verify("x").catch((error) => error);
        await helpCenter.close();
        console.log(JSON.stringify({ required: names(required), imported: names(imported), userId, isOne: error instanceof HelpCenterJwtVerificationError }));
      })();`;
    await writeFile(join(directory, "entries.js"), script);
    const { stdout, stderr } = await run(node, ["entries.js"], { cwd: directory });
    const { required, imported, userId, isOne } = JSON.parse(stdout);
    expect(required).toEqual(imported);
    expect(required[0]).toContain("createVerifier");
    expect([userId, isOne, stderr]).toEqual([42, true, ""]);
  });
});

describe("hc-jwt, the command of the packed package", () => {
  const commandIn = (project: string) => join(project, "node_modules/.bin/hc-jwt");

  async function exitOf(
    file: string,
    args: readonly string[],
    input: string,
    options: { cwd: string; token?: string },
  ) {
    const { PATH } = process.env;
    const env = { PATH, ...(options.token !== undefined && { HC_JWT_TOKEN: options.token }) };
    const child = spawn(file, args, { cwd: options.cwd, env });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    // A command that was called in a wrong way does not read on.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const code = await new Promise((resolve) => child.once("close", resolve));
    return { code, output };
  }

  it("runs by npx", async () => {
    const project = await createProject("npx", "commonjs");
    const { code, output } = await exitOf("npx", ["--no-install", "hc-jwt", "--help"], "", { cwd: project });
    expect(code).toBe(0);
    expect(output).toContain("hc-jwt verify --subdomain acme");
  });

  it("verifies each test vector with the right exit code, and prints no token", async () => {
    const project = await createProject("command", "module");
    const check = async (vector: Vector) => {
      const { id, kind, token, authorization, requiredClaims, result } = vector;
      const required = Object.entries(requiredClaims ?? {}).flatMap(([name, value]) => [
        "--require",
        `${name}=${value}`,
      ]);
      const args = ["verify", "--keys-url", keysUrl, ...required];
      const { code, output } =
        kind === "token"
          ? await exitOf(commandIn(project), args, "", { cwd: project, token: token ?? "" })
          : await exitOf(commandIn(project), args, authorization ?? "", { cwd: project });
      // Without anything to read it has been called in a wrong way.
      expect([id, code]).toEqual([id, authorization === null ? 2 : result === "valid" ? 0 : 1]);
      for (const part of (token ?? authorization ?? "").split(/[.\s]+/)) {
        if (part.length > 20) expect(output).not.toContain(part);
      }
    };
    const rest = [...vectors];
    const work = async () => {
      for (let vector = rest.shift(); vector; vector = rest.shift()) await check(vector);
    };
    await Promise.all([work(), work(), work()]);
  });
});
