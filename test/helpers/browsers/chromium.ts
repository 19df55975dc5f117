import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type LaunchOptions, type Page } from "playwright-core";
import {
  type BrowserDriver,
  type BrowserPage,
  type BrowserProfile,
  type Browser as OurBrowser,
  patience,
  within,
} from "./driver.ts";
import { limits } from "./limits.ts";

const places = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

function optionsOf(executablePath: string, switches: readonly string[]): LaunchOptions {
  return {
    executablePath,
    timeout: patience.launch,
    // Playwright turns off what real visitors have.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
    // No calls home: tests talk to loopback only.
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...switches,
    ],
  };
}

/** For what only Playwright can ask of it, too; with these further switches. Its profiles are private ones. */
export function launchChromium(executablePath: string, switches: readonly string[] = []): Promise<Browser> {
  return chromium.launch(optionsOf(executablePath, switches));
}

/** A profile that is no private one, with a browser of its own: it opens connections ahead. */
export async function launchVisitorsChromium(
  executablePath: string,
  switches: readonly string[] = [],
): Promise<{ readonly profile: BrowserContext; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "hc-jwt-chromium-"));
  const profile = await chromium.launchPersistentContext(folder, optionsOf(executablePath, switches));
  return {
    profile,
    async close() {
      await profile.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export const chromiumDriver: BrowserDriver = {
  name: "Chromium",
  hint: "apt-get install chromium, or set CHROMIUM_PATH",
  find: () => places.find((path) => path && existsSync(path)),
  async launch(executablePath, { connections } = {}) {
    if (connections === "ahead") return visitorsChromium(executablePath);
    const browser = await launchChromium(executablePath);
    return {
      name: "Chromium",
      limits: limits.Chromium,
      async newProfile() {
        const context = await browser.newContext();
        return profileOf(context, () => context.close());
      },
      isRunning: () => browser.isConnected(),
      close: () => within(patience.close, "Closing Chromium", browser.close()),
    };
  },
};

function visitorsChromium(executablePath: string): OurBrowser {
  const open = new Set<{ close(): Promise<void> }>();
  let running = true;
  return {
    name: "Chromium",
    limits: limits.Chromium,
    async newProfile() {
      const started = await launchVisitorsChromium(executablePath);
      open.add(started);
      return profileOf(started.profile, async () => {
        open.delete(started);
        await started.close();
      });
    },
    isRunning: () => running,
    async close() {
      running = false;
      await within(patience.close, "Closing Chromium", Promise.all([...open].map((started) => started.close())));
    },
  };
}

function profileOf(context: BrowserContext, close: () => Promise<void>): BrowserProfile {
  return {
    newPage: async () => pageOf(await context.newPage()),
    setCookie: ({ name, value, url }) =>
      context.addCookies([{ name, value, url: new URL(url).origin, httpOnly: true, sameSite: "Lax" }]),
    close: () => within(patience.close, "Closing a profile of Chromium", close()),
  };
}

function pageOf(page: Page): BrowserPage {
  const console: string[] = [];
  page.setDefaultTimeout(patience.page);
  page.on("console", (message) => {
    // The browser's own word on a document without an icon, at a time of its own.
    if (!message.location().url.endsWith("/favicon.ico")) console.push(message.text());
  });
  page.on("pageerror", (error) => console.push(String(error)));
  return {
    console,
    goto: async (url) => {
      await page.goto(url);
    },
    reload: async () => {
      await page.reload();
    },
    goBack: async () => {
      // A page that was kept is not loaded again, so there is no more to wait for.
      await page.goBack({ waitUntil: "commit" });
    },
    run: (inPage: (argument: never) => unknown, argument?: unknown) =>
      page.evaluate(inPage, argument as never) as never,
    waitUntil: async (inPage: (argument: never) => unknown, argument?: unknown) => {
      await page.waitForFunction(inPage, argument as never);
    },
    click: (selector) => page.click(selector),
    fill: (selector, text) => page.fill(selector, text),
    press: (key) => page.keyboard.press(key),
    bringToFront: () => page.bringToFront(),
    close: () => page.close(),
  };
}
