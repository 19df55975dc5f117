import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HelpCenterJwtError, SharedHelpCenterJwt } from "../../src/index.ts";
import { describeInBrowsers } from "../helpers/browsers/index.ts";
import { bundle, load, userOf, useWorld } from "../helpers/browsers/visit.ts";

declare const HCJwt: SharedHelpCenterJwt;
/** jQuery, as far as these tests call it. */
declare const $: (selector: string) => Record<"append" | "html" | "prepend", (what: string | Element) => void>;

const jQuery = await readFile(new URL("../../node_modules/jquery/dist/jquery.min.js", import.meta.url), "utf8");

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

  /** A document of the help center's origin with no theme in it. */
  async function blankPage() {
    const page = await (await world.regular(0)).newPage();
    await page.goto(`${world.demo.helpCenter.origin}/api/v2/help_center/sessions.json`);
    return page;
  }

  /** A page of the help center with this one script tag, from the assets' host. */
  async function visit(attributes: Record<string, string>, loading: "defer" | "async" | "" = "") {
    const page = await blankPage();
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
    const page = await blankPage();
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

  it.each(["not writable", "a getter"])(
    "keeps its attributes where window.HCJwt is locked (%s), and says so once",
    async (what) => {
      const page = await blankPage();
      await page.run((what) => {
        Object.defineProperty(window, "HCJwt", what === "a getter" ? { get: () => "other" } : { value: "other" });
      }, what);
      const tag = ([code, api]: readonly [string, string]) => {
        const script = document.createElement("script");
        script.setAttribute("data-allowed-origins", api);
        script.setAttribute("data-install", api);
        script.textContent = code;
        document.head.append(script);
      };
      await page.run(tag, [bundle, world.api] as const);
      await page.run(tag, [bundle, world.elsewhere.origin] as const);
      const seen = await page.run(
        async ([api, elsewhere]) => {
          const client: SharedHelpCenterJwt = Reflect.get(window, Symbol.for("hc-jwt.v1"));
          return [
            (await fetch(`${api}/todos`)).status,
            await client.fetch(`${elsewhere}/todos`).catch(({ code }) => code),
            Reflect.get(window, "HCJwt"),
          ];
        },
        [world.api, world.elsewhere.origin] as const,
      );
      expect(seen).toEqual([200, "destination_not_allowed", "other"]);
      saysOnce(page, /window\.HCJwt is locked/);
    },
  );

  describe("inserted by jQuery, which runs another element without the attributes", () => {
    /** The bundle's address on the help center's own host, where the local one serves a theme's assets. */
    async function ownAsset(): Promise<string> {
      const { origin } = world.demo.helpCenter;
      const page = await (await fetch(`${origin}/hc/en-us`)).text();
      for (const [, path = ""] of page.matchAll(/<script src="([^"]+)"/g)) {
        const url = new URL(path, origin).href;
        if ((await (await fetch(url)).text()) === bundle) return url;
      }
      throw new Error("The demo theme does not load the bundle.");
    }

    const isLoaded = (page: Awaited<ReturnType<typeof visit>>) => page.waitUntil(() => "HCJwt" in window);

    it.each([
      ["append", "own host"],
      ["html", "own host"],
      ["append", "assets' host"],
      ["html", "assets' host"],
      ["prepend", "assets' host"],
    ] as const)("applies those that were written (%s, from the %s)", async (method, from) => {
      const page = await blankPage();
      await load(page, jQuery);
      await page.run(
        ([method, src, api]) => {
          const hints = `data-user="" data-anonymous="omit" data-install="${api}"`;
          $("body")[method](`<p>Orders<script src="${src}" data-allowed-origins="${api}" ${hints}></script></p>`);
        },
        [method, from === "own host" ? await ownAsset() : assetUrl, world.api] as const,
      );
      await isLoaded(page);
      expect(await outcome(page, `${world.elsewhere.origin}/public`)).toBe("destination_not_allowed");
      expect(await outcome(page, `${world.api}/public`)).toBe(200);
      // An empty data-user is nobody, and data-install replaced the page's fetch.
      expect(await page.run(async (api) => (await fetch(`${api}/public`)).json(), world.api)).toEqual({
        authorization: false,
      });
      expect(world.demo.requestLog.counts().token).toBe(0);
      expect(await page.run(() => /native code/.test(String(window.fetch)))).toBe(false);
      expect(said(page)).toEqual([]);
    });

    it("applies those of an inline script, and takes no element's name for a part of the document", async () => {
      const page = await blankPage();
      await load(page, jQuery);
      await page.run(
        ([code, api]) => {
          document.body.insertAdjacentHTML("beforeend", '<form name="querySelector"></form><img name="currentScript">');
          const script = document.createElement("script");
          script.setAttribute("data-allowed-origins", api);
          script.textContent = code;
          $("body").append(script);
        },
        [bundle, world.api] as const,
      );
      expect(await outcome(page, `${world.elsewhere.origin}/public`)).toBe("destination_not_allowed");
      expect(await outcome(page, `${world.api}/todos`)).toBe(200);
    });

    it("opens nothing because of a mistake in them", async () => {
      const page = await blankPage();
      await load(page, jQuery);
      await page.run(
        (src) => $("body").append(`<script src="${src}" data-allowed-origins="api.example.com"></script>`),
        assetUrl,
      );
      await isLoaded(page);
      expect(await outcome(page, `${world.api}/todos`)).toBe("destination_not_allowed");
      saysOnce(page, /^data-allowed-origins: .* must be/);
    });
  });

  it("has its attributes read where it is a module, which has no element of its own", async () => {
    const page = await blankPage();
    await page.run(
      ([code, api]) => {
        const script = document.createElement("script");
        script.type = "module";
        script.setAttribute("data-allowed-origins", api);
        script.textContent = code;
        document.head.append(script);
      },
      [bundle, world.api] as const,
    );
    await page.waitUntil(() => "HCJwt" in window);
    expect(await outcome(page, `${world.elsewhere.origin}/public`)).toBe("destination_not_allowed");
  });
});
