import { globSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { Builder, By, Key, until, type WebDriver } from "selenium-webdriver";
import { type BrowserDriver, type BrowserPage, type BrowserProfile, patience, within } from "./driver.ts";
import { limits } from "./limits.ts";
import { type OwnProcess, startProcess } from "./own-process.ts";

/**
 * WebKitGTK, driven by its own WebKitWebDriver. A driver takes one session, and a session is a private one with cookies,
 * storage and caches of its own: so each profile is one driver. They share a screen that nobody sees.
 */
export const webkitDriver: BrowserDriver = {
  name: "WebKit",
  hint: "apt-get install webkit2gtk-driver xvfb",
  find: () => (miniBrowser() && onPath("Xvfb") ? onPath("WebKitWebDriver") : undefined),
  async launch(executable) {
    const screen = await startScreen(onPath("Xvfb") as string);
    const drivers = new Set<OwnProcess>();
    return {
      name: "WebKit",
      limits: limits.WebKit,
      async newProfile() {
        const port = await freePort();
        const driver = startProcess(executable, [`--port=${port}`], {
          ...process.env,
          DISPLAY: screen.display,
          GDK_BACKEND: "x11",
          NO_AT_BRIDGE: "1",
          // There is no graphics card to compose layers on, and to do so without one takes five times the processor's time.
          WEBKIT_DISABLE_COMPOSITING_MODE: "1",
          // The sandbox does not start as root, which containers run as.
          ...(process.getuid?.() === 0 && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" }),
        });
        drivers.add(driver);
        const close = async () => {
          await driver.kill();
          drivers.delete(driver);
        };
        try {
          const session = await within(patience.launch, "Starting WebKit", startSession(driver, port));
          return profileOf(session, close);
        } catch (error) {
          await close();
          throw error;
        }
      },
      isRunning: () => screen.isRunning(),
      async close() {
        await Promise.all([...drivers].map((driver) => driver.kill()));
        await screen.close();
      },
    };
  },
};

function profileOf(session: WebDriver, close: () => Promise<void>): BrowserProfile {
  /** A session begins with a tab, which is for the first to ask for one. */
  let began = false;
  /** The tab that commands go to. */
  let current: string | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  }

  function inTab<T>(tab: string, work: () => Promise<T>): Promise<T> {
    return inTurn(async () => {
      if (tab !== current) await session.switchTo().window(tab);
      current = tab;
      return work();
    });
  }

  async function openTab(): Promise<string> {
    if (began) await session.switchTo().newWindow("tab");
    began = true;
    current = await session.getWindowHandle();
    return current;
  }

  async function closeTab(): Promise<void> {
    const others = (await session.getAllWindowHandles()).filter((tab) => tab !== current);
    // The last one would take the browser with it.
    if (others[0] === undefined) return session.get("about:blank");
    await session.close();
    // Only from a tab that is there can another be opened.
    await session.switchTo().window(others[0]);
    current = others[0];
  }

  return {
    async newPage() {
      const tab = await inTurn(openTab);
      return pageOf(
        session,
        (work) => inTab(tab, work),
        () => inTab(tab, closeTab),
      );
    },
    setCookie: ({ name, value, url }) =>
      inTurn(async () => {
        const first = !began;
        await openTab();
        await session.get(url);
        await session.manage().addCookie({ name, value, path: "/", httpOnly: true, sameSite: "Lax" });
        if (first) began = false;
        else await closeTab();
      }),
    close,
  };
}

function pageOf(
  session: WebDriver,
  inTab: <T>(work: () => Promise<T>) => Promise<T>,
  close: () => Promise<void>,
): BrowserPage {
  const locate = (selector: string) => session.wait(until.elementLocated(By.css(selector)), patience.page);

  /** @param inPage the text of a function; what it answers must survive JSON */
  async function ask(inPage: string, argument: unknown): Promise<never> {
    const answer: string = await inTab(() =>
      session.executeAsyncScript(
        `const done = arguments[1];
         new Promise((resolve) => resolve((${inPage})(arguments[0] === null ? undefined : JSON.parse(arguments[0])))).then(
           (value) => done(JSON.stringify({ value })),
           (error) => done(JSON.stringify({ error: String(error), stack: String(error && error.stack) })),
         );`,
        argument === undefined ? null : JSON.stringify(argument),
      ),
    );
    const { value, error, stack } = JSON.parse(answer);
    if (error !== undefined) throw new Error(`In the page: ${error}\n${stack}`);
    return value as never;
  }

  return {
    console: [],
    goto: (url) => inTab(() => session.get(url)),
    reload: () => inTab(() => session.navigate().refresh()),
    goBack: () => inTab(() => session.navigate().back()),
    run: (inPage: (argument: never) => unknown, argument?: unknown) => ask(String(inPage), argument),
    async waitUntil(inPage: (argument: never) => unknown, argument?: unknown) {
      const deadline = Date.now() + patience.page;
      for (;;) {
        // A page that goes away while it is asked has no answer; the next one may.
        const isThere = `async (argument) => Boolean(await (${inPage})(argument))`;
        const answer = await ask(isThere, argument).catch((error: Error) => error);
        if (answer && !((answer as unknown) instanceof Error)) return;
        if (Date.now() > deadline) throw new Error(`Waited in vain for ${inPage}`, { cause: answer });
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    click: (selector) => inTab(async () => (await locate(selector)).click()),
    fill: (selector, text) =>
      inTab(async () => {
        const field = await locate(selector);
        await field.clear();
        await field.sendKeys(text);
      }),
    bringToFront: () => inTab(async () => {}),
    press: (key) => inTab(async () => session.switchTo().activeElement().sendKeys(keys[key])),
    close,
  };
}

const keys = { Enter: Key.ENTER, Tab: Key.TAB, Space: Key.SPACE, Escape: Key.ESCAPE };

async function startSession(driver: OwnProcess, port: number): Promise<WebDriver> {
  const server = `http://127.0.0.1:${port}`;
  await driver.until(async () => (await fetch(`${server}/status`)).ok);
  const session = await new Builder()
    .usingServer(server)
    .withCapabilities({
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation"] },
    })
    .build();
  await session.manage().setTimeouts({ script: patience.page, pageLoad: patience.page });
  return session;
}

/** A screen in memory. It finds a number that is free itself, which `xvfb-run -a` only guesses. */
async function startScreen(
  executable: string,
): Promise<{ display: string; isRunning(): boolean; close(): Promise<void> }> {
  const options = ["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"];
  const screen = startProcess(executable, options, process.env);
  try {
    const number = await within(patience.launch, "Starting Xvfb", screen.firstLine);
    return { display: `:${number}`, isRunning: () => screen.isRunning(), close: () => screen.kill() };
  } catch (error) {
    await screen.kill();
    throw error;
  }
}

/** WebKitWebDriver takes no port 0. Should another process be faster to take this one, the start fails and says so. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function onPath(command: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return globSync(folders.map((folder) => join(folder, command)))[0];
}

function miniBrowser(): string | undefined {
  return globSync([
    "/usr/lib/*/webkit2gtk-4.*/MiniBrowser",
    "/usr/lib*/webkit2gtk-4.*/MiniBrowser",
    "/usr/libexec/webkit2gtk-4.*/MiniBrowser",
  ])
    .sort()
    .at(-1);
}
