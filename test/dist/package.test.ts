import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

let project: string;

/** A project that has installed the packed package, its dependencies, and what a theme's tests take. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "hc-jwt-"));
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", project], {
    cwd: root,
  });
  const [{ filename }] = JSON.parse(stdout);
  await run("tar", ["-xzf", filename], { cwd: project });
  await mkdir(join(project, "node_modules"));
  await cp(join(project, "package"), join(project, "node_modules/hc-jwt"), { recursive: true });
  for (const name of ["jose", "msw", "vitest", "happy-dom"])
    await symlink(join(root, "node_modules", name), join(project, "node_modules", name));
  await writeFile(join(project, "package.json"), '{ "type": "module", "private": true }');
});

afterAll(() => rm(project, { recursive: true, force: true }));

describe("the packed package", () => {
  it("holds the build, its declarations and the papers, and nothing else", async () => {
    const { stdout } = await run("find", ["package", "-type", "f"], { cwd: project });
    const files = stdout
      .trim()
      .split("\n")
      .map((path) => path.replace("package/", ""));
    expect(files.filter((path) => !/^dist\/[\w-]+\.d\.c?ts$/.test(path)).sort()).toEqual([
      "ARCHITECTURE.md",
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "LICENSE",
      "README.md",
      "SECURITY.md",
      "dist/LICENSES.txt",
      "dist/cli.js",
      "dist/diagnose.js",
      "dist/express.cjs",
      "dist/express.js",
      "dist/hc-jwt-diagnose.js",
      "dist/hc-jwt-diagnose.js.map",
      "dist/hc-jwt.js",
      "dist/hc-jwt.js.map",
      "dist/index.js",
      "dist/ky.js",
      "dist/testing.cjs",
      "dist/testing.js",
      "dist/verify.cjs",
      "dist/verify.js",
      "docs/benchmark.md",
      "docs/browsers.md",
      "docs/coming-from-the-tutorial.md",
      "docs/errors.md",
      "docs/faq.md",
      "docs/getting-started.md",
      "docs/how-it-works.md",
      "docs/images/demo.png",
      "docs/local-help-center.md",
      "docs/methods.md",
      "docs/options.md",
      "docs/other-scripts.md",
      "docs/recipes.md",
      "docs/security-model.md",
      "docs/server.md",
      "docs/size.md",
      "docs/testing.md",
      "docs/troubleshooting.md",
      "docs/verify-anywhere.md",
      "package.json",
      "test-vectors/help-center-jwt.json",
    ]);
  });

  it("brings nothing but jose with it, and msw only for those who have it", async () => {
    const { dependencies, peerDependencies, peerDependenciesMeta, optionalDependencies, bundleDependencies } =
      JSON.parse(await readFile(join(project, "package/package.json"), "utf8"));
    expect(Object.keys(dependencies).sort()).toEqual(["jose"]);
    expect(Object.keys(peerDependencies)).toEqual(["msw"]);
    expect(peerDependenciesMeta).toEqual({ msw: { optional: true } });
    expect([optionalDependencies, bundleDependencies]).toEqual([undefined, undefined]);
  });

  it("passes publint", async () => {
    const { messages, pkg } = await publint({
      pkgDir: join(project, "node_modules/hc-jwt"),
      strict: true,
      pack: false,
    });
    expect(messages.map((message) => formatMessage(message, pkg as Record<string, unknown>))).toEqual([]);
  });

  it("can be imported, also where there is no page, and does nothing then", async () => {
    const script = `
      import { HCJwt, createClient, HelpCenterJwtError, isHelpCenterJwtError } from "hc-jwt";
      import { helpCenterHandlers } from "hc-jwt/testing";
      import { createVerifier, HelpCenterJwtVerificationError } from "hc-jwt/verify";
      import { diagnose } from "hc-jwt/diagnose";
      if (Symbol.for("hc-jwt.v1") in globalThis) throw new Error("the import made a client");
      createVerifier({ subdomain: "acme" });
      console.log(typeof HCJwt, typeof createClient, isHelpCenterJwtError(new HelpCenterJwtError("not_signed_in", "x")), typeof HelpCenterJwtVerificationError, helpCenterHandlers().length, typeof diagnose);
    `;
    await writeFile(join(project, "import.js"), script);
    const { stdout } = await run(process.execPath, ["import.js"], { cwd: project });
    expect(stdout.trim()).toBe("object function true function 4 function");
  });

  it.each(["NodeNext", "ESNext"])("has types that compile in a strict project with module %s", async (module) => {
    const moduleResolution = module === "ESNext" ? "Bundler" : module;
    await writeFile(
      join(project, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          module,
          moduleResolution,
          target: "ES2022",
          lib: ["ES2022", "DOM", "DOM.Iterable"],
          types: [],
        },
        files: ["use.ts"],
      }),
    );
    await writeFile(
      join(project, "use.ts"),
      `
      import { createClient, HCJwt, type HelpCenterClaims, type HelpCenterJwtErrorCode, isHelpCenterJwtError } from "hc-jwt";
      import { createSigner, helpCenterHandlers, type Signer, signToken } from "hc-jwt/testing";
      import { type Diagnosis, diagnose } from "hc-jwt/diagnose";
      import { createVerifier, HelpCenterJwtVerificationError } from "hc-jwt/verify";
      import type { HttpHandler } from "msw/http";

      type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
      const same = <A, B>(_: Equal<A, B>) => {};

      same<Parameters<typeof HCJwt.fetch>, Parameters<typeof fetch>>(true);
      same<Awaited<ReturnType<typeof HCJwt.fetch>>, Response>(true);
      same<Awaited<ReturnType<typeof HCJwt.getToken>>, string>(true);
      same<Awaited<ReturnType<typeof HCJwt.getClaims>>, HelpCenterClaims>(true);
      same<ReturnType<typeof HCJwt.configure>, void>(true);
      same<Awaited<ReturnType<typeof diagnose>>, Diagnosis>(true);
      same<NonNullable<typeof HCJwt.diagnose>, typeof diagnose>(true);

      const client = createClient({ allowedOrigins: ["https://api.example.com"], user: null, anonymous: "omit" });
      const drop: typeof fetch = client.fetch;
      const items: Promise<string[]> = client.api.get("https://api.example.com").json<string[]>();
      // @ts-expect-error an option that does not exist
      createClient({ storage: 5 });
      // @ts-expect-error a code that does not exist
      const code: HelpCenterJwtErrorCode = "unknown";
      // @ts-expect-error needs a place to find the keys
      createVerifier();

      same<ReturnType<typeof helpCenterHandlers>, HttpHandler[]>(true);
      same<Awaited<ReturnType<typeof signToken>>, string>(true);
      same<ReturnType<typeof createSigner>, Signer>(true);
      helpCenterHandlers({ claims: async ({ url }) => ({ userId: url.length, product: "todo" }), signer: createSigner() });
      helpCenterHandlers({ claims: { email: "mia@example.com" }, lifetime: 60, status: 403, retryAfter: 5, origin: "https://a.example" });
      // @ts-expect-error a claim of another type
      signToken({ userId: "42" });
      // @ts-expect-error milliseconds have no option of their own
      helpCenterHandlers({ lifetimeMs: 5 });

      try {
        const { userId, email } = await createVerifier({ subdomain: "acme", requiredClaims: { product: "todo" } }).authenticate(new Request("https://x.example"));
        same<typeof userId, number>(true);
        same<typeof email, string>(true);
      } catch (error) {
        if (isHelpCenterJwtError(error)) same<typeof error.code, HelpCenterJwtErrorCode>(true);
        if (error instanceof HelpCenterJwtVerificationError) same<typeof error.status, 401 | 503>(true);
      }
      export { code, drop, items };
      `,
    );
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "-p", project], { cwd: project }).catch((error) => error);
    expect(stdout).toBe("");
  });

  /** Each Node on this machine that the receiving end is for: the project's own, and one that the system has. */
  const nodes = [...new Set([process.execPath, "/usr/bin/node"])].filter((node) => existsSync(node));

  it.each(nodes)("protects Express 4 by require and Express 5 by import, without msw, on %s", async (node) => {
    const server = await mkdtemp(join(tmpdir(), "hc-jwt-server-"));
    try {
      await cp(join(project, "package"), join(server, "node_modules/hc-jwt"), { recursive: true });
      for (const [name, source] of [
        ["jose", "jose"],
        ["express", "express"],
        ["express-4", "express-4"],
      ] as const)
        await symlink(join(root, "node_modules", source), join(server, "node_modules", name));
      const body = (framework: string) => `
        const results = [];
        async function main() {
          const helpCenter = await startHelpCenter();
          const app = ${framework}();
          app.use("/orders", helpCenterAuth({ keysUrl: helpCenter.keysUrl }));
          app.get("/orders", (request, response) => response.json(request.helpCenter.claims.userId));
          const server = app.listen(0, "127.0.0.1", async () => {
            const url = "http://127.0.0.1:" + server.address().port + "/orders";
            const get = async (authorization) => (await fetch(url, { headers: authorization ? { authorization } : {} }));
            const good = await get("Bearer " + (await signToken({ userId: 42 })));
            results.push(good.status, await good.json());
            const forged = await get("Bearer " + (await createSigner().sign({ userId: 42 })));
            results.push(forged.status, (await forged.json()).error, (await get()).status);
            const isOurs = await createVerifier({ keysUrl: helpCenter.keysUrl }).verify("x").catch((error) => error instanceof HelpCenterJwtVerificationError);
            console.log(JSON.stringify([...results, isOurs]));
            server.close();
            await helpCenter.close();
          });
        }
        main();`;
      await writeFile(
        join(server, "server.cjs"),
        `const express = require("express-4");
        const { helpCenterAuth } = require("hc-jwt/express");
        const { createSigner, signToken, startHelpCenter } = require("hc-jwt/testing");
        const { createVerifier, HelpCenterJwtVerificationError } = require("hc-jwt/verify");
        ${body("express")}`,
      );
      await writeFile(
        join(server, "server.mjs"),
        `import express from "express";
        import { helpCenterAuth } from "hc-jwt/express";
        import { createSigner, signToken, startHelpCenter } from "hc-jwt/testing";
        import { createVerifier, HelpCenterJwtVerificationError } from "hc-jwt/verify";
        ${body("express")}`,
      );
      for (const file of ["server.cjs", "server.mjs"]) {
        const { stdout } = await run(node, [file], { cwd: server });
        expect(JSON.parse(stdout), file).toEqual([200, 42, 401, "unknown_key", 401, true]);
      }
    } finally {
      await rm(server, { recursive: true, force: true });
    }
  });

  it("has types for a CommonJS project with module node16, and for checked JavaScript", async () => {
    const commonJs = join(project, "common-js");
    await mkdir(commonJs);
    await writeFile(join(commonJs, "package.json"), '{ "type": "commonjs", "private": true }');
    await writeFile(
      join(commonJs, "use.ts"),
      `import { helpCenterAuth } from "hc-jwt/express";
      import { createVerifier, type HelpCenterJwk, jwkToPem, listPublicKeys } from "hc-jwt/verify";
      const auth = helpCenterAuth({ verifier: createVerifier({ subdomain: "acme" }), optional: true });
      declare const request: Express.Request;
      const id: number | undefined = request.helpCenter?.claims.userId;
      // @ts-expect-error an option that does not exist
      helpCenterAuth({ subdomain: "acme", credentialsRequired: true });
      async function pem(): Promise<string> {
        const [key] = await listPublicKeys({ subdomain: "acme" });
        return jwkToPem(key as HelpCenterJwk);
      }
      export { auth, id, pem };`,
    );
    await writeFile(
      join(commonJs, "use.js"),
      `const { helpCenterAuth } = require("hc-jwt/express");
      /** @type {import("hc-jwt/express").HelpCenterAuthOptions} */
      const options = { subdomain: "acme" };
      module.exports = helpCenterAuth(options);`,
    );
    await writeFile(
      join(commonJs, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: "node16",
          lib: ["ES2022", "DOM"],
          types: [],
          allowJs: true,
          checkJs: true,
        },
        files: ["use.ts"],
      }),
    );
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "-p", commonJs], { cwd: project }).catch((error) => error);
    expect(stdout).toBe("");
  });

  it("runs the whole test of docs/testing.md, as it is written", async () => {
    const page = await readFile(join(root, "docs/testing.md"), "utf8");
    const [, example = ""] = /```js\n(.*?)```/s.exec(page) ?? [];
    expect(example).toContain("vitest");
    await writeFile(join(project, "orders.test.js"), example);
    const vitest = join(project, "node_modules/vitest/vitest.mjs");
    await run(process.execPath, [vitest, "run", "--reporter=json", "--outputFile=report.json"], { cwd: project });
    const { numPassedTests, numTotalTests } = JSON.parse(await readFile(join(project, "report.json"), "utf8"));
    expect([numPassedTests, numTotalTests]).toEqual([3, 3]);
  });
});
