import { ratio, spread } from "../format.ts";
import type { PeerName } from "../peers/bundles.ts";
import { type Spread, spreadOf } from "../stats.ts";
import { again, openWarmPage } from "../warm-page.ts";
import { peerTable, type Row } from "./row.ts";

export const warm: Row = {
  name: "warm",
  async run(lab) {
    const { page, demo, profile, names } = await openWarmPage(lab);
    const times = await page.evaluate(({ names, url }) => bench.interleave(names, url, { batch: 10, rounds: 120 }), {
      names,
      url: `${demo.api.origin}/todos`,
    });
    await profile.close();

    const { [again]: control, ...results } = Object.fromEntries(
      names.map((name) => [name, spreadOf(times[name] ?? [])]),
    ) as Record<PeerName | typeof again, Spread>;
    const besideNative = ({ median }: Spread) => median / results.native.median;
    return {
      tables: [
        peerTable(
          "A warm call",
          "One call after another to the API on loopback, which verifies each token; 120 rounds of 10 calls, the peers in turns. " +
            `Native fetch, measured a second time in the same rounds, differs from itself by ${ratio(besideNative(control))}.`,
          ["a call", "beside native fetch"],
          results,
          (result) => [spread(result), ratio(besideNative(result))],
        ),
      ],
      checks: [
        {
          what: "a warm call beside native fetch, ratio of medians",
          measured: besideNative(results["hc-jwt"]),
          atMost: 1.05,
        },
      ],
      data: { ...results, [again]: control },
    };
  },
};
