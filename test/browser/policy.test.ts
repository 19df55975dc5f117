import { createHash } from "node:crypto";
import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Listener, listen } from "../../demo-server/listener.ts";
import type { Diagnosis } from "../../src/diagnose/index.ts";
import type { SharedHelpCenterJwt } from "../../src/index.ts";
import { type BrowserPage, describeInBrowsers } from "../helpers/browsers/index.ts";
import { bundle, diagnoseBundle, load, useWorld } from "../helpers/browsers/visit.ts";
import { plainToken } from "../helpers/plain-jwt.ts";
import { integrity, policyTag } from "../helpers/security-doc.ts";

declare const HCJwt: SharedHelpCenterJwt;

const demoTheme = fileURLToPath(new URL("../../demo-theme", import.meta.url));

const themes: string[] = [];
afterAll(() => Promise.all(themes.map((theme) => rm(theme, { recursive: true, force: true }))));

/** The demo theme with SECURITY.md's policy in its head, for the demo's API. */
async function themeWithPolicy(change = (policy: string) => policy): Promise<string> {
  const theme = await mkdtemp(join(tmpdir(), "hc-jwt-policy-"));
  themes.push(theme);
  await cp(demoTheme, theme, { recursive: true });
  const tag = change(policyTag.replace("https://api.example.com", "{{settings.todo_api_origin}}"));
  await edit(join(theme, "templates/document_head.hbs"), (head) => `${tag}\n${head}`);
  return theme;
}

/** That theme as Copenhagen is in a browser without import maps: es-module-shims reads the map and runs the modules. */
async function themeWithShim(change?: (policy: string) => string): Promise<string> {
  const theme = await themeWithPolicy(change);
  const shim = createRequire(import.meta.url).resolve("es-module-shims");
  await copyFile(shim, join(theme, "assets/es-module-shims.js"));
  const start = `<script>
    var blocked = [];
    addEventListener("securitypolicyviolation", function (event) { blocked.push(event.blockedURI); });
    window.esmsInitOptions = { shimMode: true };
  </script>
  <script src="{{asset 'es-module-shims.js'}}"></script>
  <script type="importmap-shim">`;
  await edit(join(theme, "templates/document_head.hbs"), (head) => head.replace('<script type="importmap">', start));
  const page = join(theme, "templates/custom_pages/todo_react.hbs");
  await edit(page, (template) => template.replace('type="module"', 'type="module-shim"'));
  return theme;
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, "utf8")));
}

