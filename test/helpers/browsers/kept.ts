import type { Browser, BrowserDriver } from "./driver.ts";

/**
 * Browsers that a worker of the test run keeps from one file of tests to the next: to start Firefox takes seven seconds of
 * a processor, as much as the tests of a whole file. What a test could leave behind is in its profile, and those end with
 * their file. The worker's environment holds them, since only it is there when the worker ends.
 */
export interface KeptBrowsers {
  /** The one that runs, or a new one where there is none, or none any more. */
  get(driver: BrowserDriver, executable: string): Promise<Browser>;
  /** Ends them all. */
  close(): Promise<void>;
}

const key = Symbol.for("hc-jwt.test.keptBrowsers");
type Holder = { [key]?: KeptBrowsers };

/** Those of this worker, if it keeps any. */
export const keptBrowsers = (): KeptBrowsers | undefined => (globalThis as Holder)[key];

export function keepBrowsers(): KeptBrowsers {
  const launched = new Map<string, Promise<Browser>>();
  const kept: KeptBrowsers = {
    async get(driver, executable) {
      const browser = await launched.get(driver.name)?.catch(() => undefined);
      if (browser?.isRunning()) return browser;
      // What is left of one that ended by itself.
      await browser?.close().catch(() => {});
      const launching = driver.launch(executable);
      launched.set(driver.name, launching);
      return launching;
    },
    async close() {
      delete (globalThis as Holder)[key];
      await Promise.all([...launched.values()].map(async (launching) => (await launching.catch(() => {}))?.close()));
    },
  };
  Object.assign(globalThis, { [key]: kept });
  return kept;
}
