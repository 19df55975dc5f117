import type { Browser, ConsoleMessage, Page } from "playwright-core";
import { resultMark } from "./in-page.ts";
import type { TestPage } from "./test-pages.ts";

/** testharness.js: Test.PASS, and TestsStatus.OK. */
export const pass = 0;

export interface Subtest {
  readonly name: string;
  readonly status: number;
  readonly message: string | null;
}

/** What one page said, by the names of its subtests. */
export type PageResult = ReadonlyMap<string, Subtest>;

/** The harness's own status, as if it were a subtest: an error outside of any. */
export const harness = "(the page as a whole)";

/** Pages that one profile loads: a new one for each takes six times as long, and one that is used for ever fills up. */
const pagesPerProfile = 25;

/** Browsers that may end on their own in one run. */
const mostCrashes = 3;

/** Loads the pages, so many at a time. Should the browser end before they are done, another one loads the rest. */
export async function runPages(
  launch: () => Promise<Browser>,
  origin: string,
  pages: readonly TestPage[],
  tabs: number,
  progress: (done: number) => void,
): Promise<Map<string, PageResult>> {
  const results = new Map<string, PageResult>();
  for (let crashes = 0; ; crashes++) {
    const rest = pages.filter(({ path }) => !results.has(path));
    if (rest.length === 0) return results;
    if (crashes > mostCrashes) throw new Error("The browser keeps ending on its own.");
    const browser = await launch();
    const done = (path: string, result: PageResult) => {
      results.set(path, result);
      progress(results.size);
    };
    try {
      await Promise.all(Array.from({ length: tabs }, () => work(browser, origin, rest, done)));
    } catch (error) {
      if (browser.isConnected()) throw error;
      console.error(String(error));
    } finally {
      await browser.close();
    }
  }
}

/** One tab after another, until there are no pages left. */
async function work(
  browser: Browser,
  origin: string,
  rest: TestPage[],
  done: (path: string, result: PageResult) => void,
): Promise<void> {
  while (rest.length > 0) {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const tab = await context.newPage();
    for (let n = 0; n < pagesPerProfile; n++) {
      const page = rest.shift();
      if (!page) break;
      const result = await runPage(tab, origin, page);
      done(page.path, result);
      // One that did not come to its end, or opened windows, may leave something behind.
      if (result.get(harness)?.status !== pass || context.pages().length > 1) break;
      await context.clearCookies();
    }
    await context.close();
  }
}

async function runPage(tab: Page, origin: string, { path, isLong }: TestPage): Promise<PageResult> {
  let timer: NodeJS.Timeout | undefined;
  let listen: (message: ConsoleMessage) => void = () => {};
  let crash = () => {};
  let close = () => {};
  try {
    const answer = new Promise<string>((resolve, reject) => {
      const mark = resultMark(`/${path}`);
      listen = (message) => {
        const text = message.text();
        if (text.startsWith(mark)) resolve(text.slice(mark.length));
      };
      crash = () => resolve(failed("crashed"));
      close = () => reject(new Error(`The browser closed ${path}.`));
      // The harness ends a test after 10 s, or 60; this is for pages that can no longer.
      timer = setTimeout(() => resolve(failed("gave no results")), isLong ? 90_000 : 30_000);
    });
    tab.on("console", listen);
    tab.on("crash", crash);
    tab.on("close", close);
    // A page that is still loading is at work, and one that navigates elsewhere may be, too.
    tab.goto(`${origin}/${path}`, { waitUntil: "commit" }).catch(() => {});
    return parseResult(await answer);
  } finally {
    clearTimeout(timer);
    tab.off("console", listen);
    tab.off("crash", crash);
    tab.off("close", close);
  }
}

function failed(what: string): string {
  return JSON.stringify({ status: 1, message: `The page ${what}.`, tests: [] });
}

function parseResult(text: string): PageResult {
  const { status, message, tests } = JSON.parse(text) as {
    status: number;
    message: string | null;
    tests: readonly Subtest[];
  };
  const result = new Map<string, Subtest>([[harness, { name: harness, status, message }]]);
  for (const test of tests) {
    let { name } = test;
    for (let n = 2; result.has(name); n++) name = `${test.name} (${n})`;
    result.set(name, test);
  }
  return result;
}