describeInBrowsers("the demo theme under the content security policy of SECURITY.md", (browser) => {
  const world = useWorld(browser, async () => ({ themeDirectory: await themeWithPolicy() }));

  async function open(user: number): Promise<BrowserPage> {
    const page = await (await world.regular(user)).newPage();
    await page.goto(`${world.demo.helpCenter.origin}/hc/en-us/p/todo_list`);
    return page;
  }
  const reaches = (page: BrowserPage, wanted: string) =>
    page.waitUntil((wanted) => document.querySelector("#todo-app")?.getAttribute("data-state") === wanted, wanted);
  const add = async (page: BrowserPage, title: string) => {
    await page.fill("#todo-title", title);
    await page.press("Enter");
  };
  const shows = (page: BrowserPage, title: string) =>
    page.waitUntil(
      (title) =>
        [...document.querySelectorAll("#todo-items [data-title]")].some(({ textContent }) => textContent === title),
      title,
    );
  /** From now on the page may connect to the help center alone, as if the policy did not name the API. */
  const forgetApi = (page: BrowserPage) =>
    page.run(() => {
      const tag = document.createElement("meta");
      tag.httpEquiv = "Content-Security-Policy";
      tag.content = "connect-src 'self'";
      document.head.append(tag);
    });

  it("works: the list is read and written, and the browser refuses nothing", async () => {
    const page = await open(4);
    await reaches(page, "ready");
    await add(page, "Under a policy");
    await shows(page, "Under a policy");
    expect(world.demo.requestLog.counts()).toMatchObject({ token: 1, apiStatuses: { 201: 1 } });
    expect(page.console.filter((line) => /refused|blocked|security/i.test(line))).toEqual([]);
  });

  it("is in force: another origin cannot be called, by this library or without it", async () => {
    const page = await open(4);
    await reaches(page, "ready");
    world.elsewhere.requestLog.clear();
    const names = await page.run(async (url) => {
      HCJwt.configure({ allowedOrigins: [new URL(url).origin] });
      const nameOf = (call: Promise<Response>) => call.then(({ status }) => String(status)).catch(({ name }) => name);
      return [await nameOf(fetch(url)), await nameOf(HCJwt.fetch(url))];
    }, `${world.elsewhere.origin}/public`);
    expect(names).toEqual(["TypeError", "TypeError"]);
    expect(world.elsewhere.requestLog.counts()).toMatchObject({ api: 0, preflight: 0 });
  });

  it("without the API in connect-src fails calls with fetch's own TypeError, and loses nothing", async () => {
    const page = await open(3);
    await reaches(page, "ready");
    await forgetApi(page);
    world.demo.requestLog.clear();
    const error = await page.run(
      (url) =>
        HCJwt.fetch(url).then(
          () => "answered",
          (error: Error) => [error.name, error instanceof TypeError, "code" in error],
        ),
      `${world.api}/todos`,
    );
    expect(error).toEqual(["TypeError", true, false]);
    await add(page, "Do not lose me");
    await page.waitUntil(() => !(document.querySelector("#todo-alert") as HTMLElement).hidden);
    expect(await page.run(() => (document.querySelector("#todo-title") as HTMLInputElement).value)).toBe(
      "Do not lose me",
    );
    // Nothing left the page, and the token at hand is as good as before.
    expect(world.demo.requestLog.counts()).toMatchObject({ token: 0, api: 0, preflight: 0 });
    expect(await page.run(async () => (await HCJwt.getToken()).length)).toBeGreaterThan(100);
    expect(world.demo.requestLog.counts().token).toBe(0);
  });

  it("is among the causes that the diagnosis names for an API that cannot be reached", async () => {
    const page = await open(4);
    await reaches(page, "ready");
    await forgetApi(page);
    await load(page, diagnoseBundle);
    const { steps } = await page.run(async (url) => (await HCJwt.diagnose?.(url)) as Diagnosis, `${world.api}/todos`);
    expect(steps.filter(({ status }) => status === "failed")).toEqual([
      {
        name: "reachable",
        status: "failed",
        detail: expect.any(String),
        advice: expect.stringContaining("content security policy (connect-src)"),
      },
    ]);
  });
});

describeInBrowsers("a theme's modules under that policy, in a browser that needs es-module-shims", (browser) => {
  const open = async (world: ReturnType<typeof useWorld>) => {
    const page = await (await world.regular(4)).newPage();
    await page.goto(`${world.demo.helpCenter.origin}/hc/en-us/p/todo_react`);
    return page;
  };

  describe("as it stands", () => {
    const world = useWorld(browser, async () => ({ themeDirectory: await themeWithShim() }));

    it("do not run without blob: in script-src, and the script tag does", async () => {
      const page = await open(world);
      await page.waitUntil(() => (window as unknown as { blocked: string[] }).blocked.some((url) => /^blob/.test(url)));
      expect(await page.run(() => document.querySelector("#todo-react [data-state]"))).toBeNull();
      expect(await page.run(async () => (await HCJwt.getToken()).length)).toBeGreaterThan(100);
    });
  });

  describe("as docs/getting-started.md changes it", () => {
    const addBlob = (policy: string) => policy.replace("script-src ", "script-src blob: ");
    const world = useWorld(browser, async () => ({ themeDirectory: await themeWithShim(addBlob) }));

    it("run with blob: in script-src", async () => {
      const page = await open(world);
      await page.waitUntil(() => document.querySelector('#todo-react [data-state="ready"]'));
      expect(await page.run(() => (window as unknown as { blocked: string[] }).blocked)).toEqual([]);
    });
  });
});

