import { readFile } from "node:fs/promises";
import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Demo, startDemo } from "../../demo-server/demo.ts";
import type { SharedHelpCenterJwt } from "../../src/index.ts";
import { chromiumDriver, launchChromium } from "../helpers/browsers/chromium.ts";
import { type SoakApi, startSoakApi } from "./soak-api.ts";

declare const HCJwt: SharedHelpCenterJwt;

/** What a page of this run holds beside the library. */
interface SoakPage {
  /** A signal that lives as long as the page, as a single-page application may have one. */
  readonly lasting: AbortController;
  readonly listeners: { added: number; removed: number };
  /** What the leak that is put in on purpose keeps. */
  readonly kept: unknown[];
}
declare const soak: SoakPage;

/** How many calls: a few thousand as part of all tests, as many as asked for with `npm run test:soak`. */
const calls = Math.ceil(Number(process.env.HC_JWT_CALLS ?? 4_000) / 40) * 40;
// A call that leaves anything behind leaves a listener, a promise or a request: some hundred bytes at the least.
const noise = 40;

let demo: Demo;
let api: SoakApi;
let browser: Browser;
let page: Page;
let devtools: CDPSession;

const executable = chromiumDriver.find();
if (!executable && process.env.CI) throw new Error(`Chromium is not on this machine (${chromiumDriver.hint}).`);
if (!executable) console.warn(`\n  SKIPPED: the long run. Chromium is not on this machine (${chromiumDriver.hint}).\n`);

beforeAll(async () => {
  if (!executable) return;
  demo = await startDemo();
  api = await startSoakApi(demo.helpCenter.origin);
  browser = await launchChromium(executable);
  const context = await browser.newContext();
  const { name, value } = demo.helpCenter.signIn(demo.helpCenter.users[0]?.id as number);
  await context.addCookies([{ name, value, url: demo.helpCenter.origin, httpOnly: true, sameSite: "Lax" }]);
  page = await context.newPage();
  devtools = await context.newCDPSession(page);
  await page.goto(`${demo.helpCenter.origin}/api/v2/help_center/sessions.json`);
  await page.addScriptTag({ content: await readFile(new URL("../../dist/hc-jwt.js", import.meta.url), "utf8") });
  await page.evaluate((origin) => {
    HCJwt.configure({ allowedOrigins: [origin] });
    const lasting = new AbortController();
    const listeners = { added: 0, removed: 0 };
    const { signal } = lasting;
    signal.addEventListener = (...given: Parameters<EventTarget["addEventListener"]>) => {
      listeners.added++;
      EventTarget.prototype.addEventListener.apply(signal, given);
    };
    signal.removeEventListener = (...given: Parameters<EventTarget["removeEventListener"]>) => {
      listeners.removed++;
      EventTarget.prototype.removeEventListener.apply(signal, given);
    };
    Object.assign(window, { soak: { lasting, listeners, kept: [] } });
  }, api.origin);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([demo?.close(), api?.close()]);
});

/**
 * Makes this many calls, ten at a time, one of each kind among them.
 *
 * @param leaks each call leaves a listener and its answer behind: what the measurement must see
 * @returns how many ended how
 */
