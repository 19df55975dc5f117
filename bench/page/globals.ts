import type { CreatePeer } from "../peers/peer.ts";
import type { PageBench } from "./index.ts";

declare global {
  /** What the peers' bundles define, by name. */
  var benchPeers: Record<string, CreatePeer>;
  /** What runs in the page on behalf of the rows. */
  var bench: PageBench;
}
