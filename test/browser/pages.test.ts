import { describe, expect, it, vi } from "vitest";
import type { SharedHelpCenterJwt } from "../../src/index.ts";
import { type BrowserPage, describeInBrowsers } from "../helpers/browsers/index.ts";
import { userOf, useWorld } from "../helpers/browsers/visit.ts";
import { usePlainTheme } from "../helpers/plain-theme.ts";

declare const HCJwt: SharedHelpCenterJwt;

describeInBrowsers("from page to page", (browser) => {
  const theme = usePlainTheme({ plain: "", defer: "defer", async: "async" });
  const world = useWorld(browser, async () => ({ themeDirectory: await theme() }));
  const pageUrl = (name: string) => `${world.demo.helpCenter.origin}/hc/en-us/p/${name}`;
  const idOf = (user: number) => userOf(world.demo, user).id;
  const counts = () => world.demo.requestLog.counts();

  async function open(page: BrowserPage, name: string): Promise<BrowserPage> {
    await page.goto(pageUrl(name));
    await page.waitUntil(() => "HCJwt" in window);
    return page;
  }

  /** Whose token the API gets from this page. */
  const callsAs = (page: BrowserPage): Promise<number> =>
    page.run(async (api) => (await (await HCJwt.fetch(`${api}/echo`)).json()).userId, world.api);

  describe.each(["plain", "defer", "async"])("loaded by a script tag of a theme (%s)", (name) => {
    it("serves calls, adds one global, and puts no error in the console", async () => {
      const page = await open(await (await world.regular(0)).newPage(), name);
      expect(await callsAs(page)).toBe(idOf(0));
      const added = await page.run(() => {
        const frame = document.body.appendChild(document.createElement("iframe"));
        const native = Object.getOwnPropertyNames(frame.contentWindow);
        frame.remove();
        return Object.getOwnPropertyNames(window).filter((name) => !native.includes(name) && /jwt|ky/i.test(name));
      });
      expect(added).toEqual(["HCJwt"]);
      expect(counts()).toMatchObject({ token: 1, api: 1 });
      if (!browser().limits.console) expect(page.console).toEqual([]);
    });
  });

  it("sends a keepalive request that is made while the page goes away", async () => {
    const page = await open(await (await world.regular(0)).newPage(), "plain");
    await page.run(() => HCJwt.preload());
    await page.run(
      ([api, elsewhere]) => {
        addEventListener("pagehide", () => {
          void HCJwt.fetch(`${api}/todos`, { method: "POST", body: '{"title":"Last words"}', keepalive: true });
        });
        location.href = elsewhere;
      },
      [world.api, pageUrl("nowhere")] as const,
    );
    await vi.waitFor(() => expect(counts()).toMatchObject({ token: 1, apiStatuses: { 201: 1 } }), 20_000);
  });

  it("asks for a new token when the way back leads to a page that was kept with the old one", async () => {
    const profile = await world.profile(0);
    const page = await open(await profile.newPage(), "plain");
    expect(await callsAs(page)).toBe(idOf(0));
    await page.run(() => {
      addEventListener("pageshow", ({ persisted }) => Object.assign(window, { kept: persisted }));
    });

    await page.goto(pageUrl("nowhere"));
    await world.signIn(profile, 1);
    await page.goBack();
    await page.waitUntil(() => "HCJwt" in window && document.readyState === "complete");
    // Or else the page would be a new one, which proves nothing.
    const kept = () => page.run(() => (window as { kept?: boolean }).kept === true);
    await vi.waitFor(async () => expect(await kept()).toBe(true), 20_000);

    expect(await callsAs(page)).toBe(idOf(1));
    expect(counts()).toMatchObject({ token: 2, api: 2 });
  });

  it("goes on as one user in a tab that is open when another signs in, until its next page", async () => {
    const profile = await world.profile(0);
    const first = await open(await profile.newPage(), "plain");
    expect(await callsAs(first)).toBe(idOf(0));

    await world.signIn(profile, 1);
    const second = await open(await profile.newPage(), "plain");
    expect(await callsAs(second)).toBe(idOf(1));
    expect(await callsAs(first)).toBe(idOf(0));
    expect(counts()).toMatchObject({ token: 2, api: 3 });

    await first.reload();
    expect(await callsAs(first)).toBe(idOf(1));
    expect(await callsAs(second)).toBe(idOf(1));
    expect(counts()).toMatchObject({ token: 3, api: 5 });
  });
});
