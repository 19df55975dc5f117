import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { beforeAll, expect, it } from "vitest";
import type * as Library from "../../src/index.ts";
import { describeInBrowsers } from "../helpers/browsers/index.ts";
import { bundle, load, userOf, useWorld } from "../helpers/browsers/visit.ts";

declare const HCJwt: Library.SharedHelpCenterJwt;
/** What a theme's own bundle imported from npm. */
declare const imported: typeof Library;

const entry = new URL("../../dist/index.js", import.meta.url);
const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
const newer = version.replace(/\.(\d+)\.\d+$/, (_: string, minor: string) => `.${Number(minor) + 1}.0`);

/** The npm copy of the next minor version, its inner names other than the script tag's, bundled by a theme. */
let npmCopy: string;
beforeAll(async () => {
  const text = await readFile(entry, "utf8");
  const { outputFiles } = await build({
    stdin: {
      contents: text.replaceAll(JSON.stringify(version), JSON.stringify(newer)),
      resolveDir: fileURLToPath(new URL(".", entry)),
      loader: "js",
    },
    bundle: true,
    format: "iife",
    globalName: "imported",
    // Page functions of these tests see it as a global. An import makes no client: its first use does.
    footer: { js: "window.imported = imported; imported.HCJwt.version;" },
    write: false,
  });
  npmCopy = outputFiles[0]?.text as string;
});

describeInBrowsers("copies of different minor versions on one page", (browser) => {
  const world = useWorld(browser);
  const tokenRequests = () => world.demo.requestLog.counts().token;

  /** A blank page of the help center, with these scripts in this order. */
  async function visit(...scripts: string[]) {
    const page = await (await world.regular(0)).newPage();
    await page.goto(`${world.demo.helpCenter.origin}/api/v2/help_center/sessions.json`);
    for (const script of scripts) await load(page, script);
    return page;
  }

  it.each(["the script tag", "the npm import"])("share one client and one token, %s first", async (first) => {
    const scripts = [bundle, npmCopy];
    const page = await visit(...(first === "the script tag" ? scripts : scripts.reverse()));
    const seen = await page.run(async (api) => {
      const calls = [HCJwt.fetch(`${api}/echo`), imported.HCJwt.fetch(`${api}/echo`), HCJwt.api.get(`${api}/echo`)];
      return {
        statuses: (await Promise.all(calls)).map(({ status }) => status),
        isOneToken: (await HCJwt.getToken()) === (await imported.HCJwt.getToken()),
        isOneClient: HCJwt.fetch === imported.HCJwt.fetch,
        versions: [HCJwt.version, imported.HCJwt.version],
      };
    }, world.api);
    const serving = first === "the script tag" ? version : newer;
    expect(seen).toEqual({
      statuses: [200, 200, 200],
      isOneToken: true,
      isOneClient: true,
      versions: [serving, serving],
    });
    expect(tokenRequests()).toBe(1);
  });

  it("obey each other's options, and know each other's errors", async () => {
    const page = await visit(bundle, npmCopy);
    const seen = await page.run(async (api) => {
      imported.HCJwt.configure({ allowedOrigins: ["https://other.example"] });
      const error = await HCJwt.fetch(`${api}/echo`).catch((error: unknown) => error);
      return {
        isKnown: imported.isHelpCenterJwtError(error),
        code: (error as Library.HelpCenterJwtError).code,
      };
    }, world.api);
    expect(seen).toEqual({ isKnown: true, code: "destination_not_allowed" });
    expect(tokenRequests()).toBe(0);
  });

  it("install side by side, with clients of their own, and send one header", async () => {
    const page = await visit(bundle, npmCopy);
    const seen = await page.run(async (api) => {
      const native = window.fetch;
      const undo = [
        HCJwt.create().install({ origins: [api] }),
        imported.createClient().install({ origins: [api] }),
        imported.HCJwt.install({ origins: [api] }),
      ];
      const byFetch = (await fetch(`${api}/echo`)).status;
      const xhr = new XMLHttpRequest();
      xhr.open("GET", `${api}/echo`);
      await new Promise((resolve) => {
        xhr.onloadend = resolve;
        xhr.send();
      });
      for (const uninstall of undo.reverse()) uninstall();
      return [byFetch, xhr.status, window.fetch === native];
    }, world.api);
    // The API takes no header that holds two tokens.
    expect(seen).toEqual([200, 200, true]);
  });

  it("take over the tab's token from each other, from page to page", async () => {
    const options = { storage: "session" as const, user: userOf(world.demo).id };
    const page = await visit(bundle);
    const scripts = [undefined, npmCopy, bundle];
    for (const script of scripts) {
      if (script) {
        await page.goto(`${world.demo.helpCenter.origin}/api/v2/help_center/sessions.json`);
        await load(page, script);
      }
      const status = await page.run(
        async ([api, options]) => {
          const client = "HCJwt" in window ? HCJwt : imported.HCJwt;
          client.configure(options);
          return (await client.fetch(`${api}/echo`)).status;
        },
        [world.api, options] as const,
      );
      expect(status).toBe(200);
    }
    expect(tokenRequests()).toBe(1);
  });
});
