import type { Browser } from "playwright-core";
import { chromiumDriver, launchChromium } from "../test/helpers/browsers/chromium.ts";

/** Chromium as the browser tests start it, with an exact heap size and its garbage collector within reach of pages. */
export async function launchBenchChromium(): Promise<Browser> {
  const executablePath = chromiumDriver.find();
  if (!executablePath) throw new Error(`The benchmark needs Chromium: ${chromiumDriver.hint}.`);
  return launchChromium(executablePath, ["--enable-precise-memory-info", "--js-flags=--expose-gc"]);
}
