import { type LocalHelpCenter, startHelpCenter } from "hc-jwt-local";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

let helpCenter: LocalHelpCenter;
let browser: Browser;

beforeAll(async () => {
  helpCenter = await startHelpCenter({ theme: "demo-theme" });
  const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});

afterAll(async () => {
  await browser?.close();
  await helpCenter?.close();
});

test("a signed-in user adds a to-do, though the first token request fails", async () => {
  helpCenter.faults.set({ tokenFault: "unavailable", tokenFaultTimes: 1 });
  const context = await browser.newContext();
  await context.addCookies([helpCenter.signIn("mia.laurent@example.com")]);
  const page = await context.newPage();
  await page.goto(`${helpCenter.origin}/hc/en-us/p/todo_list`);
  await page.fill("#todo-title", "Oil the chain");
  await page.press("#todo-title", "Enter");
  await page.waitForSelector("#todo-items li >> text=Oil the chain");
  expect(helpCenter.requests.counts().tokenStatuses).toEqual({ 503: 1, 200: 1 });
  await context.close();
});