function makeCalls(count: number, leaks = false): Promise<Record<string, number>> {
  return page.evaluate(
    async ([origin, count, leaks]) => {
      const outcomes: Record<string, number> = {};
      const { signal } = soak.lasting;
      const get = (path: string, init: RequestInit = { signal }) => HCJwt.fetch(`${origin}${path}`, init);
      const post = (path: string, n: number) => get(path, { method: "POST", body: `Milk ${n}`, signal });
      const aborted = (path: string, after?: number) => {
        const controller = new AbortController();
        if (after === undefined) controller.abort();
        else setTimeout(() => controller.abort(), after);
        return get(path, { signal: controller.signal });
      };
      const kinds: readonly ((n: number) => Promise<Response>)[] = [
        () => get("/ok"),
        () => get("/ok"),
        (n) => post("/ok", n),
        () => HCJwt.fetch(new Request(`${origin}/ok`, { method: "POST", body: "Milk", signal })),
        // Answered 401, renewed and sent again.
        (n) => post("/once", n),
        () => get("/error"),
        () => get("/drop"),
        () => HCJwt.fetch("https://elsewhere.example/", { signal }),
        () => aborted("/ok"),
        () => aborted("/hang", 3),
      ];
      for (let n = 0; n < count; n += kinds.length) {
        // Now and then there is no token, and all ten wait.
        if (n % 200 === 0) HCJwt.clear();
        await Promise.all(
          kinds.map(async (call, kind) => {
            const outcome = await call(n + kind).then(
              async (response) => {
                await response.text();
                if (leaks) soak.kept.push(response);
                return String(response.status);
              },
              (error) => (error.code && error.name !== "AbortError" ? error.code : error.name) as string,
            );
            if (leaks) signal.addEventListener("abort", () => n);
            outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
          }),
        );
      }
      return outcomes;
    },
    [api.origin, count, leaks] as const,
  );
}

/** What these calls have to come to. */
const expectedOf = (count: number) => ({
  200: count / 2,
  500: count / 10,
  TypeError: count / 10,
  destination_not_allowed: count / 10,
  AbortError: count / 5,
});

/** Bytes of JavaScript's heap in use, and event listeners of the whole page. */
async function inUse(): Promise<{ heap: number; listeners: number }> {
  // What finalizers let go of takes another round.
  for (let round = 0; round < 3; round++) await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const { jsEventListeners } = await devtools.send("Memory.getDOMCounters");
  return { heap: usedSize, listeners: jsEventListeners };
}

/** Listeners on the signal that lives on, as the developer tools see them. */
async function listenersOnSignal(): Promise<number> {
  const { result } = await devtools.send("Runtime.evaluate", { expression: "soak.lasting.signal" });
  const { listeners } = await devtools.send("DOMDebugger.getEventListeners", { objectId: result.objectId as string });
  return listeners.length;
}

/**
 * What each call leaves behind. Measured four times over, and the least of it counts: what is made once (compiled code,
 * caches, logs of the browser) falls into one of the rounds, a leak into all of them.
 */
async function growthPerCall(count: number, leaks = false): Promise<{ bytes: number; listeners: number }> {
  expect(await makeCalls(200, leaks)).toEqual(expectedOf(200));
  const rounds: { bytes: number; listeners: number }[] = [];
  for (let round = 0; round < 4; round++) {
    const before = await inUse();
    const outcomes = await makeCalls(count / 4, leaks);
    const after = await inUse();
    expect(outcomes).toEqual(expectedOf(count / 4));
    rounds.push({
      bytes: (after.heap - before.heap) / (count / 4),
      listeners: (after.listeners - before.listeners) / (count / 4),
    });
  }
  return {
    bytes: Math.min(...rounds.map(({ bytes }) => bytes)),
    listeners: Math.min(...rounds.map(({ listeners }) => listeners)),
  };
}

it.runIf(executable)(
  `leaves nothing behind after ${calls.toLocaleString("en")} calls that are answered, refused, fail or are aborted`,
  async () => {
    const growth = await growthPerCall(calls);
    console.log(`Growth per call: ${growth.bytes.toFixed(1)} bytes, ${growth.listeners} listeners.`);
    expect(growth.bytes).toBeLessThan(noise);
    expect(growth.listeners).toBeLessThanOrEqual(0);
    expect(await listenersOnSignal()).toBe(0);
    const { added, removed } = await page.evaluate(() => soak.listeners);
    expect(added).toBeGreaterThan(calls / 20);
    expect(removed).toBe(added);
  },
);

// Last, since what it leaves behind stays.
it.runIf(executable)("would see a call that leaves a listener or its response: the trap is set", async () => {
  const growth = await growthPerCall(800, true);
  expect(growth.bytes).toBeGreaterThan(noise);
  expect(growth.listeners).toBeGreaterThanOrEqual(1);
  expect(await listenersOnSignal()).toBe(1_000);
});
