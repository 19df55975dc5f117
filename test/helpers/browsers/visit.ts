import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Demo, type DemoOptions, startDemo, startTodoApi, type TodoApi } from "../../../demo-server/demo.ts";
import type { Browser, BrowserPage, BrowserProfile } from "./driver.ts";
import { keepsTab } from "./tabs.ts";

/** The built bundle, as authors download it. */
export const bundle = await readFile(new URL("../../../dist/hc-jwt.js", import.meta.url), "utf8");

/** Its companion, which adds `HCJwt.diagnose`. */
export const diagnoseBundle = await readFile(new URL("../../../dist/hc-jwt-diagnose.js", import.meta.url), "utf8");

export interface World {
  readonly demo: Demo;
  readonly api: string;
  /** A second API on an origin of its own, for pages of the same help center. */
  readonly elsewhere: TodoApi;
  /**
   * Puts a visitor onto a blank page of the help center with nothing but the bundle.
   *
   * @param profile the first user's regular one by default
   * @param before runs in the page ahead of the bundle
   */
  visit(options?: { profile?: BrowserProfile; before?: () => void }): Promise<BrowserPage>;
  /**
   * The profile of a user who is signed in, or of nobody, and who has been here before: tests share it, since to start one
   * is dear in some engines. Pages are new in each test; what browsers keep between pages (cached files, preflights) may
   * be there.
   */
  regular(user: number | null): Promise<BrowserProfile>;
  /** A profile that nobody has used, signed in as one of the demo's users if told so. */
  profile(user?: number): Promise<BrowserProfile>;
  /** Signs in without the sign-in page; a page that is open does not notice. */
  signIn(profile: BrowserProfile, user: number): Promise<void>;
}

/**
 * Servers for one file of tests, their switches and counts as new before each, and whatever a test opened closed after it.
 * The to-dos that tests write stay, as they would: a test that counts them uses a user of its own.
 *
 * @param options of the demo, asked for when it starts
 */
export function useWorld(
  browser: () => Browser,
  options: () => DemoOptions | Promise<DemoOptions> = () => ({}),
): World {
  let demo: Demo;
  let elsewhere: TodoApi;
  const regulars = new Map<number | null, Promise<BrowserProfile>>();
  let opened: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    demo = await startDemo(await options());
    elsewhere = await startTodoApi({ helpCenter: demo.helpCenter });
  });
  beforeEach(() => {
    demo.controls.reset();
    demo.requestLog.clear();
    return async () => {
      const toClose = opened;
      opened = [];
      await Promise.all(toClose.map((one) => one.close()));
    };
  });
  // The regular profiles end with the browser.
  afterAll(() => Promise.all([demo?.close(), elsewhere?.close()]));

  // A document of the help center's origin with no theme in it: no call but the test's own.
  const blankPage = () => `${demo.helpCenter.origin}/api/v2/help_center/sessions.json`;

  function signIn(profile: BrowserProfile, user: number): Promise<void> {
    return profile.setCookie({ ...demo.helpCenter.signIn(userOf(demo, user).id), url: blankPage() });
  }

  async function newProfile(user: number | undefined): Promise<BrowserProfile> {
    const created = await browser().newProfile();
    if (user !== undefined) await signIn(created, user);
    return created;
  }

  async function regular(user: number | null): Promise<BrowserProfile> {
    const started = regulars.get(user) ?? newProfile(user ?? undefined).then((created) => keepsTab(created, blankPage));
    regulars.set(user, started);
    const profile = await started;
    const newPage = async () => {
      const page = await profile.newPage();
      opened.push(page);
      return page;
    };
    return { ...profile, newPage };
  }

  return {
    get demo() {
      return demo;
    },
    get api() {
      return demo.api.origin;
    },
    get elsewhere() {
      return elsewhere;
    },
    signIn,
    regular,
    async profile(user) {
      const created = await newProfile(user);
      opened.push(created);
      return created;
    },
    async visit({ profile, before } = {}) {
      const page = await (profile ?? (await regular(0))).newPage();
      await page.goto(blankPage());
      if (before) await page.run(before);
      await load(page, bundle);
      return page;
    },
  };
}

export function userOf(demo: Demo, index = 0): Demo["helpCenter"]["users"][number] {
  const user = demo.helpCenter.users[index];
  if (!user) throw new RangeError(`The demo has no user ${index}.`);
  return user;
}

/** Runs a classic script in the page, as a script tag does. */
export function load(page: BrowserPage, text: string): Promise<void> {
  return page.run((code) => {
    const script = document.createElement("script");
    script.textContent = code;
    document.head.append(script);
  }, text);
}
