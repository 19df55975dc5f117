import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import MiniSearch from "minisearch";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Results, summaryOf } from "../../bench/summary.ts";
import { buildSite } from "../../site/build.ts";
import { createMarkdown } from "../../site/markdown.ts";
import { groups, pages } from "../../site/pages.ts";
import { type IndexedSection, indexOptions } from "../../site/search/tokens.ts";
import { serveFolder } from "../../site/serve.ts";
import { stories, storyOf } from "../../site/stories.ts";
import { type BrowserPage, describeInBrowsers } from "../helpers/browsers/index.ts";
import { anchorsOf } from "../helpers/markdown.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const root = fileURLToPath(new URL("../..", import.meta.url));
const hasPlayground = existsSync(join(root, "site/playground/build.mjs"));

let workspace: string;
let site: string;
let served: Awaited<ReturnType<typeof serveFolder>>;

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "hc-jwt-site-"));
  site = join(workspace, "first");
  await buildSite(site);
  served = await serveFolder(site);
});
afterAll(async () => {
  await served?.close();
  await rm(workspace, { recursive: true, force: true });
});

const html = (file: string) => readFile(join(site, file), "utf8");
const idsIn = (text: string) => [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id = ""]) => id);
const unescaped = (text: string) =>
  text
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&");
/** What links, scripts, styles and images of a page name. */
const targetsIn = (text: string) =>
  [...text.matchAll(/<(?:a|link|script|img)\b[^>]*?\s(?:href|src)="([^"]*)"/g)].map(([, target = ""]) =>
    unescaped(target),
  );

