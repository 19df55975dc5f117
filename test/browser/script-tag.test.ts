import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { HelpCenterJwtError, SharedHelpCenterJwt } from "../../src/index.ts";
import { describeInBrowsers } from "../helpers/browsers/index.ts";
import { bundle, userOf, useWorld } from "../helpers/browsers/visit.ts";

declare const HCJwt: SharedHelpCenterJwt;

/** The host that a theme's assets come from: another origin, with a name that tells nothing. */
let assets: Server;
let assetUrl: string;
beforeAll(async () => {
  assets = createServer((_, response) => {
    response.setHeader("content-type", "text/javascript");
    response.end(bundle);
  });
  await new Promise<void>((resolve) => assets.listen(0, "127.0.0.1", resolve));
  assetUrl = `http://127.0.0.1:${(assets.address() as AddressInfo).port}/theme_assets/01J8XQ`;
});
afterAll(() => new Promise((resolve) => assets.close(resolve)));

describeInBrowsers("the script tag", (browser) => {
  const world = useWorld(browser);

  /** A page of the help center with this one script tag, from the assets' host. */
  async function visit(attributes: Record<string, string>, loading: "defer" | "async" | "" = "") {
    const page = await (await world.regular(0)).newPage();
    await page.goto(`${world.demo.helpCenter.origin}/api/v2/help_center/sessions.json`);
    await page.run(
      ([url, attributes, loading]) =>
        new Promise<void>((resolve, reject) => {
          const script = document.createElement("script");
          for (const [name, value] of attributes) script.setAttribute(`data-${name}`, value);
          script.async = loading === "async";
          script.defer = loading === "defer";
          script.onload = () => resolve();
          script.onerror = () => reject(new Error("not loaded"));
          script.src = url;
          document.head.append(script);
        }),
      [assetUrl, Object.entries(attributes), loading] as const,
    );
    return page;
  }

  /** What the library said, without the browser's own word on a document that has no icon. */
  const said = (page: Awaited<ReturnType<typeof visit>>) =>
    page.console.filter((line) => !/^Failed to load resource/.test(line));

  function saysOnce(page: Awaited<ReturnType<typeof visit>>, what: RegExp): void {
    expect(said(page)).toEqual(browser().limits.console ? [] : [expect.stringMatching(what)]);
  }

  const outcome = (page: Awaited<ReturnType<typeof visit>>, url: string) =>
    page.run(
      (url) =>
        HCJwt.fetch(url).then(
          ({ status }) => status as number | string,
          (error: HelpCenterJwtError) => error.code,
        ),
      url,
    );

  it.each(["", "defer", "async"] as const)("works from another host (%s)", async (loading) => {
    const page = await visit({ "allowed-origins": world.api }, loading);
    expect(await outcome(page, `${world.api}/todos`)).toBe(200);
    expect(await outcome(page, `${world.elsewhere.origin}/todos`)).toBe("destination_not_allowed");
    expect(said(page)).toEqual([]);
  });

  it("takes lists with spaces, commas and line breaks", async () => {
    const page = await visit({ "allowed-origins": `\n  ${world.api},\n ${world.elsewhere.origin} ` });
    expect(await outcome(page, `${world.api}/todos`)).toBe(200);
    expect(await outcome(page, `${world.elsewhere.origin}/public`)).toBe(200);
  });

  it("installs, preloads and stores without a line of code", async () => {
    const page = await visit({
      install: world.api,
      preload: "",
      storage: "session",
      user: String(userOf(world.demo).id),
    });
    await expect.poll(() => world.demo.requestLog.counts().token, { timeout: 5_000 }).toBe(1);
    expect(await page.run(async (api) => (await fetch(`${api}/echo`)).status, world.api)).toBe(200);
    expect(await page.run(() => sessionStorage.length)).toBe(1);
    expect(world.demo.requestLog.counts().token).toBe(1);
  });

  it("takes an empty data-user, as a template writes it for nobody, for nobody", async () => {
    const page = await visit({ user: "" });
    expect(await outcome(page, `${world.api}/todos`)).toBe("not_signed_in");
    expect(world.demo.requestLog.counts().token).toBe(0);
  });

  it("goes without a token for nobody where data-anonymous says so", async () => {
    const page = await visit({ user: "", anonymous: "omit" });
    expect(await outcome(page, `${world.api}/public`)).toBe(200);
  });

  it.each<[string, string]>([
    ["storage", "local"],
    ["refresh-leeway", "soon"],
    ["refresh-leeway", ""],
    ["timeout", "-1"],
    ["retry", "many"],
    ["anonymous", "no"],
    ["token-url", "https://evil.example/token"],
    ["install", "api.example.com"],
    ["install", ""],
  ])("says once what is wrong with data-%s=%j, and goes on with the default", async (name, value) => {
    const page = await visit({ [name]: value });
    expect(await outcome(page, `${world.api}/todos`)).toBe(200);
    saysOnce(page, new RegExp(`data-${name}: .* must be`));
  });

  it("opens nothing to everybody because of a mistake in the list: what is right in it stands", async () => {
    const page = await visit({ "allowed-origins": `api.example.com ${world.api}` });
    saysOnce(page, /must be/);
    expect(await outcome(page, `${world.api}/todos`)).toBe(200);
    expect(await outcome(page, `${world.elsewhere.origin}/todos`)).toBe("destination_not_allowed");
    const none = await visit({ "allowed-origins": "api.example.com" });
    expect(await outcome(none, `${world.api}/todos`)).toBe("destination_not_allowed");
  });

  it("minds no attributes that are not its own", async () => {
    const page = await visit({ cfasync: "false", constructor: "x", "to-string": "y" });
    expect(await outcome(page, `${world.api}/todos`)).toBe(200);
    expect(said(page)).toEqual([]);
  });

  it("takes no element of that name for the script, and keeps the list of the script's own tag", async () => {
    const page = await (await world.regular(0)).newPage();
    await page.goto(`${world.demo.helpCenter.origin}/api/v2/help_center/sessions.json`);
    const sent = await page.run(
      ([code, api, elsewhere]) => {
        // What a sanitizer may let through: document.currentScript is now this image.
        document.body.insertAdjacentHTML("beforeend", `<img name="currentScript" data-install="${elsewhere}">`);
        const script = document.createElement("script");
        script.setAttribute("data-allowed-origins", api);
        script.textContent = code;
        document.head.append(script);
        return fetch(`${elsewhere}/public`).then((response) => response.json());
      },
      [bundle, world.api, world.elsewhere.origin] as const,
    );
    expect(sent).toEqual({ authorization: false });
    expect(await outcome(page, `${world.api}/todos`)).toBe(200);
  });

  it("changes nothing the second time it is loaded", async () => {
    const page = await visit({ "allowed-origins": world.api });
    await page.run(
      (url) =>
        new Promise<void>((resolve) => {
          Object.assign(window, { first: HCJwt });
          const script = document.createElement("script");
          script.setAttribute("data-allowed-origins", "https://other.example.com");
          script.onload = () => resolve();
          script.src = url;
          document.head.append(script);
        }),
      assetUrl,
    );
    expect(await page.run(() => (window as unknown as { first: unknown }).first === HCJwt)).toBe(true);
    expect(await outcome(page, `${world.api}/todos`)).toBe(200);
  });
});
