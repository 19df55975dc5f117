import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Demo, startDemo, startTodoApi, type TodoApi } from "../../../demo-server/demo.ts";
import type { Browser, BrowserPage, BrowserProfile } from "./driver.ts";

/** The built bundle, as authors download it. */
export const bundle = await readFile(new URL("../../../dist/hc-jwt.js", import.meta.url), "utf8");

/** Its companion, which adds `HCJwt.diagnose`. */
export const diagnoseBundle = await readFile(new URL("../../../dist/hc-jwt-diagnose.js", import.meta.url), "utf8");

export interface World {
  readonly demo: Demo;
  /** A second API, for redirects that leave the first one's origin. */
  readonly elsewhere: TodoApi;
  readonly api: string;
  /** Puts a visitor, signed in unless told otherwise, onto a blank page of the help center with nothing but the bundle. */
  visit(options?: { signedIn?: boolean; profile?: BrowserProfile }): Promise<BrowserPage>;
  profile(): Promise<BrowserProfile>;
}

/**
 * Servers for one file of tests, their switches and counts as new before each, and whatever a test opened closed after it.
 * The to-dos that tests write stay, as they would: a test that counts them uses a user of its own.
 */
export function useWorld(browser: () => Browser): World {
  let demo: Demo;
  let elsewhere: TodoApi;
  let profiles: BrowserProfile[] = [];

  beforeAll(async () => {
    demo = await startDemo();
    elsewhere = await startTodoApi({ helpCenter: demo.helpCenter });
  });
  beforeEach(() => {
    demo.controls.reset();
    demo.requestLog.clear();
    elsewhere.requestLog.clear();
    return async () => {
      await Promise.all(profiles.map((profile) => profile.close()));
      profiles = [];
    };
  });
  afterAll(() => Promise.all([demo?.close(), elsewhere?.close()]));

  async function profile(): Promise<BrowserProfile> {
    const created = await browser().newProfile();
    profiles.push(created);
    return created;
  }

  return {
    get demo() {
      return demo;
    },
    get elsewhere() {
      return elsewhere;
    },
    get api() {
      return demo.api.origin;
    },
    profile,
    async visit({ signedIn = true, profile: given } = {}) {
      const visitor = given ?? (await profile());
      if (signedIn) await visitor.setCookie(demo.helpCenter.signIn(userOf(demo).id));
      const page = await visitor.newPage();
      // A document of the help center's origin with no theme in it: no call but the test's own.
      await page.goto(`${demo.helpCenter.origin}/api/v2/help_center/sessions.json`);
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
