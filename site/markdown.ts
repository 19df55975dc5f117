import { dirname, join, normalize } from "node:path/posix";
import MarkdownIt from "markdown-it";
import { slugOf } from "../test/helpers/markdown.ts";
import { highlight } from "./highlight.ts";
import { downloads, pages } from "./pages.ts";
import { type Story, stories, storyOf } from "./stories.ts";

/** What a page's Markdown is rendered with. */
export interface PageContext {
  /** The Markdown file, from the root of the repository; empty for what the build writes. */
  readonly source: string;
  readonly hasPlayground: boolean;
}

export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly anchor: string;
}

type Token = ReturnType<MarkdownIt["parse"]>[number];

/** Markdown as the site shows it: anchors, links to the site's own files, colours, tables for narrow screens, stories. */
export function createMarkdown(): MarkdownIt {
  const markdown = new MarkdownIt({ html: true, highlight });
  markdown.core.ruler.push("named", ({ tokens }) => unwrapAnchors(tokens));
  markdown.core.ruler.push("anchors", ({ tokens }) => addAnchors(tokens));
  markdown.core.ruler.push("links", ({ tokens, env }) => rewriteLinks(tokens, env as PageContext));
  markdown.core.ruler.push("tables", ({ tokens, Token }) => {
    nameColumns(tokens, Token);
    labelTables(tokens);
  });
  markdown.core.ruler.push("stories", ({ tokens, env, Token }) => {
    const { source, hasPlayground } = env as PageContext;
    const shown = hasPlayground ? storyOf[source] : undefined;
    if (!shown) return;
    for (let index = tokens.length - 1; index >= 0; index--) {
      const anchor = tokens[index]?.type === "heading_close" && anchorsAt(tokens, index).find((name) => shown[name]);
      if (!anchor) continue;
      const link = new Token("html_block", "", 0);
      link.content = storyLink(shown[anchor] as Story);
      tokens.splice(index + 1, 0, link);
    }
  });

  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (tokens, index, options, env, self) =>
    // Reached by Tab, so that the keyboard can scroll it.
    (fence?.(tokens, index, options, env, self) ?? "").replace("<pre>", '<pre tabindex="0">');
  markdown.renderer.rules.table_open = (tokens, index, options, _, self) => {
    const scrolls = tokens[index]?.meta?.scrolls;
    const wrapper = scrolls
      ? '<div class="table scrolls" tabindex="0" role="region" aria-label="Table">'
      : '<div class="table">';
    return wrapper + self.renderToken(tokens, index, options);
  };
  markdown.renderer.rules.table_close = () => "</table></div>\n";
  return markdown;
}

const storyLink = (story: Story) =>
  `<p class="story"><a href="playground/index.html#story=${story}">Playground: ${stories[story]}</a></p>\n`;

/** An anchor on a line of its own is no paragraph, with space around it. */
function unwrapAnchors(tokens: Token[]): void {
  for (let index = tokens.length - 2; index > 0; index--) {
    const token = tokens[index] as Token;
    if (token.type !== "inline" || !/^<a id="[^"]+"><\/a>$/.test(token.content)) continue;
    token.type = "html_block";
    token.children = null;
    tokens.splice(index + 1, 1);
    tokens.splice(index - 1, 1);
  }
}

/** The names of the heading that ends here: its own, and that of an anchor right before it. */
function anchorsAt(tokens: readonly Token[], close: number): string[] {
  const before = tokens[close - 3];
  const own = before?.type === "html_block" ? /<a id="([^"]+)">/.exec(before.content)?.[1] : undefined;
  const heading = tokens[close - 2]?.attrGet("id");
  return [own, heading].filter((name) => typeof name === "string");
}

function addAnchors(tokens: readonly Token[]): void {
  const seen = new Map<string, number>();
  tokens.forEach((token, index) => {
    const text = token.type === "heading_open" && tokens[index + 1]?.content;
    if (!text) return;
    const slug = slugOf(text);
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    // The second of the same name, as GitHub counts them.
    token.attrSet("id", before ? `${slug}-${before}` : slug);
  });
}

