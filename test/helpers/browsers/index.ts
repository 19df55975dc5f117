import { afterAll, beforeAll, describe } from "vitest";
import { chromiumDriver } from "./chromium.ts";
import type { Browser, BrowserDriver } from "./driver.ts";

export type { Browser, BrowserPage, BrowserProfile } from "./driver.ts";

const drivers: readonly BrowserDriver[] = [chromiumDriver];

/**
 * The same tests in every engine that this machine has. One that is missing is named out loud; with `CI=true` it is a
 * failure, since tests that nobody runs prove nothing.
 */
export function describeInBrowsers(title: string, tests: (browser: () => Browser) => void): void {
  for (const driver of drivers) {
    const executable = driver.find();
    if (!executable) {
      const missing = `${driver.name} is not on this machine (${driver.hint})`;
      if (process.env.CI) throw new Error(`${missing}, and CI=true asks for every engine.`);
      console.warn(`\n  SKIPPED in ${driver.name}: ${title}. ${missing}.\n`);
      continue;
    }
    describe(`${title} (${driver.name})`, () => {
      let browser: Browser | undefined;
      beforeAll(async () => {
        browser = await driver.launch(executable);
      });
      afterAll(() => browser?.close());
      tests(() => browser as Browser);
    });
  }
}
