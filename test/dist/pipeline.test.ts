import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type ImportDeclaration, parse } from "acorn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BrowserPage, type BrowserProfile, describeInBrowsers } from "../helpers/browsers/index.ts";
import { userOf, useWorld } from "../helpers/browsers/visit.ts";
import { codeBlocksOf } from "../helpers/markdown.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const importMap = /<script type="importmap">(.*?)<\/script>/s;

let workspace: string;
let output: string;
let failure: unknown;
/** No browser need wait for a page that was not built. */
const built = (directory: string) => {
  if (failure) throw failure;
  return directory;
};
const theme = () => join(workspace, "demo-theme");
const myTheme = () => join(workspace, "my-theme");
const example = () => join(workspace, "examples/copenhagen-modules");
const read = (file: string) => readFile(join(theme(), file), "utf8");
const readConfig = () => readFile(join(example(), "rollup.config.mjs"), "utf8");
const bundles = async () => (await readdir(join(theme(), "assets"))).filter((file) => file.endsWith("-bundle.js"));

// A hook that fails would skip the tests that need it; a machine that reaches no registry is to fail them.
beforeAll(async () => {
  try {
    await buildExample();
    await followSteps();
  } catch (error) {
    failure = error;
  }
}, 600_000);

/** A theme author's machine: the example and the theme without what was built, the package as npm would serve it. */
async function buildExample(): Promise<void> {
  workspace = await mkdtemp(join(tmpdir(), "hc-jwt-pipeline-"));
  await cp(join(root, "demo-theme"), theme(), { recursive: true });
  await cp(join(root, "examples/copenhagen-modules"), example(), {
    recursive: true,
    filter: (path) => !path.includes("node_modules"),
  });
  for (const file of await bundles()) await rm(join(theme(), "assets", file));
  const head = join(theme(), "templates/document_head.hbs");
  await writeFile(head, (await readFile(head, "utf8")).replace(importMap, '<script type="importmap"></script>'));

  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", workspace];
  const [{ filename }] = JSON.parse((await run("npm", pack, { cwd: root })).stdout);
  await run("npm", ["install", "--prefer-offline", join(workspace, filename)], { cwd: example() });
  const { stdout, stderr } = await run("npm", ["run", "build"], { cwd: example() });
  output = stdout + stderr;
}

async function blocksBelow(page: string, wanted: string): Promise<string[]> {
  const text = await readFile(join(root, "docs", page), "utf8");
  return codeBlocksOf(text)
    .filter(({ heading }) => heading === wanted)
    .map(({ code }) => code);
}

/** The code of the steps, by their first word that only they have. */
async function readSteps(): Promise<Record<"module" | "input" | "chunk" | "template", string>> {
  const blocks = await blocksBelow("getting-started.md", "Copenhagen: modules");
  const holding = (text: string) => blocks.find((code) => code.includes(text)) ?? expect.unreachable(text);
  const [input = "", chunk = ""] = [...holding("manualChunks").matchAll(/^\+(.+)$/gm)].map(([, line = ""]) => line);
  return {
    module: holding("export async function"),
    input,
    chunk,
    template: holding("import { renderTodos }"),
  };
}

/** The same author goes on, by the steps for Copenhagen, in a theme of their own. */
async function followSteps(): Promise<void> {
  const { module, input, template } = await readSteps();
  await cp(theme(), myTheme(), { recursive: true });
  await mkdir(join(example(), "src/modules/my-todos"));
  await writeFile(join(example(), "src/modules/my-todos/index.ts"), module);
  await writeFile(join(myTheme(), "templates/custom_pages/my_todos.hbs"), template);
  const config = (await readConfig())
    .replace("../../demo-theme", "../../my-theme")
    .replace("input: {", `input: { ${input}`);
  await writeFile(join(example(), "my-theme.config.mjs"), config);
  await run("npx", ["rollup", "--config", "my-theme.config.mjs"], { cwd: example() });
}

afterAll(() => rm(workspace, { recursive: true, force: true }));

