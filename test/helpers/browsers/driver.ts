import type { Limits } from "./limits.ts";

/** What a browser test may do, in any engine. Small on purpose: each engine has its own way to do it. */
export interface BrowserPage {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Back to the page before, as with the browser's button; from its cache, where it keeps pages. */
  goBack(): Promise<void>;
  /** Runs a function in the page, which sees nothing but its argument. What it returns must be JSON. */
  run<Result, Argument>(inPage: (argument: Argument) => Result | Promise<Result>, argument: Argument): Promise<Result>;
  run<Result>(inPage: () => Result | Promise<Result>): Promise<Result>;
  /** Runs a function in the page until it answers something true. */
  waitUntil<Argument>(inPage: (argument: Argument) => unknown, argument: Argument): Promise<void>;
  waitUntil(inPage: () => unknown): Promise<void>;
  click(selector: string): Promise<void>;
  /** Types into a field, which is emptied first, as a person would. */
  fill(selector: string, text: string): Promise<void>;
  press(key: "Enter" | "Tab" | "Space" | "Escape"): Promise<void>;
  /** Puts its tab in front of the others of its window, as a new one is. One behind others draws nothing and takes no clicks. */
  bringToFront(): Promise<void>;
  /** What a person would find in the console. Stays empty where the engine's `limits.console` says why. */
  readonly console: readonly string[];
  close(): Promise<void>;
}

/** An HttpOnly cookie for every path of a host. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** A page of that host which does nothing of its own: some engines must be on it to set a cookie. */
  readonly url: string;
}

/** A profile of its own: cookies and storage are shared by its pages, and by nobody else. */
export interface BrowserProfile {
  newPage(): Promise<BrowserPage>;
  setCookie(cookie: Cookie): Promise<void>;
  close(): Promise<void>;
}

export interface Browser {
  readonly name: string;
  readonly limits: Limits;
  newProfile(): Promise<BrowserProfile>;
  /** `false` once it has ended, by `close()` or by itself. */
  isRunning(): boolean;
  close(): Promise<void>;
}

/** How a browser is set up, as its user would in its settings. */
export interface BrowserSettings {
  /** Web storage is switched off. An engine whose `limits.storageOff` says why is never asked to. */
  readonly storage?: "off";
  /** Connections are opened ahead of requests, as visitors' browsers do, and private or automated ones do not. */
  readonly connections?: "ahead";
}

/** An engine, where it can be found on this machine. */
export interface BrowserDriver {
  readonly name: string;
  /** What to install where it is missing. */
  readonly hint: string;
  /** Where it is, or `undefined`. */
  find(): string | undefined;
  /** Rejects, and leaves nothing running, where the engine does not come up in time. */
  launch(executable: string, settings?: BrowserSettings): Promise<Browser>;
}

/** Milliseconds. Far beyond what any of it takes: the machine may be busy, and an engine that hangs must still end. */
export const patience = { launch: 45_000, page: 30_000, close: 10_000 };

/** Rejects, saying what took too long, where the work is not done in time. The work itself goes on. */
export async function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${milliseconds / 1_000} s.`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