/** The headings of a page, as the navigation within it and the search name them. */
export function headingsIn(markdown: MarkdownIt, text: string, context: PageContext): Heading[] {
  const tokens = markdown.parse(text, context);
  return tokens.flatMap((token, index) => {
    if (token.type !== "heading_open") return [];
    const close = tokens.findIndex(({ type }, at) => at > index && type === "heading_close");
    const [anchor = ""] = anchorsAt(tokens, close);
    return [{ level: Number(token.tag.slice(1)), text: plainText(tokens[index + 1]), anchor }];
  });
}

/** What a reader sees of an inline token. */
export function plainText(token: Token | undefined): string {
  return (token?.children ?? [])
    .map(({ type, content }) => (type === "softbreak" ? " " : type === "html_inline" ? "" : content))
    .join("");
}

function rewriteLinks(tokens: readonly Token[], { source }: PageContext): void {
  for (const token of tokens) {
    for (const child of token.children ?? []) {
      const attribute = child.type === "link_open" ? "href" : child.type === "image" ? "src" : undefined;
      const target = attribute && child.attrGet(attribute);
      if (target) child.attrSet(attribute, linkInSite(target, source));
    }
  }
}

/** Where a link of a file of the repository leads in the site. Throws where it leads nowhere. */
export function linkInSite(target: string, source: string): string {
  if (/^(?:https:|#)/.test(target)) return target;
  const [path = "", anchor] = target.split("#");
  const file = normalize(join(dirname(source), path));
  const found = pages.find((page) => page.source === file)?.file ?? downloads[file];
  if (!found) throw new Error(`${source} links to ${target}, which is not in the site.`);
  return anchor === undefined ? found : `${found}#${anchor}`;
}

/** A header must not be empty for those who hear it; who sees the table sees from its rows what it stands for. */
function nameColumns(tokens: readonly Token[], Inline: new (type: string, tag: string, nesting: 0) => Token): void {
  tokens.forEach((token, index) => {
    const inline = tokens[index + 1];
    if (token.type !== "th_open" || inline?.type !== "inline" || inline.content) return;
    const name = new Inline("html_inline", "", 0);
    name.content = '<span class="hidden">Subject</span>';
    inline.children = [name];
  });
}

/** On narrow screens rows become blocks with a label before each cell; tables of figures scroll. */
function labelTables(tokens: readonly Token[]): void {
  let table: Token | undefined;
  let labels: string[] = [];
  let column = 0;
  tokens.forEach((token, index) => {
    if (token.type === "table_open") {
      table = token;
      labels = [];
    } else if (token.type === "tr_open") {
      token.attrSet("role", "row");
      column = 0;
    } else if (token.type === "th_open") {
      labels.push(plainText(tokens[index + 1]));
      if (token.attrGet("style")?.includes("right") && table) table.meta = { scrolls: true };
      token.attrSet("scope", "col");
      token.attrSet("role", "columnheader");
    } else if (token.type === "inline" && table && column > 0) {
      // A figure and its unit stay together.
      for (const child of token.children ?? [])
        child.content = child.content.replace(/(\d) (?=(?:µs|ms|s|kB|%)(?!\w))/g, "$1\u00a0");
    } else if (token.type === "table_close") {
      table = undefined;
    } else if (token.type === "td_open") {
      const label = labels[column++];
      if (label && column > 1) token.attrSet("data-label", label);
      token.attrSet("role", "cell");
    }
    if (token.type === "table_open") token.attrSet("role", "table");
    if (token.type === "thead_open" || token.type === "tbody_open") token.attrSet("role", "rowgroup");
    const style = token.attrGet("style");
    if (style?.includes("right")) {
      token.attrs = (token.attrs ?? []).filter(([name]) => name !== "style");
      token.attrSet("class", "figure");
    }
  });
}
