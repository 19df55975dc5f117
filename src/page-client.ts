import { createClient, type HelpCenterJwtClient } from "./client.ts";
import type { Diagnose } from "./diagnose/report.ts";

/** The client that all scripts of a page share. */
export interface SharedHelpCenterJwt extends HelpCenterJwtClient {
  /** Creates a separate client with its own token, as `createClient` does. */
  readonly create: typeof createClient;
  /** Checks what works and what does not. Defined after `hc-jwt-diagnose.js` is loaded. */
  readonly diagnose?: Diagnose | undefined;
}

// The number changes only if a newer copy can no longer use the client of an older one.
export const sharedKey: unique symbol = Symbol.for("hc-jwt.v1");

/**
 * Returns the client of this page, which the first copy of the library creates: script tag, bundled modules, or another minor
 * version. Stored under a symbol, to take no global name, and recognised by its shape, because classes differ between copies.
 */
export function sharedClient(): SharedHelpCenterJwt {
  const page = globalThis as { [sharedKey]?: SharedHelpCenterJwt };
  const present = page[sharedKey];
  if (typeof present?.fetch === "function") return present;
  const client = Object.assign(createClient(), { create: createClient });
  Object.defineProperty(page, sharedKey, { value: client, configurable: true });
  return client;
}
