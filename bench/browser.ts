import type { Browser, BrowserContext } from "playwright-core";
import { chromiumDriver, launchChromium, launchVisitorsChromium } from "../test/helpers/browsers/chromium.ts";

/** Chromium as the browser tests start it, with an exact heap size and its garbage collector within reach of pages. */
export function launchBenchChromium(): Promise<Browser> {
  return launchChromium(findChromium(), ["--enable-precise-memory-info", "--js-flags=--expose-gc"]);
}

/** A browser with one profile, which is no private one: it opens connections ahead, as a visitor's does. */
export async function launchVisitorsProfile(): Promise<AsyncDisposable & { readonly profile: BrowserContext }> {
  const { profile, close } = await launchVisitorsChromium(findChromium());
  await profile.grantPermissions(permissions);
  return { profile, [Symbol.asyncDispose]: close };
}

/** A page that a route answers counts as one from the internet, which would have to ask before it calls loopback. */
export const permissions = ["local-network-access"];

function findChromium(): string {
  const executablePath = chromiumDriver.find();
  if (!executablePath) throw new Error(`The benchmark needs Chromium: ${chromiumDriver.hint}.`);
  return executablePath;
}
