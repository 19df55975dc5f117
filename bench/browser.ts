import { type Browser, chromium } from "playwright-core";
import { chromiumDriver } from "../test/helpers/browsers/chromium.ts";

/** Chromium as the browser tests start it, with an exact heap size and its garbage collector within reach of pages. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumDriver.find();
  if (!executablePath) throw new Error(`The benchmark needs Chromium: ${chromiumDriver.hint}.`);
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--enable-precise-memory-info",
      "--js-flags=--expose-gc",
    ],
  });
}
