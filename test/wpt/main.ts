import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { chromiumDriver, launchChromium } from "../helpers/browsers/chromium.ts";
import { bundleFor } from "./bundle.ts";
import { countPassed, expectationOf, type Loser, losersOf, passed, type Results } from "./compare.ts";
import { type PageResult, runPages } from "./drive.ts";
import { keepNativeResults, readNativeResults } from "./native-results.ts";
import { type Mode, parseOptions } from "./options.ts";
import { type FrontProxy, startProxy } from "./proxy.ts";
import { report } from "./report.ts";
import { findTestPages, type TestPage } from "./test-pages.ts";
import { startWptServer } from "./wpt-server.ts";

// `npm run test:wpt`: see README.md in this folder.

const ownRoot = fileURLToPath(new URL("../..", import.meta.url));
/** How often what was lost is run again, natively and with us. */
const repeats = 3;

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), ownRoot);
  const checkout = resolve(options.checkout);
  const executable = chromiumDriver.find();
  if (!executable) throw new Error(`Chromium is not on this machine: ${chromiumDriver.hint}.`);
  const pages = await findTestPages(checkout, options.filters);
  if (pages.length === 0) throw new Error(`No tests below ${options.filters.join(", ")} in ${checkout}.`);
  const bundle = await bundleFor(options.layout, resolve(options.root));

  await using cleanup = new AsyncDisposableStack();
  const wpt = await startWptServer(checkout);
  cleanup.defer(wpt.stop);
  const [port, ...otherPorts] = wpt.ports;
  const pageOrigin = `http://${wpt.host}:${port}`;
  const apiHost = options.layout === "S" ? wpt.host : "api-wpt.localhost";
  const proxy = await startProxy({
    bundle,
    upstream: port as number,
    delay: options.delay,
    pageOrigin,
    apiOrigin: `http://${apiHost}:${port}`,
  });
  cleanup.defer(proxy.close);
  const rules = [wpt.host, apiHost].map((host) => `MAP ${host}:${port} 127.0.0.1:${proxy.port}`);
  rules.push("MAP *.localhost 127.0.0.1");
  const launch = () => launchChromium(executable, [`--host-resolver-rules=${rules.join(",")}`]);
  await checkInstallation(launch, proxy, pageOrigin);

  const run = async (mode: Mode, pages: readonly TestPage[], label: string): Promise<Results> => {
    proxy.mode = mode;
    const startedAt = Date.now();
    const show = (done: number) => {
      if (process.stderr.isTTY || done === pages.length || done % 100 === 0) {
        const seconds = Math.round((Date.now() - startedAt) / 1000);
        process.stderr.write(
          `\r${label}: ${done}/${pages.length} pages, ${seconds} s${done === pages.length ? "\n" : ""}`,
        );
      }
    };
    return withoutPorts(await runPages(launch, pageOrigin, pages, options.tabs, show), [port as number, ...otherPorts]);
  };

  const native = await nativeResults();
  console.log(`native: ${countPassed(native)} subtests pass on ${pages.length} pages`);
  let unexplained = 0;
  for (const mode of options.modes) {
    if (mode === "native") continue;
    const ours = await run(mode, pages, mode);
    const confirmed = await confirm(losersOf(native, ours), mode);
    unexplained += report({ mode, native, ...confirmed }, options.verbose);
  }
  if (unexplained > 0) process.exitCode = 1;

  async function nativeResults(): Promise<Results> {
    const kept = options.reuse ? await readNativeResults(options.layout, checkout) : new Map<string, PageResult>();
    const missing = pages.filter(({ path }) => !kept.has(path));
    if (missing.length > 0) {
      const results = await run("native", missing, "native");
      await keepNativeResults(options.layout, checkout, results);
      for (const [path, result] of results) kept.set(path, result);
    }
    return new Map(pages.map(({ path }) => [path, kept.get(path) as PageResult]));
  }

  /** Runs what was lost again: a subtest counts that passes natively each time, and never with us. */
  async function confirm(first: readonly Loser[], mode: Mode): Promise<{ losers: Loser[]; unstable: Loser[] }> {
    let losers = [...first];
    const unstable: Loser[] = [];
    for (let n = 1; n <= repeats && losers.length > 0; n++) {
      const again = pages.filter(({ path }) =>
        losers.some((loser) => loser.path === path && !expectationOf(loser, mode)),
      );
      if (again.length === 0) break;
      const native = await run("native", again, `  natively again, ${n}`);
      const ours = n === 1 ? await run(mode, again, `  ${mode} again`) : undefined;
      losers = losers.filter((loser) => {
        const { path, name } = loser;
        if (!native.has(path)) return true;
        if (!passed(native, path, name)) return false;
        if (!ours || !passed(ours, path, name)) return true;
        unstable.push(loser);
        return false;
      });
    }
    return { losers, unstable };
  }
}

/** A run in which nothing carries a token would find nothing. */
async function checkInstallation(launch: () => Promise<Browser>, proxy: FrontProxy, origin: string): Promise<void> {
  proxy.mode = "cold";
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(`${origin}/hc-jwt-wpt/check.html`);
  const [answer, other] = await page.evaluate(async () => {
    const url = "/xhr/resources/inspect-headers.py?filter_name=authorization";
    const xhr = new XMLHttpRequest();
    xhr.open("GET", url);
    const loaded = new Promise((resolve) => xhr.addEventListener("loadend", resolve));
    xhr.send();
    await loaded;
    return [await (await fetch(url)).text(), xhr.responseText];
  });
  await browser.close();
  if (!answer?.includes("Bearer ey") || !other?.includes("Bearer ey")) {
    throw new Error("The API gets no token from this build. Layout S: see test/wpt/bundle.ts.");
  }
}

/** Ports are others in each run, and some tests name them. */
function withoutPorts(results: ReadonlyMap<string, PageResult>, ports: readonly number[]): Results {
  const numbers = new RegExp(`\\b(?:${ports.join("|")})\\b`, "g");
  return new Map(
    Array.from(results, ([path, result]) => [
      path,
      new Map(
        Array.from(result, ([name, subtest]) => [
          name.replace(numbers, (port) => `port ${ports.indexOf(Number(port))}`),
          subtest,
        ]),
      ),
    ]),
  );
}

await main();