describe("the documentation site", () => {
  it("has all pages of docs/ and every public entry of the package", async () => {
    const sources = pages.map(({ source }) => source);
    const markdown = (await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md"));
    expect(sources).toEqual(expect.arrayContaining(markdown.map((name) => `docs/${name}`)));
    const { exports } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const typed = Object.entries<{ types?: string }>(exports).filter(([, { types }]) => types?.endsWith(".d.ts"));
    for (const [path] of typed) {
      if (path === "./global") continue;
      expect(groups.flatMap(({ pages }) => pages.map(({ name }) => name))).toContain(path.replace(/^\./, "hc-jwt"));
    }
    for (const { file } of pages) expect(existsSync(join(site, file)), file).toBe(true);
  });

  it("is the same, byte for byte, when it is built again", async () => {
    const again = join(workspace, "second");
    await buildSite(again);
    const names = async (folder: string) =>
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
        .sort();
    const files = await names(site);
    expect(await names(again)).toEqual(files);
    for (const file of files) {
      const [first, second] = await Promise.all([readFile(join(site, file)), readFile(join(again, file))]);
      expect(first.equals(second), file).toBe(true);
    }
  });

  it("has links that lead to a page, a file and an anchor that are there", async () => {
    const known = new Map<string, string[]>();
    for (const { file } of pages) known.set(file, idsIn(await html(file)));
    for (const { file } of pages) {
      for (const target of targetsIn(await html(file)).filter((target) => !/^(?:https:|data:,$)/.test(target))) {
        const [path = "", anchor] = target.split("#");
        const name = path || file;
        expect(existsSync(join(site, name)), `${target} in ${file}`).toBe(true);
        if (anchor === undefined || name.startsWith("playground/")) continue;
        expect(known.get(name) ?? [anchor], `${target} in ${file}`).toContain(anchor);
      }
    }
  });

  it("keeps every anchor that the repository's Markdown has", async () => {
    for (const { source, file } of pages.filter(({ source }) => source)) {
      const wanted = anchorsOf(await readFile(join(root, source), "utf8"));
      expect(idsIn(await html(file)), file).toEqual(expect.arrayContaining(wanted));
    }
  });

  it("has no id twice, one title a page, and headings that skip no level", async () => {
    for (const { file } of pages) {
      const text = await html(file);
      const ids = idsIn(text);
      expect(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        file,
      ).toEqual([]);
      const levels = [...text.matchAll(/<h([1-6])\b/g)].map(([, level]) => Number(level));
      expect(
        levels.filter((level) => level === 1),
        file,
      ).toHaveLength(1);
      levels.forEach((level, index) => {
        expect(level - (levels[index - 1] ?? 0), `${file}, heading ${index + 1}`).toBeLessThanOrEqual(1);
      });
    }
  });

  it("asks no other host for anything", async () => {
    for (const { file } of pages) {
      const loaded = [...(await html(file)).matchAll(/<(?:link|script|img|iframe)\b[^>]*?\s(?:href|src)="([^"]*)"/g)];
      for (const [, target = ""] of loaded) expect(target, file).not.toMatch(/^(?:\w+:)?\/\//);
    }
    expect(await html("assets/site.css")).not.toMatch(/@import|url\(/);
  });

  it("names no template's braces or marks that were left over", async () => {
    for (const { file } of pages) expect(await html(file), file).not.toMatch(/\{%|<!-- \w+ -->/);
  });

  it("shows the benchmark of the last run", async () => {
    const results: Results = JSON.parse(await readFile(join(root, "bench/results.json"), "utf8"));
    const text = (await html("benchmark.html")).replaceAll("\u00a0", " ");
    const cells = (line: string) => line.split("|").slice(1, -1);
    for (const line of summaryOf(results).split("\n").slice(2)) {
      const [first = "", ...figures] = cells(line).map((cell) => cell.trim().replace(/`([^`]*)`/g, "<code>$1</code>"));
      expect(text).toContain(first);
      for (const figure of figures) expect(text).toContain(figure);
    }
  });

  it("says what each kilobyte of the built script is, and leaves none out", async () => {
    const text = (await html("size.html")).replace(/<[^>]+>/g, " ").replaceAll("\u00a0", " ");
    const script = await readFile(join(root, "dist/hc-jwt.js"));
    const kilobytes = [...text.matchAll(/(\d+\.\d) kB\s+\d+ %/g)].map(([, figure]) => Number(figure));
    expect(kilobytes.length).toBeGreaterThan(4);
    const sum = kilobytes.reduce((total, figure) => total + figure, 0);
    // Each is rounded to a tenth.
    expect(Math.abs(sum - script.length / 1_000)).toBeLessThan(kilobytes.length * 0.05 + 0.05);
    expect(text).toMatch(/ky\s*, as published/);
  });

  it("documents each exported name of each entry", async () => {
    for (const page of pages.filter(({ source }) => source === "")) {
      const entry = page.file.replace(/^api-|\.html$/g, "");
      const declarations = await readFile(join(root, `dist/${entry}.d.ts`), "utf8");
      const names = [...declarations.matchAll(/^export declare \w+ (\w+)/gm)].map(([, name = ""]) => name);
      expect(names.length, page.file).toBeGreaterThan(0);
      expect(idsIn(await html(page.file)), page.file).toEqual(
        expect.arrayContaining(names.map((name) => name.toLowerCase())),
      );
    }
  });

  it("documents each member of a class or an interface", async () => {
    const text = (await html("api-index.html")).replace(/<[^>]+>/g, "");
    for (const member of ["fetch(input", "getToken(options", "install(options", "readonly version", "refreshLeeway?"])
      expect(text).toContain(member);
    expect(text).toMatch(/Default of retry: 2/);
    // Types that ours name, and none of what a package declares.
    const ids = idsIn(await html("api-index.html"));
    expect(ids).toEqual(expect.arrayContaining(["diagnosisstep", "helpcenterjwterrordetails"]));
    expect(ids.filter((id) => /^ky|hook$|retry/.test(id))).toEqual([]);
    expect(text).toContain("How often a failed token request (network, timeout, 408, 429, 5xx) is retried");
  });

  it("knows a story for each recipe and each error code, and no section or story that is not there", async () => {
    for (const [source, sections] of Object.entries(storyOf)) {
      const anchors = anchorsOf(await readFile(join(root, source), "utf8"));
      expect(anchors).toEqual(expect.arrayContaining(Object.keys(sections)));
      for (const story of Object.values(sections)) expect(stories).toHaveProperty([story]);
    }
    expect(new Set(Object.values(storyOf).flatMap((sections) => Object.values(sections))).size).toBe(
      Object.keys(stories).length,
    );
    const errors = anchorsOf(await readFile(join(root, "docs/errors.md"), "utf8")).filter((anchor) =>
      /^[a-z]+(?:_[a-z]+)+$/.test(anchor),
    );
    expect(Object.keys(storyOf["docs/errors.md"] ?? {}).sort()).toEqual(errors.sort());
    const recipes = anchorsOf(await readFile(join(root, "docs/recipes.md"), "utf8"));
    expect(Object.keys(storyOf["docs/recipes.md"] ?? {}).sort()).toEqual(
      recipes.filter((anchor) => anchor !== "recipes" && anchor !== "the-script-tag").sort(),
    );
  });

  it("leads from each error code and each recipe to the story that shows it, where the playground is", async () => {
    const markdown = createMarkdown();
    for (const [source, sections] of Object.entries(storyOf)) {
      const text = await readFile(join(root, source), "utf8");
      for (const [anchor, story] of Object.entries(sections)) {
        const rendered = markdown.render(text, { source, hasPlayground: true });
        const [, section = ""] = rendered.split(`id="${anchor}"`);
        // Right below the heading, not that of the next section.
        expect(section.split("<h")[section.startsWith("></a>") ? 1 : 0], anchor).toContain(
          `playground/index.html#story=${story}`,
        );
      }
      const links = markdown.render(text, { source, hasPlayground: false });
      expect(links).not.toContain("playground/");
    }
    if (hasPlayground) {
      const told = await readFile(join(root, "site/playground/stories.ts"), "utf8");
      for (const story of Object.keys(stories)) expect(told).toContain(`name: "${story}"`);
    }
    const shown = (await html("errors.html")).includes("playground/index.html#story=plan");
    expect(shown).toBe(hasPlayground);
    expect(existsSync(join(site, "playground/index.html"))).toBe(hasPlayground);
  });
});

describe("the server of `npm run docs`", () => {
  it.each([
    ["/", 200],
    ["/errors.html", 200],
    ["/errors.html?a=b", 200],
    ["/nothing.html", 404],
    ["/assets", 404],
    ["/%2e%2e%2fsecond%2findex.html", 404],
    ["/..%2f..%2f..%2fetc%2fpasswd", 404],
    ["/%ff", 404],
    ["/%00", 404],
    ["//", 404],
  ])("responds to %s with %i, and goes on", async (path, status) => {
    expect((await fetch(served.origin + path)).status).toBe(status);
    expect((await fetch(`${served.origin}/index.html`)).status).toBe(200);
  });
});

describe("the search", () => {
  let index: MiniSearch<IndexedSection>;
  beforeAll(async () => {
    const script = await html("assets/search-index.js");
    const [, json = '""'] = /^globalThis\.hcJwtSearchIndex = (.*);$/m.exec(script) ?? [];
    index = MiniSearch.loadJSON(JSON.parse(json), indexOptions as never);
  });

  it.each([
    ["Failed to fetch", "troubleshooting.html#failed-to-fetch"],
    ["TypeError: Failed to fetch", "troubleshooting.html#failed-to-fetch"],
    ["plan_unsupported", "errors.html#plan_unsupported"],
    ["not_signed_in", "errors.html#not_signed_in"],
    ["unknown_key", "errors.html#unknown_key"],
    ["is not in allowedOrigins", "errors.html#destination_not_allowed"],
    ["Copenhagen", "getting-started.html"],
    ["PyJWT", "verify-anywhere.html#python-with-pyjwt"],
    ["pyjwt", "verify-anywhere.html#python-with-pyjwt"],
    ["Content-Security-Policy", "#refused-to-connect-content-security-policy"],
    ["content security policy", "content-security-policy"],
    ["CORS", "cors"],
    ["refreshLeeway", "options.html#all-options"],
    ["HCJwt is not defined", "troubleshooting.html#hcjwt-is-not-defined"],
    ["jquery", "recipes.html#jquery"],
    ["lambda", "verify-anywhere.html#aws-lambda"],
    ["React 17", "recipes.html#react"],
  ])("finds %s first in %s", (query, url) => {
    const [first] = index.search(query);
    expect(first?.url).toContain(url);
  });

  it("finds a word that is typed halfway, or with a slip", () => {
    expect(index.search("troubl")[0]?.url).toContain("troubleshooting.html");
    expect(index.search("authorzation").length).toBeGreaterThan(0);
  });
});

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds on the page that is open, in words. */
async function findings(page: BrowserPage, what: "colours" | "all but colours"): Promise<string[]> {
  return page.run(
    async ({ source, what }) => {
      if (!("axe" in globalThis)) new Function(source)();
      const { axe } = globalThis as never as { axe: typeof import("axe-core") };
      const colours = "color-contrast";
      const { violations } = await axe.run(
        what === "colours" ? { runOnly: [colours] } : { rules: { [colours]: { enabled: false } } },
      );
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
      );
    },
    { source: axe, what },
  );
}

describeInBrowsers("the documentation site", (browser) => {
  async function open(url: string): Promise<BrowserPage> {
    const profile = await browser().newProfile();
    const page = await profile.newPage();
    await page.goto(url);
    return page;
  }

  it("loads every page without a word in the console, and needs no scrolling sideways", async () => {
    const page = await open(`${served.origin}/index.html`);
    for (const { file } of pages) {
      await page.goto(`${served.origin}/${file}`);
      await page.waitUntil(() => !document.querySelector<HTMLInputElement>("#search")?.disabled);
      expect(await page.run(() => document.documentElement.scrollWidth <= innerWidth), file).toBe(true);
    }
    expect(page.console).toEqual([]);
  });

  it("has room enough on a phone: no page is wider than 390 pixels", async () => {
    const page = await open(`${served.origin}/index.html`);
    const tooWide = await page.run(
      async (files) => {
        const frame = document.createElement("iframe");
        frame.style.cssText = "position: fixed; inset: 0 auto auto 0; inline-size: 390px; block-size: 844px; border: 0";
        document.body.append(frame);
        const found: string[] = [];
        for (const file of files) {
          await new Promise((resolve) => {
            frame.onload = resolve;
            frame.src = file;
          });
          const root = frame.contentDocument?.documentElement;
          if (!root || root.clientWidth > 390 || root.scrollWidth > root.clientWidth) found.push(file);
        }
        return found;
      },
      pages.map(({ file }) => file),
    );
    expect(tooWide).toEqual([]);
  });

  it("is searched and read with the keyboard alone", async () => {
    const page = await open(`${served.origin}/index.html`);
    const focused = () =>
      page.run(() => (document.activeElement as HTMLElement | null)?.innerText || document.activeElement?.id);
    await page.run(() => document.body.focus());
    await page.press("Tab");
    expect(await focused()).toBe("Skip to the content");
    await page.press("Enter");
    expect(await page.run(() => location.hash)).toBe("#content");
    await page.fill("#search", "plan_unsupported");
    await page.waitUntil(() => document.querySelector("#results a"));
    expect(await page.run(() => document.querySelector("#search-status")?.textContent)).toMatch(/result/);
    await page.press("Enter");
    await page.waitUntil(() => location.href.endsWith("errors.html#plan_unsupported"));
    expect(page.console).toEqual([]);
  });

  it("changes its colours at the reader's wish, and remembers it", async () => {
    const page = await open(`${served.origin}/index.html`);
    const background = () => page.run(() => getComputedStyle(document.body).backgroundColor);
    const light = "rgb(255, 255, 255)";
    await page.click("#theme");
    expect(await background()).toBe(light);
    await page.click("#theme");
    expect(await background()).not.toBe(light);
    await page.goto(`${served.origin}/errors.html`);
    expect(await background()).not.toBe(light);
    expect(await page.run(() => document.querySelector("#theme")?.textContent)).toBe("Theme: dark");
  });
});

describeInBrowsers(
  "the documentation site, looked at closely",
  (browser) => {
    it("has nothing that axe objects to on any page", async () => {
      const page = await (await browser().newProfile()).newPage();
      for (const { file } of pages) {
        await page.goto(`${served.origin}/${file}`);
        expect(await findings(page, "all but colours"), file).toEqual([]);
      }
    });

    // All colours that there are: of text, tables, code in each language, and results. axe looks at each word for itself.
    it.each(["light", "dark"])("has colours with enough contrast, %s", async (theme) => {
      const page = await (await browser().newProfile()).newPage();
      await page.goto(`${served.origin}/index.html`);
      await page.run((chosen) => localStorage.setItem("hc-jwt-docs-theme", chosen), theme);
      for (const file of ["index.html", "errors.html", "benchmark.html", "getting-started.html", "api-diagnose.html"]) {
        await page.goto(`${served.origin}/${file}`);
        expect(await page.run(() => document.documentElement.dataset.theme)).toBe(theme);
        expect(await findings(page, "colours"), file).toEqual([]);
      }
      await page.fill("#search", "Copenhagen");
      await page.waitUntil(() => document.querySelector("#results a"));
      expect(await findings(page, "colours"), "with results").toEqual([]);
    });

    it("reaches everything that can be used by Tab, and shows where the focus is", async () => {
      const profile = await browser().newProfile();
      const page = await profile.newPage();
      await page.goto(`${served.origin}/options.html`);
      const wanted = await page.run(() => {
        const usable = [...document.querySelectorAll<HTMLElement>("a[href], button, input, [tabindex='0']")];
        return usable.filter((element) => element.checkVisibility({ visibilityProperty: true })).length;
      });
      expect(wanted).toBeGreaterThan(40);
      const seen = new Set<number>();
      for (let step = 0; step < wanted + 5; step++) {
        await page.press("Tab");
        const [index, outline] = await page.run(() => {
          const element = document.activeElement as HTMLElement;
          const all = [...document.querySelectorAll("a[href], button, input, [tabindex='0']")];
          return [all.indexOf(element), element === document.body || getComputedStyle(element).outlineStyle !== "none"];
        });
        expect(outline, `the focus of element ${index} is visible`).toBe(true);
        if ((index as number) >= 0) seen.add(index as number);
      }
      expect(seen.size).toBe(wanted);
    });

    it("opens and closes the list of pages with the keyboard where a phone hides it", async () => {
      const page = await (await browser().newProfile()).newPage();
      await page.goto(`${served.origin}/index.html`);
      await page.run(async () => {
        const frame = document.createElement("iframe");
        frame.style.cssText =
          "position: fixed; inset: 0 auto auto 0; z-index: 9; inline-size: 390px; block-size: 844px";
        frame.src = "errors.html";
        document.body.replaceChildren(frame);
        await new Promise((resolve) => {
          frame.onload = resolve;
        });
        frame.contentWindow?.focus();
        frame.contentDocument?.querySelector<HTMLElement>("#menu")?.focus();
      });
      const state = () =>
        page.run(() => {
          const inFrame = document.querySelector("iframe")?.contentDocument;
          const isShown = inFrame?.querySelector("#pages")?.checkVisibility();
          return [isShown, inFrame?.querySelector("#menu")?.getAttribute("aria-expanded"), inFrame?.activeElement?.id];
        });
      expect(await state()).toEqual([false, "false", "menu"]);
      await page.press("Enter");
      expect(await state()).toEqual([true, "true", "menu"]);
      await page.press("Escape");
      expect(await state()).toEqual([false, "false", "menu"]);
    });

    it("works from the disk: pages, links and search", async () => {
      const profile = await browser().newProfile();
      const page = await profile.newPage();
      await page.goto(pathToFileURL(join(site, "index.html")).href);
      await page.fill("#search", "Failed to fetch");
      await page.waitUntil(() => document.querySelector("#results a"));
      await page.press("Enter");
      await page.waitUntil(() => location.href.endsWith("/troubleshooting.html#failed-to-fetch"));
      expect(page.console).toEqual([]);
    });
  },
  ["Chromium"],
);
