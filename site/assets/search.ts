import MiniSearch, { type SearchResult } from "minisearch";
import { type IndexedSection, indexOptions, normalized, tokensOf } from "../search/tokens.ts";

declare global {
  var hcJwtSearchIndex: string | undefined;
}

const limit = 12;

/** Full-text search in the page. The index is a script, which also loads where a page comes from the disk. */
export function startSearch(): void {
  const field = document.querySelector<HTMLInputElement>("#search");
  const list = document.querySelector<HTMLOListElement>("#results");
  const status = document.querySelector<HTMLElement>("#search-status");
  if (!field || !list || !status) return;
  field.disabled = false;

  let index: Promise<MiniSearch<IndexedSection>> | undefined;
  const load = () => {
    index ??= loadIndex();
    // Another try, should it have failed.
    index.catch(() => {
      index = undefined;
    });
    return index;
  };
  field.addEventListener("focus", load, { once: true });

  async function search(): Promise<void> {
    const query = field?.value.trim() ?? "";
    if (!field || !list || !status) return;
    if (!query) {
      list.hidden = true;
      list.replaceChildren();
      status.textContent = "";
      return;
    }
    try {
      const searched = await load();
      // The reader may have typed on meanwhile.
      if (field.value.trim() !== query) return;
      const results = searched.search(query).slice(0, limit);
      list.replaceChildren(...results.map((result) => itemOf(result, query)));
      status.textContent = results.length === 1 ? "1 result" : `${results.length} results`;
      if (results.length === 0) list.append(emptyItem(query));
    } catch {
      status.textContent = "The search could not be loaded.";
      list.replaceChildren();
    }
    list.hidden = false;
  }

  field.addEventListener("input", search);
  const links = () => [...list.querySelectorAll<HTMLAnchorElement>("a")];
  const close = () => {
    list.hidden = true;
  };
  field.addEventListener("keydown", (event) => {
    const [first] = links();
    if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      list.hidden = false;
      first.focus();
    } else if (event.key === "Enter" && first && !list.hidden) {
      first.click();
      close();
    } else if (event.key === "Escape") close();
  });
  list.addEventListener("keydown", (event) => {
    const all = links();
    const at = all.indexOf(document.activeElement as HTMLAnchorElement);
    const next = event.key === "ArrowDown" ? all[at + 1] : event.key === "ArrowUp" ? (all[at - 1] ?? field) : undefined;
    if (event.key === "Escape") {
      close();
      field.focus();
    } else if (next) {
      event.preventDefault();
      next.focus();
    }
  });
  list.addEventListener("click", close);
  addEventListener("click", ({ target }) => {
    if (!(target as Element).closest("search")) close();
  });
  addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, target } = event;
    const isTyping = (target as Element).matches("input, textarea, select, [contenteditable]");
    if ((key === "/" && !isTyping) || (key === "k" && (ctrlKey || metaKey))) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
}

function loadIndex(): Promise<MiniSearch<IndexedSection>> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "assets/search-index.js";
    script.onload = () => resolve(MiniSearch.loadJSON(globalThis.hcJwtSearchIndex ?? "", indexOptions as never));
    script.onerror = reject;
    document.head.append(script);
  });
}

function itemOf(result: SearchResult, query: string): HTMLLIElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = result.url;
  const title = document.createElement("strong");
  title.textContent = result.heading.replaceAll("`", "");
  const page = document.createElement("span");
  page.textContent = result.page;
  const excerpt = document.createElement("small");
  excerpt.append(...marked(excerptOf(result.text, query), query));
  link.append(title, page, excerpt);
  item.append(link);
  return item;
}

function emptyItem(query: string): HTMLLIElement {
  const item = document.createElement("li");
  item.className = "empty";
  item.textContent = `Nothing about “${query}”.`;
  return item;
}

const wordsOf = (query: string) => tokensOf(query).map(normalized);

/** The text around the first word of the query. */
function excerptOf(text: string, query: string): string {
  const lower = text.toLowerCase();
  const found = wordsOf(query)
    .map((word) => lower.indexOf(word))
    .filter((at) => at >= 0);
  const at = Math.max(0, Math.min(...(found.length ? found : [0])) - 50);
  const start = at === 0 ? 0 : text.indexOf(" ", at) + 1;
  return `${start > 0 ? "… " : ""}${text.slice(start, start + 150)}${text.length > start + 150 ? " …" : ""}`;
}

function marked(text: string, query: string): Node[] {
  const words = wordsOf(query).map((word) => word.replace(/[^\p{L}\p{N}_]/gu, "[$&]"));
  if (words.length === 0) return [new Text(text)];
  return text.split(new RegExp(`(?<![\\p{L}\\p{N}_])(${words.join("|")})`, "iu")).map((part, index) => {
    if (index % 2 === 0) return new Text(part);
    const mark = document.createElement("mark");
    mark.textContent = part;
    return mark;
  });
}