describe("hc-jwt from npm in a theme that is built as Copenhagen is", () => {
  it("installs and builds without a warning", () => {
    if (failure) throw failure;
    expect(output).toContain("created");
    expect(output).not.toMatch(/warn|error|\(!\)/i);
  });

  it("becomes ES modules that import each other by names, and nothing else", async () => {
    const imports = new Map<string, string[]>();
    for (const file of await bundles()) {
      const { body } = parse(await read(`assets/${file}`), { ecmaVersion: "latest", sourceType: "module" });
      const declarations = body.filter((node): node is ImportDeclaration => node.type === "ImportDeclaration");
      imports.set(
        file,
        declarations.map(({ source }) => String(source.value)),
      );
    }
    expect(Object.fromEntries(imports)).toEqual({
      "hc-jwt-bundle.js": [],
      "shared-bundle.js": [],
      "todo-react-bundle.js": ["shared", "hc-jwt"],
    });
  });

  it("is found through an import map that leads to the theme's renamed assets", async () => {
    const head = await read("templates/document_head.hbs");
    expect(head.match(/importmap/g)).toHaveLength(1);
    expect(JSON.parse(importMap.exec(head)?.[1] ?? "")).toEqual({
      imports: {
        "hc-jwt": "{{asset 'hc-jwt-bundle.js'}}",
        shared: "{{asset 'shared-bundle.js'}}",
        "todo-react": "{{asset 'todo-react-bundle.js'}}",
      },
    });
    // Browsers of last year ignore a map that comes after the first module.
    expect(head.indexOf("importmap")).toBeLessThan(`${head} type="module"`.indexOf('type="module"'));
  });

  it("is in a chunk of its own, by the line of the steps, and not in the one that every page loads", async () => {
    const { chunk } = await readSteps();
    expect(chunk).toContain("hc-jwt");
    expect(await readConfig()).toContain(chunk.trim());
    for (const part of ["hc-jwt.original", "/*! hc-jwt ", "/*! ky "]) {
      const count = async (file: string) => (await read(`assets/${file}`)).split(part).length - 1;
      expect(await count("hc-jwt-bundle.js"), part).toBe(1);
      expect(await count("shared-bundle.js"), part).toBe(0);
      expect(await count("todo-react-bundle.js"), part).toBe(0);
    }
  });

  it("names at the top of the shared chunk whose code it holds", async () => {
    const [notice = "", ...code] = (await read("assets/shared-bundle.js")).split("\n");
    const holds = {
      react: "useDebugValue=",
      "react-dom": "unstable_renderSubtreeIntoContainer=",
      scheduler: "unstable_forceFrameRate=",
      "object-assign": "Object.assign cannot be called with null",
    };
    for (const [name, part] of Object.entries(holds)) {
      expect(code.join("\n"), name).toContain(part);
      expect(await read("assets/hc-jwt-bundle.js"), name).not.toContain(part);
      expect(notice.split(/[ ,]+/)).toContain(name);
    }
  });

  it("gives the demo theme's files, byte for byte: run `npm run build:example` if this fails", async () => {
    for (const file of ["templates/document_head.hbs", ...(await bundles()).map((name) => `assets/${name}`)]) {
      const committed = await readFile(join(root, "demo-theme", file), "utf8");
      // Not with toBe, which would print both.
      expect(committed === (await read(file)), `${file} is as committed`).toBe(true);
    }
  });
});

