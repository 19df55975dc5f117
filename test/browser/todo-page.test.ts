import { describe, expect, it, vi } from "vitest";
import type { BrowserPage, BrowserProfile } from "../helpers/browsers/index.ts";
import { describeInBrowsers } from "../helpers/browsers/index.ts";
import { userOf, useWorld } from "../helpers/browsers/visit.ts";

// Each layout has users of its own, since what they write stays.
const layouts = [
  { layout: "production", writer: 0, reader: 1 },
  { layout: "preview", writer: 2, reader: 3 },
] as const;

describeInBrowsers("the to-do page", (browser) => {
  const world = useWorld(browser);
  const todoUrl = () => `${world.demo.helpCenter.origin}/hc/en-us/p/todo_list`;

  const state = (page: BrowserPage) => page.run(() => document.querySelector("#todo-app")?.getAttribute("data-state"));
  const reaches = (page: BrowserPage, wanted: string) =>
    page.waitUntil((wanted) => document.querySelector("#todo-app")?.getAttribute("data-state") === wanted, wanted);
  const titles = (page: BrowserPage) =>
    page.run(() =>
      [...document.querySelectorAll("#todo-items li")].map((item) => item.querySelector("[data-title]")?.textContent),
    );
  const shows = (page: BrowserPage, count: number) =>
    page.waitUntil((count) => document.querySelectorAll("#todo-items li").length === count, count);
  const badge = (page: BrowserPage) => page.run(() => document.querySelector("[data-todo-count]")?.textContent);

  async function openIn(profile: BrowserProfile, url = todoUrl()): Promise<BrowserPage> {
    const page = await profile.newPage();
    await page.goto(url);
    return page;
  }

  async function add(page: BrowserPage, title: string) {
    const before = (await titles(page)).length;
    await page.fill("#todo-title", title);
    await page.press("Enter");
    await shows(page, before + 1);
  }

  describe.each(layouts)("in the $layout layout", ({ layout, writer, reader }) => {
    it("serves a visitor who signs in, adds, ticks, reloads, signs out, and the next one", async () => {
      world.demo.controls.set({ layout });
      const page = await openIn(await world.profile());
      expect(await state(page)).toBe("signed-out");
      expect(world.demo.requestLog.counts()).toMatchObject({ token: 0, api: 0 });

      await page.click('#todo-app a[href*="signin"]');
      await page.waitUntil(() => document.querySelector("form button[name=user_id]"));
      await page.click(`form button[value="${userOf(world.demo, writer).id}"]`);
      await reaches(page, "ready");

      await add(page, "Milk ☕ <b>now</b>");
      await add(page, "Bread");
      await page.waitUntil(() => document.querySelector("[data-todo-count]")?.textContent === "2");
      await page.click("#todo-items li:first-child input[type=checkbox]");
      await page.waitUntil(() => document.querySelector("[data-todo-count]")?.textContent === "1");
      // The page may show a change before the API has it, and a reload would cancel the request.
      await expect.poll(() => world.demo.requestLog.recent().some(({ method }) => method === "PATCH")).toBe(true);

      await page.reload();
      await reaches(page, "ready");
      expect(await titles(page)).toEqual(["Milk ☕ <b>now</b>", "Bread"]);
      expect(
        await page.run(() =>
          [...document.querySelectorAll<HTMLInputElement>("#todo-items input")].map(({ checked }) => checked),
        ),
      ).toEqual([true, false]);

      await page.click("#todo-items li:first-child button");
      await shows(page, 1);

      await page.goto(
        `${world.demo.helpCenter.origin}/access/logout?return_to=${encodeURIComponent("/hc/en-us/p/todo_list")}`,
      );
      await page.waitUntil(() => document.querySelector("#todo-app"));
      expect(await state(page)).toBe("signed-out");

      const other = await openIn(await world.regular(reader));
      await reaches(other, "ready");
      expect(await titles(other)).toEqual([]);
      if (browser().limits.console) return;
      expect([...page.console, ...other.console].filter((line) => /error|refused/i.test(line))).toEqual([]);
    });

    it("shows the number of open to-dos on every page, with one token request a page", async () => {
      world.demo.controls.set({ layout });
      const profile = await world.regular(reader);
      const list = await openIn(profile);
      await reaches(list, "ready");
      await add(list, "Milk");
      await add(list, "Bread");
      world.demo.requestLog.clear();
      const home = await openIn(profile, `${world.demo.helpCenter.origin}/hc/en-us`);
      await home.waitUntil(() => document.querySelector("[data-todo-count]")?.textContent === "2");
      expect(await badge(home)).toBe("2");
      expect(world.demo.requestLog.counts()).toMatchObject({ token: 1, api: 1 });
    });

    it("makes no request for a visitor who is not signed in", async () => {
      world.demo.controls.set({ layout });
      const page = await openIn(await world.regular(null), `${world.demo.helpCenter.origin}/hc/en-us`);
      await page.waitUntil(() => document.readyState === "complete");
      expect(world.demo.requestLog.counts()).toMatchObject({ token: 0, api: 0, preflight: 0 });
      if (!browser().limits.console) expect(page.console).toEqual([]);
    });
  });

  it.each([
    ["plan_unsupported", "plan-unsupported"],
    ["unavailable", "unavailable"],
    ["rate_limited", "unavailable"],
    ["sign_in_page", "unavailable"],
    ["forbidden", "signed-out"],
  ] as const)("says what a visitor can do when the token endpoint responds with %s", async (tokenFault, wanted) => {
    world.demo.controls.set({ tokenFault, retryAfter: 60 });
    const page = await openIn(await world.regular(4));
    await reaches(page, wanted);
    const text = await page.run(() => (document.querySelector("#todo-app") as HTMLElement).innerText);
    // But for the code that support may ask for, no jargon.
    expect(text.replace(/Code for support.*/s, "")).not.toMatch(/undefined|jwt|token/i);
    expect(text.length).toBeGreaterThan(20);
    expect(world.demo.requestLog.counts().api).toBe(0);
  });

  it("recovers with Try again once the API is back, and keeps what the visitor typed", async () => {
    world.demo.controls.set({ apiFault: "down" });
    const page = await openIn(await world.regular(4));
    await reaches(page, "api-down");
    world.demo.controls.set({ apiFault: "ok" });
    await page.click("#todo-retry");
    await reaches(page, "ready");

    world.demo.controls.set({ apiFault: "down" });
    await page.fill("#todo-title", "Do not lose me");
    await page.press("Enter");
    await page.waitUntil(() => !(document.querySelector("#todo-alert") as HTMLElement).hidden);
    expect(await page.run(() => (document.querySelector("#todo-title") as HTMLInputElement).value)).toBe(
      "Do not lose me",
    );
    world.demo.controls.set({ apiFault: "ok" });
    await page.press("Enter");
    await page.waitUntil(() =>
      [...document.querySelectorAll("#todo-items [data-title]")].some(
        ({ textContent }) => textContent === "Do not lose me",
      ),
    );
  });

  it("heals a revoked token without the visitor noticing", async () => {
    const page = await openIn(await world.regular(4));
    await reaches(page, "ready");
    world.demo.revokeTokens();
    await add(page, "Added with a renewed token");
    expect(world.demo.requestLog.counts()).toMatchObject({ token: 2, apiStatuses: { 401: 1, 201: 1 } });
  });

  it("goes on after the signing key was rotated", async () => {
    const page = await openIn(await world.regular(4));
    await reaches(page, "ready");
    await world.demo.rotateKeys({ keepOld: false });
    await page.fill("#todo-title", "Signed with the new key");
    await page.press("Enter");
    await page.waitUntil(() =>
      [...document.querySelectorAll("#todo-items [data-title]")].some(
        ({ textContent }) => textContent === "Signed with the new key",
      ),
    );
    await vi.waitFor(() => expect(world.demo.requestLog.counts().token).toBe(2));
  });
});
