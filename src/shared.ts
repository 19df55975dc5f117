import { createClient, type HelpCenterJwtClient } from "./client.ts";
import type { Diagnose } from "./diagnose/report.ts";

/** The page's shared client. */
export interface SharedHelpCenterJwt extends HelpCenterJwtClient {
  /** `createClient`: a client of its own, with its own token. */
  readonly create: typeof createClient;
  /** Tells what works and what does not: there once `hc-jwt-diagnose.js` is loaded. */
  readonly diagnose?: Diagnose | undefined;
}

// The number changes only when a shared client of an older copy could no longer serve a newer one.
export const sharedKey: unique symbol = Symbol.for("hc-jwt.v1");

/**
 * One client a page, whichever copy of the library (script tag, bundled modules, another minor version) comes first.
 * A symbol, so that no name is taken on the page; known by its shape, since classes differ between copies.
 */
export function sharedClient(): SharedHelpCenterJwt {
  const page = globalThis as { [sharedKey]?: SharedHelpCenterJwt };
  const present = page[sharedKey];
  if (typeof present?.fetch === "function") return present;
  const client = Object.assign(createClient(), { create: createClient });
  Object.defineProperty(page, sharedKey, { value: client, configurable: true });
  return client;
}
