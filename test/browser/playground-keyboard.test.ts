import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPlayground } from "../../site/playground/build.mjs";
import { stories } from "../../site/playground/stories.ts";
import { serveFolder } from "../../site/serve.ts";
import { chromiumDriver, launchChromium } from "../helpers/browsers/chromium.ts";

const chromium = chromiumDriver.find();
if (!chromium && process.env.CI) throw new Error(`Chromium is not on this machine (${chromiumDriver.hint}).`);
if (!chromium) console.warn(`\n  SKIPPED: the playground by keyboard. ${chromiumDriver.hint}.\n`);

describe.runIf(chromium)("the playground by keyboard alone", () => {
  let folder: string;
  let site: Awaited<ReturnType<typeof serveFolder>>;
  let browser: Browser;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hc-jwt-playground-"));
    await buildPlayground(folder);
    site = await serveFolder(folder);
    browser = await launchChromium(chromium as string);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await rm(folder, { recursive: true });
  });

  async function open(): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/`);
    await page.waitForSelector('#result[data-state="ready"]');
    return page;
  }

  const isDone = (page: Page, story: string) =>
    page.waitForSelector(`#result[data-story="${story}"][data-state="done"]`);

  /** The element that has the focus: its name, and whether it is whole on the screen and seen to have the focus. */
  const focused = (page: Page) =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return {
        name: element.dataset.story ?? (element.id || element.className || element.localName),
        isWhole: left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight,
        isMarked: getComputedStyle(element).outlineStyle === "solid",
      };
    });

  it("reaches everything by Tab, in order, whole and marked, and leaves the text area", async () => {
    const page = await open();
    // The last is 1280 px at 200 %.
    for (const width of [1280, 360, 640]) {
      await page.setViewportSize({ width, height: 400 });
      await page.focus("#skip");
      const reached = [await focused(page)];
      while (reached.at(-1)?.name !== "summary" && reached.length < 50) {
        await page.keyboard.press("Tab");
        reached.push(await focused(page));
      }
      const names = ["skip", "brand", ...stories.map(({ name }) => name), "run", "code", "summary"];
      expect(reached.map(({ name }) => name)).toEqual(names);
      // At this height the text area is taller than the screen.
      expect(reached.filter(({ name, isWhole, isMarked }) => !isMarked || !(isWhole || name === "code"))).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
    await page.close();
  });

  it("keeps the focus while a story runs, announces what came of it, and skips to the code", async () => {
    const page = await open();
    await page.focus('[data-story="plan"]');
    await page.keyboard.press("Enter");
    await isDone(page, "plan");
    expect((await focused(page)).name).toBe("plan");
    const announced = await page.$$eval('[aria-live="polite"], [role="status"]', (regions) =>
      regions.map(({ textContent }) => textContent),
    );
    expect(announced).toEqual([
      expect.stringContaining("responds 404"),
      "Rejected: 1 token request; no requests at the API.",
      expect.stringContaining("plan_unsupported"),
    ]);

    // To the code of this story, and not to another.
    await page.focus("#skip");
    await page.keyboard.press("Enter");
    expect((await focused(page)).name).toBe("code");
    expect(new URL(page.url()).hash).toBe("#story=plan");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("return 'typed'");
    await page.keyboard.press("Control+Enter");
    await page.waitForFunction(() => document.querySelector("#output")?.textContent === "typed");
    expect((await focused(page)).name).toBe("code");

    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Space");
    await page.waitForSelector('#result[data-state="done"]');
    expect((await focused(page)).name).toBe("run");
    await page.close();
  });
});
