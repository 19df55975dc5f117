import { brotliCompressSync, gzipSync } from "node:zlib";
import { count, spread } from "../format.ts";
import { type Bundles, bundlePeers, choices, type PeerName } from "../peers/bundles.ts";
import { type Spread, spreadOf } from "../stats.ts";
import { peerTable, type Row } from "./row.ts";

interface Bytes {
  readonly minified: number;
  readonly gzip: number;
  readonly brotli: number;
}

export const bytes: Row = {
  name: "bytes",
  async run(lab) {
    const [es2015, demo] = await Promise.all([bundlePeers("es2015"), lab.demoOf("native")]);
    const profile = await lab.newProfile();
    const page = await lab.openPage(profile, demo.helpCenter.origin, []);
    const scripts = Object.fromEntries(choices.map((peer) => [peer, lab.bundles[peer]]));
    const times = await page.evaluate(({ scripts, rounds }) => bench.startUpTimes(scripts, rounds), {
      scripts,
      rounds: 40,
    });
    await profile.close();

    const results = Object.fromEntries(
      choices.map((peer) => [
        peer,
        {
          es2022: bytesOf(lab.bundles, peer),
          es2015: bytesOf(es2015, peer),
          startUp: spreadOf(times[peer] ?? []),
        },
      ]),
    ) as Record<PeerName, { es2022: Bytes; es2015: Bytes; startUp: Spread }>;

    return {
      tables: [
        peerTable(
          "Bytes and start-up",
          "All that the theme ships for it, minified: the library and the lines that its documentation asks for. Peers as " +
            "ES2022; in brackets as ES2015, which script.js takes. Start-up is to parse and run it, in a fresh frame each time.",
          ["minified", "gzip -9", "brotli", "start-up"],
          results,
          ({ es2022, es2015, startUp }) => [
            ...(["minified", "gzip", "brotli"] as const).map((kind) =>
              es2022[kind] === es2015[kind] ? count(es2022[kind]) : `${count(es2022[kind])} (${count(es2015[kind])})`,
            ),
            spread(startUp),
          ],
        ),
      ],
      data: results,
    };
  },
};

function bytesOf(bundles: Bundles, peer: PeerName): Bytes {
  const bytes = Buffer.from(bundles[peer]);
  return {
    minified: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  };
}
