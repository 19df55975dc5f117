import { ratio, spread } from "../format.ts";
import { type PeerName, peerNames } from "../peers/bundles.ts";
import { tokenUrl } from "../peers/peer.ts";
import { type Spread, spreadOf } from "../stats.ts";
import { openWarmPage } from "../warm-page.ts";
import { peerTable, type Row } from "./row.ts";

export const ownTime: Row = {
  name: "own-time",
  async run(lab) {
    const { page, profile, token } = await openWarmPage(lab, "fetch");
    // https, as real APIs are.
    const apiOrigin = "https://api.example.com";
    await page.evaluate(
      ({ tokenUrl, names, options }) => {
        bench.stubFetch(tokenUrl, options.token);
        for (const name of names) bench.create(name, options);
      },
      { tokenUrl, names: peerNames, options: { apiOrigin, token, transport: "fetch" } as const },
    );
    const times = await page.evaluate(({ names, url }) => bench.interleave(names, url, { batch: 1000, rounds: 30 }), {
      names: peerNames,
      url: `${apiOrigin}/orders`,
    });
    await profile.close();

    const results = Object.fromEntries(peerNames.map((name) => [name, spreadOf(times[name] ?? [])])) as Record<
      PeerName,
      Spread
    >;
    const besideOurs = ({ median }: Spread) => median / results["hc-jwt"].median;
    return {
      tables: [
        peerTable(
          "The client's own time in a warm call",
          "The network takes a millisecond and hides it, so here `fetch` is stubbed: it answers at once. 30 rounds of 1,000 calls, " +
            "the peers in turns. axios uses its fetch adapter here, and XMLHttpRequest everywhere else.",
          ["a call", "beside hc-jwt"],
          results,
          (result) => [spread(result), ratio(besideOurs(result))],
        ),
      ],
      checks: [
        {
          what: "the client's own time in a warm call beside oauth2-client's, ratio of medians",
          measured: 1 / besideOurs(results["oauth2-client"]),
          atMost: 0.5,
        },
      ],
      data: results,
    };
  },
};
