import { afterAll, beforeAll, describe } from "vitest";
import { chromiumDriver } from "./chromium.ts";
import type { Browser, BrowserDriver, BrowserProfile, BrowserSettings } from "./driver.ts";
import { firefoxDriver } from "./firefox.ts";
import { keptBrowsers } from "./kept.ts";
import { webkitDriver } from "./webkit.ts";

export type { Browser, BrowserPage, BrowserProfile } from "./driver.ts";

const drivers: readonly BrowserDriver[] = [chromiumDriver, firefoxDriver, webkitDriver];

/**
 * The same tests in every engine that this machine has. One that is missing is named out loud; with `CI=true` it is a
 * failure, since tests that nobody runs prove nothing.
 *
 * @param engines the engines that these tests are written for; all of them by default
 * @param settings how the browser is set up; by default as it comes
 */
export function describeInBrowsers(
  title: string,
  tests: (browser: () => Browser) => void,
  engines: readonly string[] = drivers.map(({ name }) => name),
  settings: BrowserSettings = {},
): void {
  for (const driver of drivers.filter(({ name }) => engines.includes(name))) {
    const executable = driver.find();
    if (!executable) {
      const missing = `${driver.name} is not on this machine (${driver.hint})`;
      if (process.env.CI) throw new Error(`${missing}, and CI=true asks for every engine.`);
      console.warn(`\n  SKIPPED in ${driver.name}: ${title}. ${missing}.\n`);
      continue;
    }
    describe(`${title} (${driver.name})`, () => {
      let launching: Promise<Browser> | undefined;
      let browser: Browser | undefined;
      beforeAll(async () => {
        launching = launch(driver, executable, settings);
        browser = await launching;
      });
      // Also one that came up after the hook above had timed out.
      afterAll(async () => (await launching?.catch(() => undefined))?.close());
      tests(() => browser as Browser);
    });
  }
}

/** For one group of tests: closing it ends its profiles, and a browser that is not kept for others. */
async function launch(driver: BrowserDriver, executable: string, settings: BrowserSettings): Promise<Browser> {
  // One that is set up in a way of its own is for these tests alone.
  const kept = Object.keys(settings).length === 0 ? await keptBrowsers()?.get(driver, executable) : undefined;
  if (!kept) return driver.launch(executable, settings);
  const open = new Set<BrowserProfile>();
  return {
    ...kept,
    async newProfile() {
      const profile = await kept.newProfile();
      const opened: BrowserProfile = {
        ...profile,
        async close() {
          open.delete(opened);
          await profile.close();
        },
      };
      open.add(opened);
      return opened;
    },
    async close() {
      await Promise.all([...open].map((profile) => profile.close()));
    },
  };
}
