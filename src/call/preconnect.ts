import { documentMember } from "../page/document-member.ts";
import { quietly } from "../page/try-or-undefined.ts";

const connected = new Set<string>();

/**
 * Opens a connection to an origin, so that a call which has to wait for its token need not wait for that as well: DNS, TCP
 * and TLS take some three round trips. Nothing of the call is sent. Done once an origin and page.
 *
 * Without credentials, as fetch has it across origins, and preflights always.
 */
export function preconnect(origin: string): void {
  if (connected.has(origin)) return;
  connected.add(origin);
  const link = { rel: "preconnect", href: origin, crossOrigin: "" };
  // Workers have no document.
  quietly(() => {
    const element = documentMember("createElement").call(document, "link");
    documentMember("head").append(Object.assign(element, link));
  });
}
