import type { SharedHelpCenterJwt } from "../../src/page-client.ts";
import type { CreatePeer } from "./peer.ts";

// The built bundle, dist/hc-jwt.js, which is put before this. The two options are those that its readme advises.

declare const HCJwt: SharedHelpCenterJwt;

export const create: CreatePeer = ({ apiOrigin }) => {
  HCJwt.configure({ allowedOrigins: [apiOrigin], storage: "session" });
  return (url, init) => HCJwt.fetch(url, init);
};
