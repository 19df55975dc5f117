/** A fenced block of a Markdown file. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  /** The heading that it stands under. */
  readonly heading: string;
  /** Where its code begins in the file, counted from 1. */
  readonly line: number;
}

/** The fenced blocks of a Markdown file, in order. */
export function codeBlocksOf(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let heading = "";
  let open: { language: string; line: number; code: string[] } | undefined;
  markdown.split("\n").forEach((text, index) => {
    if (!text.startsWith("```")) {
      if (open) open.code.push(text);
      else heading = /^#+ (.+)$/.exec(text)?.[1] ?? heading;
    } else if (open) {
      const { language, line, code } = open;
      blocks.push({ language, line, heading, code: `${code.join("\n")}\n` });
      open = undefined;
    } else {
      open = { language: text.slice(3), line: index + 2, code: [] };
    }
  });
  if (open) throw new Error(`The block at line ${open.line} has no end.`);
  return blocks;
}

/** The names that GitHub and npm give to headings, for links, and those that the page itself gives. */
export function anchorsOf(markdown: string): string[] {
  const text = markdown.replace(/^```.*?^```/gms, "");
  const own = [...text.matchAll(/^<a id="([^"]+)"><\/a>$/gm)].map(([, id = ""]) => id);
  return [...own, ...headingsOf(markdown).map(({ text }) => slugOf(text))];
}

/** The name that GitHub and npm give to a heading. */
export function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}

/** The headings of a Markdown file, in order. */
export function headingsOf(markdown: string): { level: number; text: string }[] {
  const text = markdown.replace(/^```.*?^```/gms, "");
  return [...text.matchAll(/^(#+) (.+)$/gm)].map(([, { length: level } = "", text = ""]) => ({ level, text }));
}

/** The links of a Markdown file, code left out. */
export function linksOf(markdown: string): string[] {
  const text = markdown.replace(/^```.*?^```/gms, "").replace(/`[^`]*`/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
}

/** The rows of the tables under a heading, up to the next heading of its level or above: cells of each row. */
export function tableRowsOf(markdown: string, heading: string): string[][] {
  return sectionOf(markdown, heading)
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\|[ |-]+$/.test(line))
    .map((line) =>
      line
        .replace(/^\|\s*|\s*\|$/g, "")
        .split(/\s+\|\s+/)
        .map((cell) => cell.trim()),
    );
}

/** The text under a heading, subsections included. */
export function sectionOf(markdown: string, heading: string): string {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => line.replace(/^#+ /, "") === heading && line.startsWith("#"));
  if (start < 0) throw new Error(`There is no heading "${heading}".`);
  const level = /^#+/.exec(lines[start] as string)?.[0].length ?? 1;
  const after = lines.slice(start + 1);
  const end = after.findIndex((line) => new RegExp(`^#{1,${level}} `).test(line));
  return after.slice(0, end < 0 ? undefined : end).join("\n");
}
