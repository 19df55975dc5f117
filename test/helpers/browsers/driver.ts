/** What a browser test may do, in any engine. Small on purpose: each engine has its own way to do it. */
export interface BrowserPage {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
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
  /** What a person would find in the console. */
  readonly console: readonly string[];
  close(): Promise<void>;
}

/** A profile of its own: cookies and storage are shared by its pages, and by nobody else. */
export interface BrowserProfile {
  newPage(): Promise<BrowserPage>;
  setCookie(cookie: { name: string; value: string; url: string }): Promise<void>;
  close(): Promise<void>;
}

export interface Browser {
  readonly name: string;
  newProfile(): Promise<BrowserProfile>;
  close(): Promise<void>;
}

/** An engine, where it can be found on this machine. */
export interface BrowserDriver {
  readonly name: string;
  /** What to install where it is missing. */
  readonly hint: string;
  /** Where it is, or `undefined`. */
  find(): string | undefined;
  launch(executable: string): Promise<Browser>;
}
