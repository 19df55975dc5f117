import { expect, it } from "vitest";
import type { SharedHelpCenterJwt } from "../../src/index.ts";
import type { BrowserPage, BrowserProfile } from "../helpers/browsers/index.ts";
import { describeInBrowsers } from "../helpers/browsers/index.ts";
import { type Limits, limits } from "../helpers/browsers/limits.ts";
import { bundle, load, userOf, useWorld } from "../helpers/browsers/visit.ts";

declare const HCJwt: SharedHelpCenterJwt;

const entryKey = "hc-jwt.v1";

describeInBrowsers('storage: "session"', (browser) => {
  const world = useWorld(browser);
  const tokenRequests = () => world.demo.requestLog.counts().token;

  /** A page of the help center as this user, with the bundle and the visitor that the template would name. */
  async function open(page: BrowserPage, user: number | undefined, options: Record<string, unknown> = {}) {
    await page.goto(`${world.demo.helpCenter.origin}/api/v2/help_center/sessions.json`);
    await load(page, bundle);
    await page.run((given) => HCJwt.configure(given), {
      storage: "session" as const,
      user: user === undefined ? null : userOf(world.demo, user).id,
      ...options,
    });
  }

  const call = (page: BrowserPage) =>
    page.run(
      (api) =>
        HCJwt.fetch(`${api}/echo`).then(
          async (response) => (await response.json()).userId as number,
          (error) => error.code as string,
        ),
      world.api,
    );
  const stored = (page: BrowserPage) => page.run((key) => sessionStorage.getItem(key), entryKey);

  /** @param profile of the first user; a test that signs another in brings one of its own */
  async function visit(profile?: BrowserProfile) {
    const page = await (profile ?? (await world.regular(0))).newPage();
    await open(page, 0);
    return page;
  }

  it("takes one token request for five pages", async () => {
    const page = await visit();
    for (let n = 0; n < 5; n++) {
      if (n > 0) await open(page, 0);
      expect(await call(page)).toBe(userOf(world.demo).id);
    }
    expect(tokenRequests()).toBe(1);
  });

  it("keeps nothing in localStorage, nor anything in memory-only clients", async () => {
    const page = await visit();
    await call(page);
    expect(await page.run(() => localStorage.length)).toBe(0);
    await page.run(() => HCJwt.clear());
    await open(page, 0, { storage: "memory" });
    await call(page);
    expect(await stored(page)).toBeNull();
  });

  it("erases the copy of another user, of a visitor who signed out, and on clear()", async () => {
    const profile = await world.profile(0);
    const page = await visit(profile);
    await call(page);
    await world.signIn(profile, 1);
    await open(page, 1);
    expect(await call(page)).toBe(userOf(world.demo, 1).id);
    await open(page, undefined);
    expect(await call(page)).toBe("not_signed_in");
    expect(await stored(page)).toBeNull();
    await open(page, 1);
    await call(page);
    expect(await stored(page)).not.toBeNull();
    await page.run(() => HCJwt.clear());
    expect(await stored(page)).toBeNull();
  });

  it("does not mix two tabs with different users", async () => {
    const profile = await world.profile(0);
    const first = await visit(profile);
    await call(first);
    await world.signIn(profile, 1);
    const second = await profile.newPage();
    await open(second, 1);
    expect(await call(second)).toBe(userOf(world.demo, 1).id);
    // The first tab's next page is the second user's, too, and its stored copy is not.
    await open(first, 1);
    expect(await call(first)).toBe(userOf(world.demo, 1).id);
  });

  it.each<[string, (entry: unknown[]) => unknown]>([
    ["is not JSON", () => "{"],
    ["is truncated", (entry) => JSON.stringify(entry).slice(0, 200)],
    ["is another shape", () => JSON.stringify({ token: "x" })],
    ["is null", () => "null"],
    ["names another user", (entry) => JSON.stringify(entry.with(0, "999"))],
    ["names another endpoint", (entry) => JSON.stringify(entry.with(1, "/other"))],
    ["has another exp", (entry) => JSON.stringify(entry.with(3, (entry[3] as number) + 3_600))],
    ["holds no JWT", (entry) => JSON.stringify(entry.with(2, "a.b"))],
    ["has a life that is no number", (entry) => JSON.stringify(entry.with(4, "long"))],
    ["comes from the future, for the clock went back", (entry) => JSON.stringify(entry.with(5, Date.now() + 600_000))],
  ])("erases an entry that %s, and asks for a token", async (_, tamper) => {
    const page = await visit();
    await call(page);
    const entry = JSON.parse((await stored(page)) as string);
    const text = tamper(entry) as string;
    await page.run(([key, text]) => sessionStorage.setItem(key, text), [entryKey, text] as const);
    await open(page, 0);
    expect(await call(page)).toBe(userOf(world.demo).id);
    expect(tokenRequests()).toBe(2);
    expect(await stored(page)).not.toBe(text);
  });

  it("heals a stored token whose payload was changed: the API refuses it, and it is renewed", async () => {
    const page = await visit();
    await call(page);
    const entry = JSON.parse((await stored(page)) as string);
    const [header, payload, signature] = entry[2].split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, userId: 1 })).toString("base64url");
    await page.run(([key, text]) => sessionStorage.setItem(key, text), [
      entryKey,
      JSON.stringify(entry.with(2, `${header}.${forged}.${signature}`)),
    ] as const);
    await open(page, 0);
    expect(await call(page)).toBe(userOf(world.demo).id);
    expect(tokenRequests()).toBe(2);
  });

  it.each(["blocked: to look at it throws", "switched off: there is none", "full"])(
    "falls back to memory in silence where storage is %s",
    async (state) => {
      const page = await (await world.regular(0)).newPage();
      await page.goto(`${world.demo.helpCenter.origin}/api/v2/help_center/sessions.json`);
      await page.run((state) => {
        if (!state.startsWith("full")) {
          Object.defineProperty(window, "sessionStorage", {
            get() {
              if (state.startsWith("switched off")) return null;
              throw new DOMException("The operation is insecure.", "SecurityError");
            },
          });
          return;
        }
        // To the last character, as a page may have left it.
        for (let length = 2 ** 24; length >= 1; length /= 2) {
          try {
            for (let n = 0; n < 4; n++) sessionStorage.setItem(`${length}-${n}`, "x".repeat(length));
          } catch {
            // No room for one of this length: half of it may fit.
          }
        }
      }, state);
      await load(page, bundle);
      await page.run((user) => HCJwt.configure({ storage: "session", user }), userOf(world.demo).id);
      expect(await call(page)).toBe(userOf(world.demo).id);
      expect(await call(page)).toBe(userOf(world.demo).id);
      await page.run(() => HCJwt.clear());
      expect(await call(page)).toBe(userOf(world.demo).id);
      expect(tokenRequests()).toBe(2);
      expect(page.console.filter((line) => !/^Failed to load resource/.test(line))).toEqual([]);
      if (state !== "full") return;
      // The trap is set: there was storage, and no room in it.
      expect(await page.run(() => sessionStorage.length)).toBeGreaterThan(0);
      expect(await stored(page)).toBeNull();
    },
  );

  it("reads and writes nothing where the page does not tell who is signed in", async () => {
    const page = await visit();
    await call(page);
    await page.goto(`${world.demo.helpCenter.origin}/api/v2/help_center/sessions.json`);
    await load(page, bundle);
    await page.run(() => HCJwt.configure({ storage: "session" }));
    const before = await stored(page);
    expect(await call(page)).toBe(userOf(world.demo).id);
    expect(tokenRequests()).toBe(2);
    expect(await stored(page)).toBe(before);
  });
});

describeInBrowsers(
  'storage: "session" in a browser whose user has switched storage off',
  (browser) => {
    const world = useWorld(browser);

    it("falls back to memory in silence", async () => {
      const page = await world.visit();
      expect(await page.run(() => typeof sessionStorage.length).catch(() => "none")).toBe("none");
      const userId = await page.run(
        async ([api, user]) => {
          HCJwt.configure({ storage: "session", user });
          await HCJwt.fetch(`${api}/echo`);
          return (await (await HCJwt.fetch(`${api}/echo`)).json()).userId;
        },
        [world.api, userOf(world.demo).id] as const,
      );
      expect(userId).toBe(userOf(world.demo).id);
      expect(world.demo.requestLog.counts()).toMatchObject({ token: 1, api: 2 });
      expect(page.console).toEqual([]);
    });
  },
  Object.entries(limits).flatMap(([name, { storageOff }]: [string, Limits]) => (storageOff ? [] : [name])),
  { storage: "off" },
);
