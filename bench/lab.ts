import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { type Demo, startDemo } from "../demo-server/demo.ts";
import "./page/globals.ts";
import { launchBenchChromium, permissions } from "./browser.ts";
import { type Bundles, bundlePeers, bundleScript, type PeerName } from "./peers/bundles.ts";

/** What all rows work with. */
export interface Lab {
  readonly browser: Browser;
  /** ES2022, as they are timed. */
  readonly bundles: Bundles;
  /** A help center and an API for this peer alone, with nothing switched and nothing counted. */
  demoOf(peer: PeerName): Promise<Demo>;
  /** A profile that nobody has used, signed in to that help center where one is given. */
  newProfile(helpCenter?: Demo["helpCenter"]): Promise<BrowserContext>;
  /** A page of the help center with these peers' bundles on it. */
  openPage(profile: BrowserContext, origin: string, peers: readonly PeerName[]): Promise<Page>;
  /** The next such page of the same tab. */
  goTo(tab: Page, origin: string, peers: readonly PeerName[]): Promise<void>;
  close(): Promise<void>;
}

export async function openLab(): Promise<Lab> {
  const [browser, bundles, pageScript] = await Promise.all([
    launchBenchChromium(),
    bundlePeers("es2022"),
    bundleScript(
      'import { pageBench } from "./page/index.ts"; globalThis.bench = pageBench;',
      fileURLToPath(new URL(".", import.meta.url)),
      "es2022",
    ),
  ]);
  const demos = new Map<PeerName, Promise<Demo>>();

  async function goTo(tab: Page, origin: string, peers: readonly PeerName[]): Promise<void> {
    await visit(tab, origin);
    await tab.evaluate(runScript, pageScript);
    for (const peer of peers) await tab.evaluate(runScript, bundles[peer]);
  }

  return {
    browser,
    bundles,
    async demoOf(peer) {
      const starting = demos.get(peer) ?? startDemo();
      demos.set(peer, starting);
      const demo = await starting;
      demo.controls.reset();
      demo.requestLog.clear();
      return demo;
    },
    async newProfile(helpCenter) {
      const profile = await browser.newContext({ permissions });
      if (helpCenter) await signIn(profile, helpCenter);
      return profile;
    },
    async openPage(profile, origin, peers) {
      const page = await profile.newPage();
      await goTo(page, origin, peers);
      return page;
    },
    goTo,
    async close() {
      await browser.close();
      await Promise.all([...demos.values()].map(async (demo) => (await demo).close()));
    },
  };
}

/** As the demo's first user. */
export async function signIn(profile: BrowserContext, helpCenter: Demo["helpCenter"]): Promise<void> {
  const [user] = helpCenter.users;
  if (!user) throw new Error("The demo has no user.");
  const { name, value, url } = helpCenter.signIn(user.id);
  await profile.addCookies([{ name, value, url, httpOnly: true, sameSite: "Lax" }]);
}

/** Goes to a blank page that says who is signed in, as Zendesk's do, and whose clock is exact to 5 µs. */
async function visit(page: Page, origin: string): Promise<void> {
  const url = `${origin}/bench`;
  await page.route(url, (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" },
      body: blankPage,
    }),
  );
  await page.goto(url);
  // With a route in place, every request of the page would take a way round.
  await page.unroute(url);
}

const blankPage = `<!DOCTYPE html>
<html lang="en"><head><title>Help center</title></head><body>
<script>HelpCenter = { user: { role: "end_user", identifier: "6216f8a75fd5bb3d5f22b6f9958cdede3fc086c2", email: "mia@example.com" } };</script>
</body></html>`;

function runScript(text: string): void {
  const script = document.createElement("script");
  script.textContent = text;
  document.head.append(script);
}

/** The path of the API that answers with the hash of what it received, and verifies the token before that. */
export const echoOf = (demo: Demo) => `${demo.api.origin}/echo`;
