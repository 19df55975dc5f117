import { parseAttributes } from "./attributes.ts";
import { quietly } from "./page/try-or-undefined.ts";
import { type SharedHelpCenterJwt, sharedClient, sharedKey } from "./shared.ts";

// The script-tag build: the only module that does something when it is loaded.

const page = globalThis as { HCJwt?: unknown };
const client: SharedHelpCenterJwt & { [sharedKey]?: boolean } = sharedClient();

// A second load of the same script changes nothing. Known by a mark on the client: its name on the page may be locked, or
// given by the diagnosis, and modules may have made the client before the first script tag.
if (!client[sharedKey]) {
  client[sharedKey] = true;
  // One by one: a client of an older copy may not know all options, which must not cost it the list of origins.
  for (const [attribute, method, argument] of parseAttributes(attributes())) {
    try {
      client[method](argument as never);
    } catch (error) {
      // Said once, under the name that its author wrote, and the page goes on with the default.
      console.error(`data-${attribute.replace(/[A-Z]/g, "-$&").toLowerCase()}: ${(error as Error).message}`);
    }
  }

  const isNamed = quietly(() => {
    page.HCJwt = client;
    return page.HCJwt === client;
  });
  if (!isNamed) {
    console.error('window.HCJwt is locked by another script. Use window[Symbol.for("hc-jwt.v1")] or import from npm.');
  }
}

/**
 * The attributes of the tag that runs: none in modules, and none of ours where the bundle is pasted into script.js. Libraries
 * that insert HTML (jQuery's `append`) run a new element without attributes, or evaluate the text: so where no list of
 * origins is among them, those of the first tag in the document that has one are added.
 */
function attributes(): DOMStringMap {
  const own = Object.create(null);
  if (!globalThis.document) return own;
  // By way of the prototype: an element by the name of currentScript, which a sanitizer may let through, hides it.
  Object.assign(own, Reflect.get(Document.prototype, "currentScript", document)?.dataset);
  if (own.allowedOrigins !== undefined) return own;
  const written = Document.prototype.querySelector?.call(document, "script[data-allowed-origins]");
  return Object.assign({}, (written as HTMLElement | null)?.dataset, own);
}
