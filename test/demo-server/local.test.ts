import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import { promisify } from "node:util";
import { createVerifier } from "hc-jwt/verify";
import { startHelpCenter } from "hc-jwt-local";
import { decodeJwt } from "jose";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Json, temporaryDirectory, writeTheme } from "./harness.ts";

async function start(options: Parameters<typeof startHelpCenter>[0] = {}) {
  const helpCenter = await startHelpCenter(options);
  onTestFinished(() => helpCenter.close());
  const as = (user: string | number) => {
    const { name, value } = helpCenter.signIn(user);
    return { Cookie: `${name}=${value}` };
  };
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(helpCenter.origin + path, { headers, redirect: "manual" });
  return { helpCenter, as, get };
}

const TOKEN = "/api/v2/help_center/integration/token";

describe("startHelpCenter", () => {
  test("signs a user in by id or email, with tokens that its keys verify", async () => {
    const { helpCenter, as, get } = await start();
    const { token } = (await (await get(TOKEN, as("mia.laurent@example.com"))).json()) as Json;
    const verifier = createVerifier({ keysUrl: helpCenter.keysUrl, requiredClaims: { product: "todo-demo" } });
    expect(await verifier.verify(token)).toMatchObject({ email: "mia.laurent@example.com" });
    expect((await get(TOKEN, as(helpCenter.users[1]?.id as number))).status).toBe(200);
    expect(() => helpCenter.signIn("nobody@example.com")).toThrow("There is no user nobody@example.com.");
  });

  test("switches faults, the pages' clock and keys, and counts requests", async () => {
    const { helpCenter, as, get } = await start({ settings: { tokenLifetime: 60 } });
    const cookie = as("mia.laurent@example.com");
    helpCenter.faults.set({ tokenFault: "rate_limited", tokenFaultTimes: 1 });
    expect((await get(TOKEN, cookie)).status).toBe(429);
    expect((await get(TOKEN, cookie)).status).toBe(200);
    expect(helpCenter.requests.counts().tokenStatuses).toEqual({ "429": 1, "200": 1 });
    const before = await (await fetch(helpCenter.keysUrl)).text();
    await helpCenter.rotateKeys({ keepOld: false });
    expect(await (await fetch(helpCenter.keysUrl)).text()).not.toBe(before);
    helpCenter.setPageClock(90);
    expect(await (await get("/hc/en-us")).text()).toContain("})(90000);");
  });

  test("gives the theme the origin of its API, and starts none itself", async () => {
    const { helpCenter, get } = await start({
      theme: await writeTheme(),
      api: "http://localhost:3000/",
      themeSettings: { wide: true },
    });
    expect(helpCenter.apiOrigin).toBe("http://localhost:3000");
    const html = await (await get("/hc/en-us")).text();
    expect(html).toContain("http://localhost:3000 ");
    expect(html).toContain('<script src="/demo/watch.js" data-api="http://localhost:3000">');
    const headers = { Origin: helpCenter.origin, "Content-Type": "application/json" };
    const report = (body: unknown) =>
      fetch(`${helpCenter.origin}/demo/api/browser-calls`, { method: "POST", headers, body: JSON.stringify(body) });
    expect((await report({ path: "/orders", status: 200 })).status).toBe(204);
    expect((await report({ path: "orders", status: "200" })).status).toBe(400);
    expect(helpCenter.requests.recent()[0]).toMatchObject({ kind: "api", path: "/orders", status: 200 });
  });

  test("lists a theme's problems, or rejects for them when it is strict", async () => {
    const theme = await writeTheme({ "templates/home_page.hbs": "{{nonsense}}" });
    const { helpCenter, get } = await start({ theme });
    expect((await helpCenter.problems()).map(({ what }) => what)).toContain("'nonsense' does not exist.");
    const report = await (await get("/demo/theme")).text();
    expect(report).toContain("templates/home_page.hbs:1:3");
    expect(report).toContain("It renders as nothing.");
    expect(report.match(/<li>/g)).toHaveLength(2);
    expect(report).toMatch(/<code>templates\/<\/code>\s*<p>The theme lacks \d+ templates: /);
    await expect(startHelpCenter({ theme, strict: true })).rejects.toThrow("'nonsense' does not exist.");
  });

  test("takes Basic authentication of a user whom only the given data know", async () => {
    const data = join(await temporaryDirectory(), "data.json");
    await writeFile(
      data,
      JSON.stringify({ users: [{ id: 77, name: "Kim Ono", email: "kim@example.com", role: "end_user" }] }),
    );
    const { get } = await start({ data });
    const authorization = `Basic ${Buffer.from("kim@example.com/token:demo-api-token").toString("base64")}`;
    const response = await get("/api/v2/help_center/integration/token", { authorization });
    const { token } = (await response.json()) as { token: string };
    expect(decodeJwt(token)).toMatchObject({ userId: 77, email: "kim@example.com" });
  });

  test("rejects for a folder without a theme, and takes no port for it", async () => {
    await expect(startHelpCenter({ theme: await temporaryDirectory() })).rejects.toThrow("The theme has no such file.");
  });
});

