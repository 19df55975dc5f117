import { quietly } from "./quietly.ts";

/**
 * Opens a connection to an origin, so that a call which has to wait for its token need not wait for that as well: DNS, TCP
 * and TLS take some three round trips. Nothing of the call is sent.
 *
 * Without credentials, as fetch has it across origins, and preflights always.
 */
export function preconnect(origin: string): void {
  const link = { rel: "preconnect", href: origin, crossOrigin: "" };
  // Workers have no document, and in a page an element's name may stand for any part of it.
  quietly(() => document.head.append(Object.assign(document.createElement("link"), link)));
}
