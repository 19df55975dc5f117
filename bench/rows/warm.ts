import { ratio, spread } from "../format.ts";
import { type PeerName, peerNames } from "../peers/bundles.ts";
import { type Spread, spreadOf } from "../stats.ts";
import { again, openWarmPage } from "../warm-page.ts";
import { peerTable, type Row } from "./row.ts";

export const warm: Row = {
  name: "warm",
  async run(lab) {
    const { page, demo, profile } = await openWarmPage(lab);
    const measure = async (names: readonly string[], batch: number, rounds: number) => {
      const times = await page.evaluate(({ url, names, ...how }) => bench.interleave(names, url, how), {
        url: `${demo.api.origin}/todos`,
        names,
        batch,
        rounds,
      });
      return Object.fromEntries(names.map((name) => [name, spreadOf(times[name] ?? [])]));
    };
    const results = (await measure(peerNames, 10, 40)) as Record<PeerName, Spread>;
    // A bound of a twentieth takes more than a table does: many turns of one call, so that what drifts, drifts for all.
    const close = (await measure(["native", again, "hc-jwt"], 1, 1_500)) as Record<PeerName | typeof again, Spread>;
    await profile.close();
    const besideNative = ({ median }: Spread) => median / results.native.median;
    const closely = (name: "hc-jwt" | typeof again) => close[name].median / close.native.median;
    return {
      tables: [
        peerTable(
          "A warm call",
          "One call after another to the API on loopback, which verifies each token; 40 rounds of 10 calls, the peers in turns. " +
            `In 1,500 turns more, of native fetch and hc-jwt alone, a call each, hc-jwt takes ${ratio(closely("hc-jwt"))} what native fetch does, and ` +
            `native fetch, measured a second time, ${ratio(closely(again))} what it does itself.`,
          ["a call", "beside native fetch"],
          results,
          (result) => [spread(result), ratio(besideNative(result))],
        ),
      ],
      checks: [
        {
          what: "a warm call beside native fetch, ratio of medians",
          measured: closely("hc-jwt"),
          atMost: 1.05,
        },
      ],
      data: { all: results, close },
    };
  },
};
