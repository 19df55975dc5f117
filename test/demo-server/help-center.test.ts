import { writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type Demo, startDemo } from "../../demo-server/demo.ts";
import { safeReturnTo } from "../../demo-server/help-center/return-to.ts";
import { type Json, page, signedIn, writeTheme } from "./harness.ts";

let demo: Demo;

beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo.close());
beforeEach(() => {
  demo.controls.reset();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(demo.helpCenter.origin + path, { headers, redirect: "manual" });

function signIn(form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${demo.helpCenter.origin}/hc/en-us/signin`, {
    method: "POST",
    body: new URLSearchParams(form),
    headers: { Origin: demo.helpCenter.origin, ...headers },
    redirect: "manual",
  });
}

function helpCenterOf(html: string): Json {
  return JSON.parse(/window\.HelpCenter = (.*);<\/script>/.exec(html)?.[1] ?? "null");
}

describe("a page", () => {
  test("in production has the theme's script last, after window.HelpCenter", async () => {
    const html = await page(demo, "/hc/en-us");
    expect(
      orderIn(html, [
        "style.css?digest=",
        "</head>",
        "<main role=",
        "window.HelpCenter =",
        "script.js?digest=",
        "</body>",
      ]),
    ).toEqual([]);
    expect(html).toMatch(/<script src="[^"]*\/script\.js\?digest=\d+"><\/script>\s*<\/body>/);
  });

  test("in preview has the theme's script in the head, blocking, before window.HelpCenter", async () => {
    demo.controls.set({ layout: "preview" });
    const html = await page(demo, "/hc/en-us");
    expect(
      orderIn(html, [
        "style.css?digest=",
        "script.js?digest=",
        "</head>",
        "<main role=",
        "window.HelpCenter =",
        "</body>",
      ]),
    ).toEqual([]);
    expect(html).toMatch(/<script src="[^"]*\/script\.js\?digest=\d+"><\/script>\s*<\/head>/);
  });

  test("takes another layout for one request", async () => {
    const html = await page(demo, "/hc/en-us?layout=preview");
    expect(orderIn(html, ["script.js?digest=", "</head>"])).toEqual([]);
    expect(orderIn(await page(demo, "/hc/en-us?layout=other"), ["</head>", "script.js?digest="])).toEqual([]);
  });

  test("has the way to the controls, apart from the theme", async () => {
    expect(await page(demo, "/hc/en-us")).toContain('<template shadowrootmode="open">');
  });

  test("has a first script that shifts the clock, only when the clock is to be wrong", async () => {
    expect(await page(demo, "/hc/en-us")).not.toContain("RealDate");
    demo.controls.set({ pageClockSkew: -90 });
    const html = await page(demo, "/hc/en-us");
    expect(orderIn(html, ["<head>", "RealDate", "})(-90000);", "<meta charset"])).toEqual([]);
    const [, script] = /<script>(\(function \(by\)[\s\S]*?)<\/script>/.exec(html) ?? [];
    const clock = runClockScript(script ?? "");
    expect(Math.abs(clock.now - (Date.now() - 90_000))).toBeLessThan(60_000);
    expect(clock.constructed).toBe(clock.now);
    expect(clock.fixed).toBe(5);
    expect(clock.isDate).toBe(true);
  });

  test("is served by the script and the style of the theme", async () => {
    const html = await page(demo, "/hc/en-us");
    const scriptUrl = /src="([^"]*\/script\.js[^"]*)"/.exec(html)?.[1] ?? "";
    expect(scriptUrl).toMatch(/^\/hc\/theming_assets\/\d+\/\d+\/script\.js\?digest=\d+$/);
    const script = await get(scriptUrl);
    expect(script.headers.get("Content-Type")).toBe("text/javascript; charset=utf-8");
    const style = await get(/href="([^"]*\/style\.css[^"]*)"/.exec(html)?.[1] ?? "");
    expect(style.headers.get("Content-Type")).toBe("text/css; charset=utf-8");
  });

  test("has assets without a name, of the right type, that may be kept for ever", async () => {
    const html = await page(demo, "/hc/en-us");
    const url = /\/hc\/theming_assets\/[0-9A-Z]{26}/.exec(html)?.[0] ?? "";
    const asset = await get(url);
    expect(asset.headers.get("Content-Type")).toBe("text/javascript; charset=utf-8");
    expect(asset.headers.get("Cache-Control")).toContain("immutable");
    expect((await get("/hc/theming_assets/01AAAAAAAAAAAAAAAAAAAAAAAA")).status).toBe(404);
  });

  test.each([
    ["/hc/en-us", 200],
    ["/hc/en-us/p/todo_list", 200],
    ["/hc/en-us/p/nonsense", 404],
    ["/hc/en-us/search?query=saddle", 200],
    ["/hc/en-us/requests/new", 200],
    ["/hc/en-us/categories/360001100001", 200],
    ["/hc/en-us/sections/360002200001-First-ride", 200],
    ["/hc/en-us/articles/360003300001-Set-the-saddle", 200],
    ["/hc/en-us/articles/1", 404],
    ["/hc/de", 200],
    ["/hc/fr", 404],
    ["/nonsense", 404],
  ])("%s responds with %i", async (path, status) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain('<main role="main">');
  });

  test("at the root leads to the help center, in its language", async () => {
    expect((await get("/")).headers.get("Location")).toBe("/hc/en-us");
    expect((await get("/hc")).headers.get("Location")).toBe("/hc/en-us");
  });

  test("of requests asks a visitor to sign in first", async () => {
    expect((await get("/hc/en-us/requests")).headers.get("Location")).toBe(
      "/hc/en-us/signin?return_to=%2Fhc%2Fen-us%2Frequests",
    );
    expect((await get("/hc/en-us/requests", signedIn(demo))).status).toBe(200);
  });

  test("may be read by no other site", async () => {
    const response = await get("/api/v2/help_center/integration/token", { Origin: "https://elsewhere.example" });
    expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });
});

describe("window.HelpCenter", () => {
  test("of a visitor is anonymous, with the SHA-1 of nothing", async () => {
    const { user } = helpCenterOf(await page(demo, "/hc/en-us"));
    expect(user).toMatchObject({ role: "anonymous", email: null, name: "" });
    expect(user.identifier).toBe("da39a3ee5e6b4b0d3255bfef95601890afd80709");
  });

  test.each([0, 1, 2, 3, 4])("of signed-in user %i says who it is, without the numeric id", async (index) => {
    const expected = demo.helpCenter.users[index];
    const { account, user } = helpCenterOf(await page(demo, "/hc/en-us", signedIn(demo, index)));
    expect(account).toMatchObject({ environment: "production" });
    expect(user).toMatchObject({ role: expected?.role, email: expected?.email, name: expected?.name });
    expect(user.identifier).toMatch(/^[0-9a-f]{40}$/);
    expect(JSON.stringify(user)).not.toContain(String(expected?.id));
  });
});

describe("signing in", () => {
  test("starts a session whose cookie scripts cannot read, and goes back to the page", async () => {
    const id = demo.helpCenter.users[1]?.id;
    const response = await signIn({ user_id: String(id), return_to: "/hc/en-us/p/todo_list?a=1" });
    expect(response.status).toBe(303);
    expect(response.headers.get("Location")).toBe("/hc/en-us/p/todo_list?a=1");
    const cookie = response.headers.get("Set-Cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax$/);
    const html = await page(demo, "/hc/en-us", { Cookie: cookie.split(";")[0] ?? "" });
    expect(helpCenterOf(html).user.name).toBe("Zoë Łukasińska");
  });

  test("offers every user, and keeps where to return to", async () => {
    const html = await page(demo, "/hc/en-us/signin?return_to=%2Fhc%2Fen-us%2Fp%2Ftodo_list");
    for (const { id, name, email } of demo.helpCenter.users) {
      expect(html).toContain(`value="${id}"`);
      expect(html).toContain(name);
      expect(html).toContain(email);
    }
    expect(html).toContain('name="return_to" value="/hc/en-us/p/todo_list"');
  });

  test("is refused for an unknown user, and to a form on another site", async () => {
    expect((await signIn({ user_id: "1" })).status).toBe(400);
    const id = String(demo.helpCenter.users[0]?.id);
    expect((await signIn({ user_id: id }, { Origin: "https://elsewhere.example" })).status).toBe(403);
  });

  test("out ends the session, on the server too", async () => {
    const cookie = signedIn(demo);
    const response = await get("/access/logout?return_to=%2Fhc%2Fen-us%2Fp%2Ftodo_list", cookie);
    expect(response.headers.get("Location")).toBe("/hc/en-us/p/todo_list");
    expect(response.headers.get("Set-Cookie")).toContain("Max-Age=0");
    expect(helpCenterOf(await page(demo, "/hc/en-us", cookie)).user.role).toBe("anonymous");
  });

  test.each([
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/.//evil.example",
    "javascript:alert(1)",
    "",
  ])("never leads to another site: %j", async (returnTo) => {
    const response = await signIn({ user_id: String(demo.helpCenter.users[0]?.id), return_to: returnTo });
    expect(response.headers.get("Location")).toBe("/hc/en-us");
    const out = await get(`/access/logout?return_to=${encodeURIComponent(returnTo)}`);
    expect(out.headers.get("Location")).toBe("/hc/en-us");
  });

  test("leads to paths of this site as they are given", () => {
    expect(safeReturnTo("/hc/en-us?query=a%20b#c", "/")).toBe("/hc/en-us?query=a%20b#c");
    expect(safeReturnTo(undefined, "/home")).toBe("/home");
  });
});

describe("Zendesk's API", () => {
  test("says who is signed in, and the CSRF token of the session", async () => {
    const headers = signedIn(demo);
    const { user } = (await (await get("/api/v2/users/me.json", headers)).json()) as Json;
    expect(user).toMatchObject({ id: demo.helpCenter.users[0]?.id, role: "end-user" });
    const { current_session: session } = (await (
      await get("/api/v2/help_center/sessions.json", headers)
    ).json()) as Json;
    expect(session.csrf_token).toBe(user.authenticity_token);
    expect(session.csrf_token).toMatch(/^[0-9a-f]{32}$/);
  });

  test("knows a visitor as a user without an id", async () => {
    const { user } = (await (await get("/api/v2/users/me.json")).json()) as Json;
    expect(user.id).toBeNull();
  });

  test("responds with 404 and JSON for what is not there", async () => {
    const response = await get("/api/v2/nonsense");
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: "InvalidEndpoint", description: "Not found" });
  });
});

describe("the server", () => {
  test("responds under one name: by address it leads there, as any other host it is nobody", async () => {
    const { port } = new URL(demo.helpCenter.origin);
    const byAddress = await fetch(`http://127.0.0.1:${port}/hc/en-us?a=1`, { redirect: "manual" });
    expect(byAddress.status).toBe(307);
    expect(byAddress.headers.get("Location")).toBe(`${demo.helpCenter.origin}/hc/en-us?a=1`);
    expect(await statusAs("rebound.example", Number(port))).toBe(421);
  });

  test("shows what is wrong with a theme, keeps running, and shows the page again once it is mended", async () => {
    const themeDirectory = await writeTheme();
    const other = await startDemo({ themeDirectory });
    onTestFinished(() => other.close());
    await writeFile(join(themeDirectory, "templates/home_page.hbs"), "<h1>\n{{{user.name}}}</h1>");
    const broken = await fetch(`${other.helpCenter.origin}/hc/en-us`);
    expect(broken.status).toBe(500);
    const report = await broken.text();
    expect(report).toContain("templates/home_page.hbs:2:1");
    expect(report).toContain("{{{triple braces}}} do not exist in Curlybars.");
    await writeFile(join(themeDirectory, "templates/home_page.hbs"), "<h1>Mended</h1>");
    expect(await page(other, "/hc/en-us")).toContain("<h1>Mended</h1>");
  });

  test("renders the names of the theme's own files", async () => {
    const other = await startDemo({ themeDirectory: await writeTheme() });
    onTestFinished(() => other.close());
    const html = await page(other, "/hc/en-us", signedIn(other, 1));
    expect(html).toContain("<meta name='theme' content='fixture'>");
    expect(html).toContain("<header>Zoë Łukasińska</header>");
    expect(html).toContain(`${other.api.origin} /hc/theming_assets/`);
    expect(html).toContain("<footer>English (US)</footer>");
    expect(await page(other, "/hc/en-us/p/hello")).toContain("Hello from a custom page");
  });
});

/** The texts that are missing, or stand before the one before them. */
function orderIn(html: string, texts: string[]): string[] {
  let from = 0;
  return texts.filter((text) => {
    const at = html.indexOf(text, from);
    if (at >= 0) from = at;
    return at < 0;
  });
}

function runClockScript(script: string): { now: number; constructed: number; fixed: number; isDate: boolean } {
  class PageDate extends Date {
    static override now() {
      return Math.round(performance.timeOrigin + performance.now());
    }
  }
  const frozen = PageDate.now();
  PageDate.now = () => frozen;
  const page: { Date: DateConstructor } = { Date: PageDate as DateConstructor };
  new Function("window", "Date", script)(page, PageDate);
  const { Date: Shifted } = page;
  return {
    now: Shifted.now(),
    constructed: new Shifted().getTime(),
    fixed: new Shifted(5).getTime(),
    isDate: new Shifted() instanceof Shifted,
  };
}

/** `fetch` does not let a caller say that it asks for another host. */
function statusAs(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path: "/hc/en-us", headers: { Host: `${host}:${port}` } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}