describe("a help center by another name", () => {
  test("responds to that name alone, and gives its keys to localhost too", async () => {
    const { helpCenter } = await start({ host: "support.localhost" });
    const { port } = new URL(helpCenter.origin);
    expect(helpCenter.origin).toBe(`http://support.localhost:${port}`);
    expect(helpCenter.keysUrl).toBe(`http://localhost:${port}/api/v2/help_center/integration/keys`);
    expect((await fetch(helpCenter.keysUrl)).status).toBe(200);
    const page = await fetch(`http://localhost:${port}/hc/en-us`, { redirect: "manual" });
    expect([page.status, page.headers.get("Location")]).toEqual([307, `${helpCenter.origin}/hc/en-us`]);
  });

  test("is a second brand, whose keys do not verify the first one's tokens", async () => {
    const first = await start();
    const second = await start({ host: "brand.localhost" });
    const { token } = (await (await first.get(TOKEN, first.as("mia.laurent@example.com"))).json()) as Json;
    const verifier = createVerifier({ keysUrl: second.helpCenter.keysUrl, requiredClaims: { product: "todo-demo" } });
    await expect(verifier.verify(token)).rejects.toThrow();
  });

  test("is https with a certificate, and its cookie for https only", async () => {
    const folder = await temporaryDirectory();
    const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    const subject = ["-subj", "/CN=localhost", "-days", "1", "-nodes", "-newkey", "rsa:2048"];
    await promisify(execFile)("openssl", ["req", "-x509", ...subject, "-keyout", keyFile, "-out", certFile]);
    const { helpCenter } = await start({ https: { certFile, keyFile } });
    const { port } = new URL(helpCenter.origin);
    expect(helpCenter.origin).toBe(`https://localhost:${port}`);
    const cookie = await new Promise<string>((resolve, reject) => {
      const body = `user_id=${helpCenter.users[0]?.id}`;
      const headers = { "Content-Type": "application/x-www-form-urlencoded", "Content-Length": body.length };
      const options = {
        port,
        host: "localhost",
        path: "/hc/en-us/signin",
        method: "POST",
        headers,
        rejectUnauthorized: false,
      };
      request(options, (response) => {
        response.resume();
        resolve(response.headers["set-cookie"]?.[0] ?? "");
      })
        .on("error", reject)
        .end(body);
    });
    expect(cookie).toContain("; Secure");
  });
});

