import { execFile } from "node:child_process";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installPacked, type PackedProject } from "../helpers/packed-package.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The oldest TypeScript that the package is for, the newest 5.x, 6 and 7, by the names they have in package.json. */
const compilers = ["typescript-5-4", "typescript-5", "typescript-6", "typescript"];
const bundler = { moduleResolution: "bundler", module: "esnext" };
const resolutions = [
  bundler,
  { moduleResolution: "node16", module: "node16" },
  { moduleResolution: "nodenext", module: "nodenext" },
];
const matrix = compilers.flatMap((compiler) => resolutions.map((resolution) => ({ compiler, ...resolution })));

let alone: PackedProject;
let beside: PackedProject;
beforeAll(async () => {
  alone = await installPacked([]);
  beside = await installPacked(["msw", "express", "@types/express", "@types/node"]);
  for (const { folder } of [alone, beside]) await cp(join(root, "test/dist/types"), folder, { recursive: true });
  await mkdir(join(alone.folder, "common-js"));
  await writeFile(join(alone.folder, "common-js/package.json"), '{ "type": "commonjs" }');
  await cp(join(alone.folder, "common-js.js"), join(alone.folder, "common-js/use.js"));
});
afterAll(() => Promise.all([alone?.remove(), beside?.remove()]));

/**
 * What the compiler prints. Declarations are checked as well, which `skipLibCheck` would leave out; those of the compiler's own
 * libraries are not, which takes most of the time otherwise.
 */
async function compile(project: PackedProject, compiler: string, files: string[], options: object): Promise<string> {
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    allowJs: true,
    checkJs: true,
    target: "es2022",
    lib: ["es2022", "dom", "dom.iterable"],
    types: [],
    skipDefaultLibCheck: true,
    ...options,
  };
  const config = join(project.folder, `tsconfig.${Math.random().toString(36).slice(2)}.json`);
  await writeFile(config, JSON.stringify({ compilerOptions, files }));
  const tsc = join(root, "node_modules", compiler, "bin/tsc");
  // Each compiler's code is compiled once, not once a run.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(alone.folder, "compile-cache") };
  const run = promisify(execFile)(process.execPath, [tsc, "-p", config], { cwd: project.folder, env });
  return (await run.catch((error) => error)).stdout;
}

it.each(matrix)(
  "$compiler checks all of the public surface, moduleResolution $moduleResolution",
  async ({ compiler, ...resolution }) => {
    const modules = ["browser.ts", "server.ts", "testing.ts", "theme.js"];
    // A bundler has no `require` of its own.
    const commonJs = resolution.module === "esnext" ? [] : ["common-js.cts", "common-js/use.js"];
    expect(await compile(alone, compiler, [...modules, ...commonJs], resolution)).toBe("");
  },
);

describe.each(compilers)("%s", (compiler) => {
  it("finds HCJwt by `types` in tsconfig.json, and not without", async () => {
    expect(await compile(alone, compiler, ["listed.js"], { ...bundler, types: ["hc-jwt/global"] })).toBe("");
    expect(await compile(alone, compiler, ["listed.js"], bundler)).toContain("TS2304");
  });
});

// msw 3 and @types/node 24 are for later versions than 5.4.
it.each(compilers.slice(1))("%s: the types fit those of msw and Express", async (compiler) => {
  const options = { ...bundler, types: ["node"], skipLibCheck: true, esModuleInterop: true };
  expect(await compile(beside, compiler, ["with-packages.ts"], options)).toBe("");
});

it.each(["typescript-5-4", "typescript-5"])("%s finds the types by its older resolution, too", async (compiler) => {
  const options = { module: "commonjs", moduleResolution: "node10" };
  expect(await compile(alone, compiler, ["server.ts", "testing.ts", "theme.js"], options)).toBe("");
});
