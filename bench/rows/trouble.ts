import type { Page } from "playwright-core";
import type { Demo } from "../../demo-server/demo.ts";
import { count } from "../format.ts";
import { echoOf, type Lab } from "../lab.ts";
import { choices, type PeerName } from "../peers/bundles.ts";
import { askAll, peerTable, type Row } from "./row.ts";

// What can go wrong between a page, the help center and the API. These rows count and take no times, so all peers go at once.

/** One warm page of this peer, on a help center of its own, with all counts at zero. */
async function withWarmPage<Result>(
  lab: Lab,
  peer: PeerName,
  use: (page: Page, demo: Demo) => Promise<Result>,
): Promise<Result> {
  const demo = await lab.demoOf(peer);
  const profile = await lab.newProfile(demo.helpCenter);
  const page = await lab.openPage(profile, demo.helpCenter.origin, [peer]);
  await page.evaluate(
    async ({ peer, options, url }) => {
      bench.create(peer, options);
      await bench.call(peer, url);
    },
    { peer, options: { apiOrigin: demo.api.origin }, url: echoOf(demo) },
  );
  demo.requestLog.clear();
  const result = await use(page, demo);
  await profile.close();
  return result;
}

const posts = 50;

export const revoked: Row = {
  name: "revoked",
  async run(lab) {
    const results = await askAll(choices, (peer) =>
      withWarmPage(lab, peer, async (page, demo) => {
        demo.revokeTokens();
        const result = await page.evaluate(
          ({ peer, url, calls }) => bench.burst(peer, url, { calls, bodyLength: 10_000 }),
          { peer, url: echoOf(demo), calls: posts },
        );
        return { ...result, tokenRequests: demo.requestLog.counts().token };
      }),
    );
    return {
      tables: [
        peerTable(
          `A revoked token under ${posts} concurrent POSTs`,
          "The API no longer takes the token that the page holds, but would take a new one. Each POST has 10 kB of its own, whose hash the API echoes.",
          ["token requests", "POSTs that failed", "bodies that arrived broken"],
          results,
          ({ tokenRequests, failed, bodiesBroken }) => [count(tokenRequests), count(failed), count(bodiesBroken)],
        ),
      ],
      data: results,
    };
  },
};

const refusedCalls = 50;

export const refusing: Row = {
  name: "refusing",
  async run(lab) {
    const results = await askAll(choices, (peer) =>
      withWarmPage(lab, peer, async (page, demo) => {
        demo.controls.set({ apiFault: "unauthorized" });
        await page.evaluate(
          async ({ peer, url, calls }) => {
            for (let n = 0; n < calls; n++) await bench.call(peer, url);
          },
          { peer, url: echoOf(demo), calls: refusedCalls },
        );
        const { token, api } = demo.requestLog.counts();
        return { tokenRequests: token, apiRequests: api };
      }),
    );
    return {
      tables: [
        peerTable(
          "An API that always responds with 401",
          `${refusedCalls} calls, one after another, to an API that refuses every token: set up for another help center, say.`,
          ["token requests", "requests to the API"],
          results,
          ({ tokenRequests, apiRequests }) => [count(tokenRequests), count(apiRequests)],
        ),
      ],
      data: results,
    };
  },
};

const downCalls = 100;
const every = 50;

export const down: Row = {
  name: "down",
  async run(lab) {
    const results = await askAll(choices, async (peer) => {
      const demo = await lab.demoOf(peer);
      demo.controls.set({ tokenFault: "unavailable" });
      const profile = await lab.newProfile(demo.helpCenter);
      const page = await lab.openPage(profile, demo.helpCenter.origin, [peer]);
      await page.evaluate(
        async ({ peer, options, url, calls, every }) => {
          bench.create(peer, options);
          await bench.openTraffic(peer, url, calls, every);
        },
        { peer, options: { apiOrigin: demo.api.origin }, url: echoOf(demo), calls: downCalls, every },
      );
      await profile.close();
      return { tokenRequests: demo.requestLog.counts().token };
    });
    return {
      tables: [
        peerTable(
          "A token endpoint that is down",
          `It answers 503. ${downCalls} calls, one every ${every} ms; all of them fail, whoever makes them.`,
          ["requests to it"],
          results,
          ({ tokenRequests }) => [count(tokenRequests)],
        ),
      ],
      data: results,
    };
  },
};
