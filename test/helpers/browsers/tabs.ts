import type { BrowserPage, BrowserProfile } from "./driver.ts";

/**
 * A profile that keeps one tab from test to test. To open and close a tab takes a processor 0.4 to 0.8 s in each engine,
 * for most of which a new process starts; to leave its page for another, 0.05 to 0.15 s.
 *
 * What ends with a tab ends here, too: the document with its timers, connections and listeners, the storage of its
 * session, its name, and what the console held. What a profile keeps, this one does: cookies, cached files, connections.
 *
 * @param blank a document of the origin that its tests are on, which does nothing of its own
 */
export function keepsTab(profile: BrowserProfile, blank: () => string): BrowserProfile {
  /** The tab that waits, on the blank page: the only one of its profile. */
  let waiting: BrowserPage | undefined;
  let open = 0;

  async function close(page: BrowserPage, isElsewhere: boolean): Promise<void> {
    open--;
    if (open > 0 || isElsewhere || !(await isErased(page))) return page.close();
    waiting = page;
  }

  async function isErased(page: BrowserPage): Promise<boolean> {
    try {
      // A call that the page left under way would reach its server in the time of the next test.
      await page.run(() => window.stop());
      await page.goto(blank());
      return await page.run(() => {
        sessionStorage.clear();
        window.name = "";
        return window.opener === null && window.length === 0;
      });
    } catch {
      // One that hangs or has ended is no use to anybody.
      return false;
    }
  }

  return {
    ...profile,
    async newPage() {
      open++;
      const kept = waiting;
      waiting = undefined;
      // Firefox has the tabs of all profiles in one window.
      await kept?.bringToFront();
      const page = kept ?? (await profile.newPage());
      return handedOut(page, kept && blank(), blank(), close);
    },
  };
}

/** @param at where it is, untouched so far */
function handedOut(
  page: BrowserPage,
  at: string | undefined,
  blank: string,
  close: (page: BrowserPage, isElsewhere: boolean) => Promise<void>,
): BrowserPage {
  const { origin } = new URL(blank);
  const printedBefore = page.console.length;
  let untouched = at;
  let isElsewhere = false;
  let closing: Promise<void> | undefined;
  return {
    ...page,
    get console() {
      return page.console.slice(printedBefore);
    },
    async goto(url) {
      // Storage of a session is an origin's: only that of its own is erased.
      if (new URL(url).origin !== origin) isElsewhere = true;
      const isThere = untouched === url;
      untouched = undefined;
      if (!isThere) await page.goto(url);
    },
    close() {
      closing ??= close(page, isElsewhere);
      return closing;
    },
  };
}
