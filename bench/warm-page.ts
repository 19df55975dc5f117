import type { BrowserContext, Page } from "playwright-core";
import type { Demo } from "../demo-server/demo.ts";
import { echoOf, type Lab } from "./lab.ts";
import { peerNames } from "./peers/bundles.ts";
import { tokenUrl } from "./peers/peer.ts";

export interface WarmPage {
  readonly page: Page;
  readonly demo: Demo;
  readonly profile: BrowserContext;
  readonly names: readonly string[];
  readonly token: string;
}

/** The baseline a second time: how far two measurements of the same thing differ here. */
export const again = "native again";

/** One page with every peer on it, each with a token at hand, as one real call has shown. */
export async function openWarmPage(lab: Lab, transport?: "fetch"): Promise<WarmPage> {
  const demo = await lab.demoOf("native");
  demo.controls.set({ tokenLifetime: 3600 });
  const profile = await lab.newProfile(demo.helpCenter);
  const page = await lab.openPage(profile, demo.helpCenter.origin, peerNames);
  const token = await tokenOf(page);
  const names = [...peerNames, again];
  const failed = await page.evaluate(
    async ({ names, again, options, url }) => {
      benchPeers[again] = benchPeers.native as (typeof benchPeers)[string];
      const failed: string[] = [];
      for (const name of names) {
        bench.create(name, options);
        const { status } = await bench.call(name, url);
        if (status !== 200) failed.push(`${name}: ${status}`);
      }
      return failed;
    },
    {
      names,
      again,
      url: echoOf(demo),
      options: { apiOrigin: demo.api.origin, token, ...(transport && { transport }) },
    },
  );
  if (failed.length > 0) throw new Error(`The first call failed of ${failed.join(", ")}`);
  return { page, demo, profile, names, token };
}

/** A token, got by hand. */
export function tokenOf(page: Page): Promise<string> {
  return page.evaluate(async (url) => {
    const answer = await fetch(url);
    return (await answer.json()).token as string;
  }, tokenUrl);
}
