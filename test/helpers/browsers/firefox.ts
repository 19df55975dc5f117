import { existsSync } from "node:fs";
import { launch, type Page } from "puppeteer-core";
import { type BrowserDriver, type BrowserPage, patience, within } from "./driver.ts";
import { limits } from "./limits.ts";
import { leashed } from "./own-process.ts";

const places = [
  process.env.FIREFOX_PATH,
  "/usr/bin/firefox-esr",
  "/usr/bin/firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
  "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
];

/** Firefox over WebDriver BiDi, which it speaks itself: no geckodriver. */
export const firefoxDriver: BrowserDriver = {
  name: "Firefox",
  hint: "apt-get install firefox-esr, or set FIREFOX_PATH",
  find: () => places.find((path) => path && existsSync(path)),
  async launch(executablePath, { storage, connections } = {}) {
    const browser = await launch({
      browser: "firefox",
      ...(process.platform === "win32" ? { executablePath } : leashed(executablePath)),
      timeout: patience.launch,
      extraPrefsFirefox: {
        ...(storage === "off" && { "dom.storage.enabled": false }),
        // Firefox's own default. Puppeteer's is none.
        ...(connections === "ahead" && { "network.http.speculative-parallel-limit": 20 }),
      },
      protocolTimeout: 2 * patience.page,
    });
    return {
      name: "Firefox",
      limits: limits.Firefox,
      async newProfile() {
        const context = await browser.createBrowserContext();
        return {
          newPage: async () => pageOf(await context.newPage()),
          setCookie: ({ name, value, url }) =>
            context.setCookie({
              name,
              value,
              domain: new URL(url).hostname,
              path: "/",
              httpOnly: true,
              sameSite: "Lax",
            }),
          close: () => within(patience.close, "Closing a profile of Firefox", context.close()),
        };
      },
      isRunning: () => browser.connected,
      async close() {
        try {
          await within(patience.close, "Closing Firefox", browser.close());
        } catch (error) {
          browser.process()?.kill("SIGKILL");
          throw error;
        }
      },
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
      // Puppeteer's own way back waits for a page to load; one that was kept does not.
      const left = await page.evaluate(() => {
        history.back();
        return location.href;
      });
      await page.waitForFunction((left) => location.href !== left, { polling: 25 }, left);
    },
    run: (inPage: (argument: never) => unknown, argument?: unknown) =>
      page.evaluate(inPage, argument as never) as never,
    waitUntil: async (inPage: (argument: never) => unknown, argument?: unknown) => {
      // Not at each frame, the default: a tab in the background draws none.
      await page.waitForFunction(inPage, { polling: 25 }, argument as never);
    },
    click: (selector) => page.locator(selector).click(),
    fill: (selector, text) => page.locator(selector).fill(text),
    press: (key) => page.keyboard.press(key),
    bringToFront: () => page.bringToFront(),
    close: () => page.close(),
  };
}
