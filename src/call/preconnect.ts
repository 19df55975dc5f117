import { documentMember } from "../page/document-member.ts";
import { tryOrUndefined } from "../page/try-or-undefined.ts";

const connected = new Set<string>();

/**
 * Opens a connection to an origin while a call waits for its token: DNS, TCP and TLS take some three round trips. Nothing of
 * the call is sent. Done once per origin and page.
 *
 * Without credentials: those of cross-origin requests by fetch, and of all preflights, use such a connection.
 */
export function preconnect(origin: string): void {
  if (connected.has(origin)) return;
  connected.add(origin);
  const link = { rel: "preconnect", href: origin, crossOrigin: "" };
  // Workers have no document.
  tryOrUndefined(() => {
    const element = documentMember("createElement").call(document, "link");
    documentMember("head").append(Object.assign(element, link));
  });
}