describeInBrowsers("the React page of that theme", (browser) => {
  const world = useWorld(browser, () => ({ themeDirectory: built(theme()) }));
  const path = "/hc/en-us/p/todo_react";

  async function openAs(user: number | undefined, profile?: BrowserProfile) {
    const visitor = profile ?? (await world.profile());
    if (user !== undefined) await visitor.setCookie(world.demo.helpCenter.signIn(userOf(world.demo, user).id));
    const page = await visitor.newPage();
    await page.goto(world.demo.helpCenter.origin + path);
    return page;
  }
  const reaches = (page: BrowserPage, wanted: string) =>
    page.waitUntil((wanted) => document.querySelector(`#todo-react [data-state="${wanted}"]`), wanted);
  const text = (page: BrowserPage) => page.run(() => document.querySelector<HTMLElement>("#todo-react")?.innerText);
  const shows = (page: BrowserPage, titles: string[]) =>
    page.waitUntil(
      (wanted) =>
        [...document.querySelectorAll("#todo-react li")].map(({ textContent }) => textContent).join() === wanted,
      titles.join(),
    );
  const badgeShows = (page: BrowserPage, count: string) =>
    page.waitUntil((count) => document.querySelector("[data-todo-count]")?.textContent === count, count);

  it.each([
    ["production", 0],
    ["preview", 1],
  ] as const)("serves whoever is signed in, who adds, ticks and comes back (%s layout)", async (layout, user) => {
    world.demo.controls.set({ layout });
    const page = await openAs(user);
    await reaches(page, "ready");
    await page.fill("#todo-react input[type=text]", "Milk ☕ <b>now</b>");
    await page.press("Enter");
    await shows(page, ["Milk ☕ <b>now</b>"]);
    await page.fill("#todo-react input[type=text]", "Bread");
    await page.press("Enter");
    await shows(page, ["Milk ☕ <b>now</b>", "Bread"]);
    await badgeShows(page, "2");
    await page.click("#todo-react li:first-child input");
    // The theme's script shows what the module tells it.
    await badgeShows(page, "1");
    // The page shows a change before the API has it, and a reload would cancel the request.
    await expect.poll(() => world.demo.requestLog.recent().some(({ method }) => method === "PATCH")).toBe(true);

    await page.reload();
    await shows(page, ["Milk ☕ <b>now</b>", "Bread"]);
    expect(
      await page.run(() =>
        [...document.querySelectorAll<HTMLInputElement>("#todo-react li input")].map(({ checked }) => checked),
      ),
    ).toEqual([true, false]);
    expect(page.console).toEqual([]);
  });

  it("shares one token with the theme's script: two calls, one token request", async () => {
    const page = await openAs(2);
    await reaches(page, "ready");
    await page.waitUntil(() => document.readyState === "complete");
    await expect.poll(() => world.demo.requestLog.counts().api, { timeout: 20_000 }).toBe(2);
    const log = world.demo.requestLog.recent();
    expect(log.filter(({ kind }) => kind === "token")).toHaveLength(1);
    expect(new Set(log.filter(({ kind }) => kind !== "preflight").map(({ token }) => token)).size).toBe(1);
    // Two copies of the code, the script tag's and the module's, and one client.
    expect(
      await page.run(() => {
        const page = globalThis as unknown as { HCJwt: unknown; [shared: symbol]: unknown };
        return page.HCJwt !== undefined && page.HCJwt === page[Symbol.for("hc-jwt.v1")];
      }),
    ).toBe(true);
  });

  it("offers to sign in, without any request, and comes back", async () => {
    const page = await openAs(undefined);
    await reaches(page, "signed-out");
    expect(world.demo.requestLog.counts()).toMatchObject({ token: 0, api: 0 });
    await page.click('#todo-react a[href*="signin"]');
    await page.waitUntil(() => document.querySelector("form button[name=user_id]"));
    await page.click(`form button[value="${userOf(world.demo, 3).id}"]`);
    await reaches(page, "ready");
    expect(await page.run(() => location.pathname)).toBe(path);
  });

  it.each([
    ["forbidden", "signed-out", "Sign in"],
    ["plan_unsupported", "failed", "not available here"],
    ["rate_limited", "failed", "wait a minute"],
    ["sign_in_page", "failed", "Try again"],
  ] as const)("says what to do when the token endpoint responds with %s", async (tokenFault, state, says) => {
    world.demo.controls.set({ tokenFault, retryAfter: 60 });
    const page = await openAs(4);
    await reaches(page, state);
    expect(await text(page)).toContain(says);
    expect(world.demo.requestLog.counts().api).toBe(0);
  });

  it("recovers with Try again once the API is back, and keeps what the visitor typed", async () => {
    world.demo.controls.set({ apiFault: "down" });
    const page = await openAs(4);
    await reaches(page, "failed");
    expect(await text(page)).toContain("api_503");
    world.demo.controls.set({ apiFault: "ok" });
    await page.click("#todo-react button");
    await reaches(page, "ready");

    world.demo.controls.set({ apiFault: "down" });
    await page.fill("#todo-react input[type=text]", "Do not lose me");
    await page.press("Enter");
    await page.waitUntil(() => document.querySelector("#todo-react [role=alert]"));
    world.demo.controls.set({ apiFault: "ok" });
    await page.press("Enter");
    await shows(page, ["Do not lose me"]);
    expect(await page.run(() => document.querySelector("#todo-react [role=alert]"))).toBeNull();

    world.demo.controls.set({ apiFault: "down" });
    await page.click("#todo-react li input");
    await page.waitUntil(() => document.querySelector("#todo-react [role=alert]"));
    expect(await page.run(() => document.querySelector<HTMLInputElement>("#todo-react li input")?.checked)).toBe(false);
  });

  it("is a click away from the home page", async () => {
    const page = await openAs(2);
    await page.goto(`${world.demo.helpCenter.origin}/hc/en-us`);
    await page.click('main a[href$="/p/todo_react"]');
    await reaches(page, "ready");
  });

  it("leads to the plain list in a browser without import maps", async () => {
    const html = await (await fetch(world.demo.helpCenter.origin + path)).text();
    const script = /<script>([^<]*supports[^<]*)<\/script>/.exec(html)?.[1] ?? "";
    const leadsTo = (supports: unknown) => {
      let target: string | undefined;
      const location = { replace: (url: string) => (target = url) };
      new Function("HTMLScriptElement", "location", script)({ supports }, location);
      return target;
    };
    expect(leadsTo(undefined)).toBe("/hc/en-us/p/todo_list");
    expect(leadsTo(() => false)).toBe("/hc/en-us/p/todo_list");
    expect(leadsTo(() => true)).toBeUndefined();
  });
});

