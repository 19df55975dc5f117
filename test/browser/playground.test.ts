import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import axe from "axe-core";
import type { Browser as PlaywrightBrowser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildPlayground } from "../../site/playground/build.mjs";
import { stories } from "../../site/playground/stories.ts";
import { chromiumDriver, launchChromium } from "../helpers/browsers/chromium.ts";
import { type BrowserPage, type BrowserProfile, describeInBrowsers } from "../helpers/browsers/index.ts";
import { keepsTab } from "../helpers/browsers/tabs.ts";

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
const playground = "/some/where/playground/";

/**
 * The playground's folder, below a path of some length; and as browsers see it which have no service workers, or cannot
 * load this one.
 */
function usePlayground() {
  let folder: string;
  let files: string[];
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://localhost");
    const [, base = "", name = ""] = /^(.*\/)([^/]*)$/.exec(pathname) ?? [];
    if (pathname === "/blank") return response.writeHead(200, { "content-type": "text/html" }).end();
    if (pathname !== "/favicon.ico") requests.push(pathname);
    const file = name === "" ? "index.html" : name;
    if (base === "/no-script/" && file === "mockServiceWorker.js") return response.writeHead(404).end();
    if (file === "no-workers.js") {
      const script = "delete Navigator.prototype.serviceWorker";
      return response.writeHead(200, { "content-type": "text/javascript" }).end(script);
    }
    if (!files.includes(file)) return response.writeHead(404).end();
    const bytes = await readFile(join(folder, file));
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/json" });
    const isWithout = base === "/no-workers/" && file === "index.html";
    return response.end(
      isWithout ? String(bytes).replace("<head>", '<head><script src="no-workers.js"></script>') : bytes,
    );
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hc-jwt-playground-"));
    await buildPlayground(folder);
    files = await readdir(folder);
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });
  return {
    requests,
    isFile: (path: string) => path === playground || files.some((file) => path === playground + file),
    url: (path = playground) => `http://localhost:${(server.address() as AddressInfo).port}${path}`,
  };
}

/** What the page shows, in words. */
interface Shown {
  readonly status: string;
  readonly output: string;
  /** `api 401 bad: GET /todos …`, a line each. */
  readonly rows: readonly string[];
}

