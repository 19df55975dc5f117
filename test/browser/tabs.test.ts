import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BrowserPage, type BrowserProfile, describeInBrowsers } from "../helpers/browsers/index.ts";
import { keepsTab } from "../helpers/browsers/tabs.ts";

// Tests of the tests' own: what one leaves in a tab must not be there for the next.
describeInBrowsers("a tab that is kept from test to test", (browser) => {
  let beats = 0;
  const server = createServer((request, response) => {
    if (request.url === "/beat") beats++;
    response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>Blank</title>");
  });
  const url = (host = "localhost") => `http://${host}:${(server.address() as AddressInfo).port}/`;
  let real: BrowserProfile;
  let tabs: BrowserProfile;
  let opened = 0;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, resolve));
    real = await browser().newProfile();
    const newPage = () => {
      opened++;
      return real.newPage();
    };
    tabs = keepsTab({ ...real, newPage }, () => url());
  });
  afterAll(async () => {
    await real?.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const visit = async (host?: string) => {
    const page = await tabs.newPage();
    await page.goto(url(host));
    return page;
  };
  const leaveTraces = (page: BrowserPage) =>
    page.run(() => {
      sessionStorage.setItem("trace", "x");
      window.name = "trace";
      Object.assign(window, { trace: setInterval(() => void fetch("/beat"), 20) });
      console.log("trace");
    });
  const traces = (page: BrowserPage) =>
    page.run(() => [sessionStorage.length, window.name, "trace" in window, window.opener]);
  const clean = [0, "", false, null];

  it("holds nothing of the page before, which has ended", async () => {
    const before = await visit();
    await leaveTraces(before);
    expect(await traces(before)).not.toEqual(clean);
    await before.waitUntil(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/beat")));
    await before.close();
    const openedBefore = opened;
    const page = await visit();
    expect(await traces(page)).toEqual(clean);
    expect(page.console).toEqual([]);
    // What was under way when the page ended may have taken this long.
    await page.reload();
    const ended = beats;
    for (let n = 0; n < 50; n++) await page.run(() => fetch("/").then((response) => response.text()));
    expect(beats).toBe(ended);
    await page.run(() => console.log("here"));
    if (!browser().limits.console) await expect.poll(() => page.console).toEqual(["here"]);
    await page.close();
    expect(opened).toBe(openedBefore);
  });

  it("is in front once more, though another profile's was meanwhile", async () => {
    const isInFront = (page: BrowserPage) => page.waitUntil(() => document.visibilityState === "visible");
    const opensOne = async (profile: BrowserProfile) => {
      const page = await profile.newPage();
      await page.goto(url());
      await isInFront(page);
      await page.close();
    };
    const another = await browser().newProfile();
    const others = keepsTab(another, () => url());
    const before = opened;
    for (const profile of [tabs, others, tabs, others, tabs]) await opensOne(profile);
    expect(opened).toBeLessThanOrEqual(before + 1);
    await another.close();
  });

  it("is not kept where it was on another origin, whose storage would stay", async () => {
    const elsewhere = await visit("127.0.0.1");
    await leaveTraces(elsewhere);
    await elsewhere.close();
    const page = await visit("127.0.0.1");
    expect(await traces(page)).toEqual(clean);
    await page.close();
  });

  it("is alone in its profile while it waits, and each page that is open has one of its own", async () => {
    const [first, second] = [await visit(), await visit()];
    await leaveTraces(second);
    expect(await traces(first)).toEqual(clean);
    await first.close();
    await second.close();
    const before = opened;
    const [third, fourth] = [await visit(), await visit()];
    expect(opened).toBe(before + 1);
    expect([await traces(third), await traces(fourth)]).toEqual([clean, clean]);
    await Promise.all([third.close(), fourth.close()]);
  });
});