describe("a theme's tests in Jest, as in Copenhagen", () => {
  it("pass in its own versions: of the example, and as docs/testing.md has them", async () => {
    const [factory = "", client = ""] = await blocksBelow("testing.md", "Jest, as in Copenhagen");
    expect(factory).toContain("jest.mock(");
    expect(client).toContain("helpCenterFetch(");
    expect(await readFile(join(built(example()), "src/modules/todo-react/TodoList.spec.tsx"), "utf8")).toContain(
      factory,
    );
    const ofTheSteps = `${factory}
      import { renderTodos } from ".";

      test("shows nothing for nobody's to-dos", async () => {
        const place = document.createElement("p");
        place.textContent = "before";
        await renderTodos(place, { apiOrigin: "https://api.example.com" });
        expect(place.textContent).toBe("");
      });`;
    await writeFile(join(example(), "src/modules/my-todos/index.spec.ts"), ofTheSteps);
    await writeFile(join(example(), "src/modules/my-todos/client.spec.ts"), client);
    const { stdout } = await run("npm", ["test", "--silent", "--", "--json"], { cwd: example() }).catch(
      (error) => error,
    );
    const { testResults } = JSON.parse(stdout);
    const results = testResults.flatMap(
      (file: { message: string; name: string; assertionResults: { title: string; status: string }[] }) =>
        file.assertionResults.length
          ? file.assertionResults.map(({ title, status }) => [title, status])
          : [[file.name, file.message]],
    );
    expect(results.filter(([, status]: string[]) => status !== "passed")).toEqual([]);
    expect(results.length).toBe(11);
  });

  it("compile with TypeScript 5.2, the package's declarations included", async () => {
    const { stdout } = await run("npm", ["run", "types", "--silent"], { cwd: built(example()) }).catch(
      (error) => error,
    );
    expect(stdout).toBe("");
    const { stdout: version } = await run("npx", ["tsc", "--version"], { cwd: example() });
    expect(version).toContain("Version 5.2.");
  });
});

describeInBrowsers("a module written by the steps for Copenhagen", (browser) => {
  const world = useWorld(browser, () => ({ themeDirectory: built(myTheme()) }));

  it("shows the visitor's to-dos beside the module that was there", async () => {
    const visitor = await world.profile();
    await visitor.setCookie(world.demo.helpCenter.signIn(userOf(world.demo).id));
    const page = await visitor.newPage();
    await page.goto(`${world.demo.helpCenter.origin}/hc/en-us/p/todo_react`);
    await page.waitUntil(() => document.querySelector('#todo-react [data-state="ready"]'));
    await page.fill("#todo-react input[type=text]", "Milk");
    await page.press("Enter");
    await page.waitUntil(() => document.querySelector("#todo-react li"));
    await page.goto(`${world.demo.helpCenter.origin}/hc/en-us/p/my_todos`);
    await page.waitUntil(() => document.querySelector("#my-todos")?.textContent === "Milk");
    expect(page.console).toEqual([]);
  });
});