describeInBrowsers("the playground", (browser) => {
  const site = usePlayground();
  let profile: BrowserProfile;
  let page: BrowserPage;

  beforeAll(async () => {
    profile = keepsTab(await browser().newProfile(), () => site.url("/blank"));
  });
  beforeEach(async () => {
    site.requests.length = 0;
    page = await profile.newPage();
    return () => page.close();
  });
  afterAll(() => profile?.close());

  const isDone = (story: string) =>
    page.waitUntil((story) => {
      const { dataset } = document.querySelector("#result") as HTMLElement;
      return dataset.story === story && dataset.state === "done";
    }, story);

  async function open(story: string): Promise<void> {
    await page.goto(`${site.url()}#story=${story}`);
    await isDone(story);
  }

  async function press(story: string): Promise<void> {
    await page.click(`[data-story="${story}"]`);
    await isDone(story);
  }

  /** Runs what is in the text area once more. */
  async function runAgain(code?: string): Promise<void> {
    if (code !== undefined) await page.fill("#code", code);
    const story = await page.run(() => (document.querySelector("#result") as HTMLElement).dataset.story);
    await page.click("#run");
    await isDone(story as string);
  }

  const shown = (): Promise<Shown> =>
    page.run(() => {
      const text = (selector: string, within: ParentNode = document) =>
        within.querySelector<HTMLElement>(selector)?.textContent ?? "";
      return {
        status: text("#status"),
        output: text("#output"),
        rows: [...document.querySelectorAll<HTMLElement>("#timeline li")].map((row) => {
          const { kind, outcome = "", tone } = row.dataset;
          return `${kind} ${outcome} ${tone}: ${text(".what", row)}`;
        }),
      };
    });
  const kindsOf = ({ rows }: Shown) => rows.map((row) => row.split(":")[0]);
  const rowsOf = ({ rows }: Shown, kind: string) => rows.filter((row) => row.startsWith(`${kind} `));

  it("waits for the reader without a story, runs what is typed, and shows the life of the token", async () => {
    await page.goto(site.url());
    await page.waitUntil(() => document.querySelector<HTMLElement>("#result")?.dataset.state === "ready");
    expect((await shown()).rows).toEqual(["page  plain: The page loads: Mia Laurent is signed in"]);
    expect(await page.run(() => document.querySelector("#token-name")?.textContent)).toBe("None has been issued.");

    await runAgain("const { email } = await HCJwt.getClaims(); console.log('hello'); return email;");
    const first = await shown();
    expect(first.output).toBe("> hello\nmia@example.com");
    expect(kindsOf(first)).toEqual(["call claims good", "token 200 good"]);
    expect(await page.run(() => document.querySelector("#token-name")?.textContent)).toBe(
      "Token 1, for mia@example.com",
    );
    expect(await page.run(() => document.querySelector("#token-age")?.textContent)).toMatch(/^\d+ s of 300 s$/);

    await runAgain(
      'const body = JSON.stringify({ title: "Pump the tyres" });\n' +
        'await HCJwt.fetch("https://api.example.com/todos", { method: "POST", body });\n' +
        'return (await HCJwt.api.get("https://api.example.com/todos").json()).items.length;',
    );
    const second = await shown();
    expect(second.output).toBe("3");
    expect(second.status).toBe("Done: no token requests; 2 requests at the API: 201, 200.");
    expect(rowsOf(second, "api")[0]).toMatch(
      /^api 201 good: POST \/todosAuthorization: Bearer eyJ\w{4}….{5} \(token 1\)$/,
    );
  });

  it("says what is wrong with code that cannot be run, and runs the next", async () => {
    await open("basic");
    await runAgain("return (");
    const broken = await shown();
    expect(broken.status).toMatch(/^Rejected: /);
    expect(broken.output).toMatch(/^SyntaxError: /);
    await runAgain("return 7");
    expect((await shown()).output).toBe("7");
  });

  it("keeps calls to other hosts in the page", async () => {
    await open("basic");
    await runAgain('await fetch("https://elsewhere.example.net/orders")');
    const { status, rows } = await shown();
    expect(status).toMatch(/^Rejected/);
    expect(rows).toEqual(["api no such host here bad: GET elsewhere.example.net"]);
  });

  it("runs with Ctrl and Enter in the text area, and by keyboard from the stories", async () => {
    await open("basic");
    await page.run(() => {
      const code = document.querySelector("#code") as HTMLTextAreaElement;
      code.value = "return 'by keyboard'";
      code.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, cancelable: true }));
    });
    await isDone("basic");
    expect((await shown()).output).toBe("by keyboard");
    await page.run(() => document.querySelector<HTMLElement>('[data-story="signed-out"]')?.focus());
    await page.press("Enter");
    await isDone("signed-out");
    expect((await shown()).output).toContain("not_signed_in");
  });

  it("goes back to the story before with the browser's button", async () => {
    await open("basic");
    await press("insecure");
    await page.goBack();
    await isDone("basic");
    expect(await page.run(() => document.querySelector("[aria-current]")?.textContent)).toBe("A call");
  });

  it("tells all stories, one after the other", async () => {
    await open("basic");
    const told = new Map<string, Shown>([["basic", await shown()]]);
    for (const { name } of stories.slice(1)) {
      await press(name);
      told.set(name, await shown());
    }
    const story = (name: string) => told.get(name) as Shown;

    expect(kindsOf(story("basic"))).toEqual([
      "page  plain",
      "call 200 good",
      "token 200 good",
      "api 200 good",
      "keys 200 good",
    ]);
    expect(story("basic").rows[1]).toMatch(/waited for the token$/);

    expect(story("fifty-calls").status).toBe("Done: 1 token request; 50 requests at the API: 50 × 200.");
    expect(rowsOf(story("fifty-calls"), "call")).toEqual([
      "call 200 good: fetch GET https://api.example.com/todos × 50waited for the token",
    ]);

    expect(story("background-refresh").output).toBe("7 calls");
    expect(rowsOf(story("background-refresh"), "token").length).toBeGreaterThan(1);

    expect(story("leave-and-return").status).toBe("Done: 1 token request; 2 requests at the API: 2 × 200.");
    expect(rowsOf(story("leave-and-return"), "page")).toHaveLength(2);

    expect(story("another-user").status).toBe("Done: 2 token requests; 2 requests at the API: 2 × 200.");
    expect(story("another-user").output).toMatch(/mia@example\.com[\s\S]*liam@example\.com/);

    expect(story("install").status).toBe("Done: 1 token request; 1 request at the API: 200.");
    expect(rowsOf(story("install"), "api")[0]).toContain("Authorization: Bearer ");

    for (const [name, reason] of [
      ["revoke", "token_revoked"],
      ["rotate-keys", "unknown_key"],
    ] as const) {
      const { status, output, rows } = story(name);
      expect(status).toBe("Done: 2 token requests; 3 requests at the API: 200, 401, 200.");
      expect(output).toContain("Oil the chain");
      const [, refused, renewed] = rows.filter((row) => row.startsWith("api"));
      expect(refused).toContain(`(token 1); ${reason}`);
      expect(renewed).toMatch(/\(token 2\)$/);
    }

    expect(story("wrong-clock").status).toBe("Done: 1 token request; 2 requests at the API: 2 × 200.");
    expect(story("wrong-clock").rows).toContain("action  plain: The device's clock is 1 h ahead");

    const rejections = {
      "signed-out": ["not_signed_in", 0],
      plan: ["plan_unsupported", 1],
      "rate-limited": ["rate_limited", 1],
      "sign-in-page": ["invalid_token_response", 1],
      "not-allowed": ["destination_not_allowed", 0],
      insecure: ["insecure_destination", 0],
      "no-cors": ["unsupported_mode", 0],
      "invalid-option": ["invalid_option", 0],
    } as const;
    for (const [name, [code, tokenRequests]] of Object.entries(rejections)) {
      const shown = story(name);
      expect(shown.status, name).toMatch(/^Rejected: .*; no requests at the API\.$/);
      expect(shown.output, name).toContain(`code: ${code}`);
      expect(rowsOf(shown, "token"), name).toHaveLength(tokenRequests);
      // No header has left.
      expect(shown.rows.join("\n"), name).not.toContain("Authorization");
    }
    expect(story("rate-limited").output).toContain("retryAfter: 60000");

    expect(story("endpoint-down").status).toBe("Done: 3 token requests; no requests at the API.");
    expect(rowsOf(story("endpoint-down"), "call")).toEqual([
      "call token_endpoint_unavailable bad: fetch GET https://api.example.com/todoswaited for the token, rejected",
      "call token_endpoint_unavailable bad: fetch GET https://api.example.com/todosrejected",
    ]);

    const refusals = {
      "missing-token": ["missing_token", "0 token requests; 1 request at the API: 401"],
      "malformed-token": ["malformed_token", "0 token requests; 1 request at the API: 401"],
      "forged-token": ["invalid_signature", "1 token request; 1 request at the API: 401"],
      "api-clock-ahead": ["token_expired", "2 token requests; 2 requests at the API: 2 × 401"],
      "api-clock-behind": ["token_not_active", "2 token requests; 2 requests at the API: 2 × 401"],
      "claim-required": ["claim_rejected", "2 token requests; 2 requests at the API: 2 × 401"],
      "keys-unavailable": ["keys_unavailable", "1 token request; 1 request at the API: 503"],
    } as const;
    for (const [name, [code, summary]] of Object.entries(refusals)) {
      expect(story(name).status, name).toBe(`Done: ${summary.replace(/^0/, "no")}.`);
      expect(story(name).output, name).toContain(`"error": "${code}"`);
    }
    expect(rowsOf(story("keys-unavailable"), "call")[0]).toMatch(/^call 503 bad/);

    // Each story has an expectation above.
    const checked = ["basic", "fifty-calls", "background-refresh", "leave-and-return", "another-user", "install"];
    checked.push("revoke", "rotate-keys", "wrong-clock", "endpoint-down", ...Object.keys(rejections));
    checked.push(...Object.keys(refusals));
    expect([...told.keys()].sort()).toEqual(checked.sort());
    // Nothing but the playground's own files was asked for: no token request, no call.
    expect(site.requests.length).toBeGreaterThan(5);
    expect(site.requests.filter((path) => !site.isFile(path))).toEqual([]);
  });

  it("remembers a plan without JWTs when the code runs again, and a token", async () => {
    await open("plan");
    await runAgain();
    expect((await shown()).status).toBe("Rejected: no token requests; no requests at the API.");
    await press("basic");
    await runAgain();
    expect((await shown()).status).toBe("Done: no token requests; 1 request at the API: 200.");
  });

  it("starts over when a story is pressed again, and drops the run before", async () => {
    await open("basic");
    await page.click('[data-story="endpoint-down"]');
    await press("revoke");
    expect((await shown()).status).toBe("Done: 2 token requests; 3 requests at the API: 200, 401, 200.");
    await page.click('[data-story="revoke"]');
    await isDone("revoke");
    const again = await shown();
    expect(again.status).toBe("Done: 2 token requests; 3 requests at the API: 200, 401, 200.");
    expect(again.rows[0]).toMatch(/^page/);
    // So does Run, before the run has ended.
    await page.click('[data-story="revoke"]');
    await page.click("#run");
    await isDone("revoke");
    expect((await shown()).status).toBe("Done: 2 token requests; 3 requests at the API: 200, 401, 200.");
  });

  it("has a world of its own in each tab", async () => {
    await open("basic");
    const other = await profile.newPage();
    await other.goto(`${site.url()}#story=plan`);
    await other.waitUntil(() => document.querySelector<HTMLElement>("#result")?.dataset.state === "done");
    // By script: a tab in the background takes no clicks.
    await page.run(() => {
      const code = document.querySelector("#code") as HTMLTextAreaElement;
      code.value = "await HCJwt.getToken({ forceRefresh: true }); return 'a token'";
      document.querySelector<HTMLElement>("#run")?.click();
    });
    await isDone("basic");
    expect((await shown()).output).toBe("a token");
    expect(await other.run(() => document.querySelector("#output")?.textContent)).toContain("plan_unsupported");
    await other.close();
    await runAgain("await HCJwt.getToken({ forceRefresh: true }); return 'another'");
    expect((await shown()).output).toBe("another");
  });

  it("works after a reload", async () => {
    await open("revoke");
    await page.reload();
    await isDone("revoke");
    expect((await shown()).status).toBe("Done: 2 token requests; 3 requests at the API: 200, 401, 200.");
  });

  it.each([
    ["has none", "/no-workers/", "has no service workers"],
    ["cannot load it", "/no-script/", "does not start the service worker"],
  ])("says so where the browser %s", async (_, path, reason) => {
    await page.goto(site.url(path));
    await page.waitUntil(() => document.querySelector<HTMLElement>("#result")?.dataset.state === "unsupported");
    const notice = await page.run(() => {
      const element = document.querySelector("#unsupported") as HTMLElement;
      return element.hidden ? "" : element.textContent;
    });
    expect(notice).toContain("The playground cannot run in this browser.");
    expect(notice).toContain(reason);
  });
});

const chromium = chromiumDriver.find();
if (!chromium) console.warn(`\n  SKIPPED: axe and the layout of the playground. ${chromiumDriver.hint}.\n`);

describe.runIf(chromium)("the playground as it looks", () => {
  const site = usePlayground();
  let browser: PlaywrightBrowser;
  beforeAll(async () => {
    browser = await launchChromium(chromium as string);
  });
  afterAll(() => browser?.close());

  const looks = (["light", "dark"] as const).flatMap((colorScheme) =>
    [1280, 390].map((width) => ({ colorScheme, width })),
  );
  it.each(looks)("has nothing for axe to find, and fits: $colorScheme, $width px", async ({ colorScheme, width }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.goto(site.url());
    for (const story of ["revoke", "plan"]) {
      await page.click(`[data-story="${story}"]`);
      await page.waitForSelector(`#result[data-story="${story}"][data-state="done"]`);
      await page.evaluate(() => {
        (document.querySelector("details") as HTMLDetailsElement).open = true;
      });
      await page.evaluate(axe.source);
      const { violations, passes } = await page.evaluate(() => (globalThis as never as { axe: typeof axe }).axe.run());
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(passes.length).toBeGreaterThan(20);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    }
    await context.close();
  });
});