describe("every page", () => {
  const PATHS = [
    "/hc/en-us",
    "/hc/de",
    "/hc/en-us/categories/360001100003",
    "/hc/en-us/sections/360002200006",
    "/hc/de/articles/360003300001",
    "/hc/en-us/requests",
    "/hc/en-us/requests/31",
    "/hc/en-us/requests/new",
    "/hc/en-us/community/topics",
    "/hc/en-us/community/topics/360004400001",
    "/hc/en-us/community/posts?filter_by=planned&sort_by=votes",
    "/hc/en-us/community/posts/new",
    "/hc/en-us/community/posts/360005500003",
    "/hc/en-us/profiles/361204550971?filter_by=comments",
    "/hc/en-us/contributions/posts",
    "/hc/en-us/subscriptions",
  ];

  test.each(PATHS)("%s is there for who is signed in", async (path) => {
    const { as, get } = await start();
    expect((await get(path, as("mia.laurent@example.com"))).status).toBe(200);
  });

  test("shows what is internal, and requests of others, to staff only", async () => {
    const { as, get } = await start();
    const [internal, other] = ["/hc/en-us/articles/360003300014", "/hc/en-us/requests/37"];
    const statuses = async (email: string) => [
      (await get(internal, as(email))).status,
      (await get(other, as(email))).status,
    ];
    expect(await statuses("mia.laurent@example.com")).toEqual([404, 404]);
    expect(await statuses("ada.brandt@support.example")).toEqual([200, 200]);
  });

  test("without a locale leads to one with it, with the query", async () => {
    const { get } = await start();
    expect((await get("/hc/articles/360003300001?a=1")).headers.get("Location")).toBe(
      "/hc/en-us/articles/360003300001?a=1",
    );
  });

  test("whose template is rejected says why, and is the only one that does", async () => {
    const { get } = await start({ theme: await writeTheme({ "templates/home_page.hbs": "{{#if signed_in}}" }) });
    const broken = await get("/hc/en-us");
    expect(broken.status).toBe(500);
    expect(await broken.text()).toContain("A template of this page cannot be rendered");
    expect((await get("/hc/en-us/p/hello")).status).toBe(200);
  });

  test("whose template is missing says so", async () => {
    const { get } = await start({ theme: await writeTheme() });
    const missing = await get("/hc/en-us/search?query=a");
    expect(missing.status).toBe(500);
    expect(await missing.text()).toContain("The theme has no such template.");
  });

  test("has a notice in place of a header that is rejected", async () => {
    const { get } = await start({ theme: await writeTheme({ "templates/header.hbs": "{{{x}}}" }) });
    const html = await (await get("/hc/en-us")).text();
    expect(html).toContain("<code>templates/header.hbs</code> cannot be rendered");
    expect(html).toContain("<h1>Northwind Support</h1>");
  });

  test("of version 1 of the templating API has jQuery, and the theme's script in the head", async () => {
    const manifest = JSON.stringify({ name: "Old", version: "1.0.0", api_version: 1, settings: [] });
    const { get } = await start({ theme: await writeTheme({ "manifest.json": manifest }) });
    const html = await (await get("/hc/en-us")).text();
    const head = html.slice(0, html.indexOf("</head>"));
    expect(head).toMatch(/src="\/demo\/jquery\.js"[\s\S]*script\.js\?digest=/);
    expect(await (await get("/demo/jquery.js")).text()).toContain("jQuery");
  });

  test("refuses a body that is too large", async () => {
    const { helpCenter } = await start();
    const body = "a".repeat(1_048_577);
    const response = await fetch(`${helpCenter.origin}/hc/en-us/requests`, { method: "POST", body });
    expect(response.status).toBe(413);
  });
});

describe("the calls of Copenhagen's modules", () => {
  test("list the requests of who is signed in, by words and state", async () => {
    const { as, get } = await start();
    const found = async (query: string, email = "mia.laurent@example.com") => {
      const response = await get(`/api/v2/requests/search.json?query=${encodeURIComponent(query)}`, as(email));
      return ((await response.json()) as Json).requests.map(({ id }: Json) => id);
    };
    expect(await found("* requester:me")).toEqual([31, 32, 33, 34, 35, 36]);
    expect(await found("bell")).toEqual([31]);
    expect(await found("* status:solved")).toEqual([35]);
    expect(((await (await get("/api/v2/requests/search.json")).json()) as Json).requests).toEqual([]);
  });

  test("tell the organizations of nobody else", async () => {
    const { helpCenter, as, get } = await start();
    const path = `/api/v2/users/${helpCenter.users[0]?.id}/organization_memberships`;
    const count = async (email: string) => ((await (await get(path, as(email))).json()) as Json).count;
    expect(await count("mia.laurent@example.com")).toBe(2);
    expect(await count("sam.okafor@example.com")).toBe(0);
  });
});

describe("an open page", () => {
  test("is told when a file of the theme changes", async () => {
    const theme = await writeTheme();
    const { helpCenter } = await start({ theme });
    const events = await fetch(`${helpCenter.origin}/demo/api/theme-changes`);
    const reader = events.body?.getReader();
    const next = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await next()).toContain("event: ready");
    await writeFile(join(theme, "script.js"), "// edited, and longer than before");
    expect(await next()).toContain("event: change");
    await reader?.cancel();
  });
});
