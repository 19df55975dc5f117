import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { type BrowserDriver, type BrowserPage, patience, within } from "./driver.ts";
import { limits } from "./limits.ts";

const places = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** For what only Playwright can ask of it, too; with these further switches. */
export function launchChromium(executablePath: string, switches: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
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
  });
}

export const chromiumDriver: BrowserDriver = {
  name: "Chromium",
  hint: "apt-get install chromium, or set CHROMIUM_PATH",
  find: () => places.find((path) => path && existsSync(path)),
  async launch(executablePath) {
    const browser = await launchChromium(executablePath);
    return {
      name: "Chromium",
      limits: limits.Chromium,
      async newProfile() {
        const context = await browser.newContext();
        return {
          newPage: async () => pageOf(await context.newPage()),
          setCookie: ({ name, value, url }) =>
            context.addCookies([{ name, value, url: new URL(url).origin, httpOnly: true, sameSite: "Lax" }]),
          close: () => within(patience.close, "Closing a profile of Chromium", context.close()),
        };
      },
      close: () => within(patience.close, "Closing Chromium", browser.close()),
    };
  },
};

function pageOf(page: Page): BrowserPage {
  const console: string[] = [];
  page.setDefaultTimeout(patience.page);
  page.on("console", (message) => console.push(message.text()));
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
    close: () => page.close(),
  };
}