describeInBrowsers("the bundle by a strict script tag", (browser) => {
  let assets: Listener;
  let site: Listener;
  let page: BrowserPage;
  const assetUrl = (path: string) => `http://127.0.0.1:${assets.port}${path}`;

  /** A host such as a theme's assets come from. */
  beforeAll(async () => {
    assets = await listen(0, ["127.0.0.1"]);
    assets.serve(({ url }) => {
      const { pathname } = new URL(url);
      const headers = {
        "Content-Type": "text/javascript",
        ...(pathname !== "/no-cors.js" && { "Access-Control-Allow-Origin": "*" }),
      };
      // One byte: the version in the comment at the top.
      const changed = bundle.replace("hc-jwt 0", "hc-jwt 9");
      return new Response(pathname === "/changed.js" ? changed : bundle, { headers });
    });
    // A help center that is nothing but its policy, a script tag and a token endpoint.
    site = await listen(0, ["127.0.0.1"]);
    site.serve(({ url }) => {
      const { pathname, searchParams } = new URL(url);
      if (pathname === "/token") {
        return Response.json({ token: plainToken({ userId: 1, exp: Math.floor(Date.now() / 1_000) + 300 }) });
      }
      const policy = searchParams.get("policy");
      const headers = { "Content-Type": "text/html", ...(policy && { "Content-Security-Policy": policy }) };
      return new Response(
        `<!DOCTYPE html><title>x</title><link rel="icon" href="data:,">${searchParams.get("tag") ?? ""}`,
        { headers },
      );
    });
    page = await (await browser().newProfile()).newPage();
  });
  afterAll(() => Promise.all([assets?.close(), site?.close()]));

  /** Whether the tag defines HCJwt on a page with this policy, and the token can be had there. */
  async function works(tag: string, policy = ""): Promise<boolean> {
    await page.goto(`http://127.0.0.1:${site.port}/?${new URLSearchParams({ tag, policy })}`);
    const isDefined = await page.run(() => "HCJwt" in window);
    if (isDefined) expect(await page.run(async () => (await HCJwt.getToken()).length)).toBeGreaterThan(20);
    return isDefined;
  }
  const script = (path: string, attributes: string) =>
    `<script src="${assetUrl(path)}" data-token-url="/token" ${attributes}></script>`;

  it("has the hash that the command of SECURITY.md prints", () => {
    expect(integrity).toBe(`sha384-${createHash("sha384").update(bundle).digest("base64")}`);
  });

  it("runs with the right hash, and not with one byte changed", async () => {
    const attributes = `integrity="${integrity}" crossorigin="anonymous"`;
    expect(await works(script("/hc-jwt.js", attributes))).toBe(true);
    expect(await works(script("/changed.js", attributes))).toBe(false);
    // The trap is set: it is the hash that stops it.
    expect(await works(script("/changed.js", 'crossorigin="anonymous"'))).toBe(true);
  });

  it("does not run with a hash from a host without CORS, or without crossorigin", async () => {
    expect(await works(script("/no-cors.js", `integrity="${integrity}" crossorigin="anonymous"`))).toBe(false);
    expect(await works(script("/hc-jwt.js", `integrity="${integrity}"`))).toBe(false);
    expect(await works(script("/no-cors.js", ""))).toBe(true);
  });

  describe("under a policy that allows scripts", () => {
    const policy = (source: string) => `default-src 'none'; script-src ${source}; connect-src 'self'; img-src data:`;

    it("by their host", async () => {
      expect(await works(script("/hc-jwt.js", ""), policy(`http://127.0.0.1:${assets.port}`))).toBe(true);
      expect(await works(script("/hc-jwt.js", ""), policy("https://cdn.example.com"))).toBe(false);
    });

    it("by a nonce", async () => {
      expect(await works(script("/hc-jwt.js", 'nonce="cmFuZG9t"'), policy("'nonce-cmFuZG9t'"))).toBe(true);
      expect(await works(script("/hc-jwt.js", ""), policy("'nonce-cmFuZG9t'"))).toBe(false);
    });

    it("by their hash", async () => {
      const attributes = `integrity="${integrity}" crossorigin="anonymous"`;
      expect(await works(script("/hc-jwt.js", attributes), policy(`'${integrity}'`))).toBe(true);
      expect(await works(script("/hc-jwt.js", attributes), policy("'sha384-AAAA'"))).toBe(false);
    });
  });
});
