import { parseAttributes } from "./attributes.ts";
import { tryOrUndefined } from "./page/try-or-undefined.ts";
import { type SharedHelpCenterJwt, sharedClient, sharedKey } from "./page-client.ts";

// The entry of the script-tag build. Of all modules, only this one and diagnose/script.ts have side effects.

const page = globalThis as { HCJwt?: unknown };
const client: SharedHelpCenterJwt & { [sharedKey]?: boolean } = sharedClient();

// Loading the same script again changes nothing. The mark is on the client, because `window.HCJwt` may be locked or set by the
// diagnosis, and because a module may have created the client before the first script tag.
if (!client[sharedKey]) {
  client[sharedKey] = true;
  // One by one: a client of an older copy may not know all options, but must still get its list of origins.
  for (const [attribute, method, argument] of parseAttributes(attributes())) {
    try {
      client[method](argument as never);
    } catch (error) {
      // Logged once, with the name of the attribute. The option keeps its value.
      console.error(`data-${attribute.replace(/[A-Z]/g, "-$&").toLowerCase()}: ${(error as Error).message}`);
    }
  }

  const isNamed = tryOrUndefined(() => {
    page.HCJwt = client;
    return page.HCJwt === client;
  });
  if (!isNamed) {
    console.error('window.HCJwt is locked by another script. Use window[Symbol.for("hc-jwt.v1")] or import from npm.');
  }
}

/**
 * The attributes of the running script tag: none in modules, and none of ours if the bundle is pasted into script.js. Libraries
 * that insert HTML (jQuery's `append`) run a new element without attributes, or evaluate the text. So if there is no list of
 * origins, the attributes of the first tag in the document that has one are added.
 */
function attributes(): DOMStringMap {
  const own = Object.create(null);
  if (!globalThis.document) return own;
  // From the prototype, because an element named "currentScript", which a sanitizer may allow, hides `document.currentScript`.
  Object.assign(own, Reflect.get(Document.prototype, "currentScript", document)?.dataset);
  if (own.allowedOrigins !== undefined) return own;
  const written = Document.prototype.querySelector?.call(document, "script[data-allowed-origins]");
  return Object.assign({}, (written as HTMLElement | null)?.dataset, own);
}
