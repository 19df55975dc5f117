// Builds the documentation into site/dist: `npm run docs:build`. The same sources give the same bytes.
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import Eleventy from "@11ty/eleventy";
import * as esbuild from "esbuild";
import { type Results, summaryOf, tutorialSummaryOf } from "../bench/summary.ts";
import { createMarkdown, headingsIn, type PageContext, plainText } from "./markdown.ts";
import { downloads, entries, groups, pages, type SitePage } from "./pages.ts";
import { referencePage } from "./reference/page.ts";
import { searchIndexScript } from "./search/build-index.ts";
import { sizeTable } from "./size.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const site = join(root, "site");
const playground = join(site, "playground/build.mjs");
const version: string = JSON.parse(await readFile(join(root, "package.json"), "utf8")).version;

/** What the build puts between the marks of a page, in place of what stands there. */
async function generatedParts(): Promise<Record<string, string>> {
  const results: Results = JSON.parse(await readFile(join(root, "bench/results.json"), "utf8"));
  return { bench: summaryOf(results), tutorial: tutorialSummaryOf(results), size: await sizeTable() };
}

async function textOf(page: SitePage, parts: Readonly<Record<string, string>>): Promise<string> {
  const entry = /^api-(\w+)\.html$/.exec(page.file)?.[1];
  if (!page.source && entry) return referencePage(entry, entries[entry] as string);
  const text = await readFile(join(root, page.source), "utf8");
  return text.replace(/<!-- (\w+) -->\n.*?<!-- \/\1 -->/gs, (marked, name: string) => parts[name] ?? marked);
}

/** Builds the site into an empty folder of its own. */
export async function buildSite(output: string): Promise<void> {
  const hasPlayground = existsSync(playground);
  const markdown = createMarkdown();
  const parts = await generatedParts();
  const contents = await Promise.all(
    pages.map(async (page) => {
      const context: PageContext = { source: page.source, hasPlayground };
      return { ...page, context, text: await textOf(page, parts) };
    }),
  );

  await rm(output, { recursive: true, force: true });
  const eleventy = new Eleventy(relative(process.cwd(), join(site, "layouts")), output, {
    quietMode: true,
    configPath: false,
    config(config) {
      config.setLibrary("md", markdown);
      config.setIncludesDirectory(".");
      config.setTemplateFormats(["md"]);
      config.addGlobalData("groups", groups);
      config.addGlobalData("hasPlayground", hasPlayground);
      config.addGlobalData("version", version);
      contents.forEach(({ file, name, source, text, context }, index) => {
        const headings = headingsIn(markdown, text, context);
        config.addTemplate(`${file.replace(/\.html$/, "")}.md`, text, {
          layout: "page.njk",
          permalink: `/${file}`,
          templateEngineOverride: "md",
          source,
          file,
          name,
          title: headings[0]?.text ?? name,
          description: firstSentenceOf(markdown.parse(text, context)),
          sections: headings
            .filter(({ level }) => level === 2 || level === 3)
            .map((heading) => ({ ...heading, name: shortNameOf(heading.text) })),
          previous: pages[index - 1],
          next: pages[index + 1],
        });
      });
    },
  });
  await eleventy.write();

  await mkdir(join(output, "assets"), { recursive: true });
  const indexed = contents.map(({ name, file, text, context }) => ({ name, file, text, context }));
  await writeFile(join(output, "assets/search-index.js"), searchIndexScript(markdown, indexed));
  await copyFile(join(site, "assets/site.css"), join(output, "assets/site.css"));
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ["site/assets/site.ts", "site/assets/theme.ts"],
    outdir: join(output, "assets"),
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
  });
  for (const [from, to] of Object.entries(downloads)) {
    await mkdir(dirname(join(output, to)), { recursive: true });
    await copyFile(join(root, from), join(output, to));
  }
  if (hasPlayground) {
    const { buildPlayground } = await import(/* @vite-ignore */ pathToFileURL(playground).href);
    await buildPlayground(join(output, "playground"));
  }
}

/** An error's code stands for its message where there is little room. */
const shortNameOf = (heading: string) => /^`?([a-z_]+)`?: /.exec(heading)?.[1] ?? heading;

/** The page's first paragraph, for search engines and for whoever shares a link. */
function firstSentenceOf(tokens: ReturnType<ReturnType<typeof createMarkdown>["parse"]>): string {
  const paragraph = tokens.findIndex(({ type }) => type === "paragraph_open");
  const text = plainText(tokens[paragraph + 1]).replace(/\s+/g, " ");
  return text.length <= 160 ? text : `${text.slice(0, 160).replace(/\s+\S*$/, "")}…`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildSite(join(site, "dist"));
