import type MarkdownIt from "markdown-it";
import MiniSearch from "minisearch";
import { headingsIn, type PageContext, plainText } from "../markdown.ts";
import { type IndexedSection, indexOptions } from "./tokens.ts";

/** A page as the index takes it. */
export interface IndexedPage {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly context: PageContext;
}

/** The script that gives the index to the page. A script and not a file to fetch: that works from the disk, too. */
export function searchIndexScript(markdown: MarkdownIt, pages: readonly IndexedPage[]): string {
  const index = new MiniSearch<IndexedSection>(indexOptions as never);
  index.addAll(pages.flatMap((page) => sectionsOf(markdown, page)).map((section, id) => ({ ...section, id })));
  return `globalThis.hcJwtSearchIndex = ${JSON.stringify(JSON.stringify(index))};\n`;
}

/** What stands between two headings, as plain text. */
function sectionsOf(markdown: MarkdownIt, { name, file, text, context }: IndexedPage): Omit<IndexedSection, "id">[] {
  const headings = headingsIn(markdown, text, context);
  const texts: string[] = [];
  const terms: string[] = [];
  let inHeading = false;
  let cell = 0;
  for (const token of markdown.parse(text, context)) {
    if (token.type === "heading_open") {
      inHeading = true;
      texts.push("");
      terms.push("");
    } else if (token.type === "heading_close") inHeading = false;
    else if (token.type === "tr_open") cell = 0;
    else if (token.type === "td_open") cell++;
    else if (!inHeading && texts.length > 0) {
      const part = token.type === "fence" ? token.content : plainText(token);
      if (part) texts.push(`${texts.pop()} ${part}`);
      if (part && cell === 1) terms.push(`${terms.pop()} ${part}`);
    }
  }
  return headings.map(({ text: heading, anchor, level }, index) => ({
    page: name,
    // What is written for readers, before what is for reference or for those who change the project.
    weight: context.source.startsWith("docs/") ? 1 : 0.5,
    heading: level === 1 ? name : heading,
    url: level === 1 ? file : `${file}#${anchor}`,
    terms: (terms[index] ?? "").trim(),
    text: (texts[index] ?? "").replace(/\s+/g, " ").trim(),
  }));
}
