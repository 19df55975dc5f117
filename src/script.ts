import { parseOriginRule } from "./destination.ts";
import { defaultSettings, readers } from "./options.ts";
import { type SharedHelpCenterJwt, sharedClient } from "./shared.ts";

// The script-tag build: the only module that does something when it is loaded.

const page = globalThis as { HCJwt?: unknown };
const client = sharedClient();

// A second load of the same script changes nothing.
if (page.HCJwt !== client) {
  page.HCJwt = client;
  // None in modules, and none of ours where the bundle is pasted into script.js.
  // By way of the prototype: an element by the name of currentScript, which a sanitizer may let through, hides it.
  const attributes: DOMStringMap =
    (globalThis.document && Reflect.get(Document.prototype, "currentScript", document)?.dataset) || {};
  for (const name of Object.keys(attributes)) {
    try {
      obey(name, attributes[name] as string, client);
    } catch (error) {
      // Said once, under the name that its author wrote, and the page goes on with the default.
      console.error(`data-${name.replace(/[A-Z]/g, "-$&").toLowerCase()}: ${(error as Error).message}`);
    }
  }
}

/** One attribute of the script tag, as `dataset` names it: `data-allowed-origins` is `allowedOrigins`. */
function obey(name: string, text: string, { configure, install, preload }: SharedHelpCenterJwt): void {
  const origins = text.split(/[\s,]/).filter(Boolean);
  if (name === "allowedOrigins") {
    // What is wrong in the list must not open it to everybody: the entries that are right stand.
    configure({ allowedOrigins: origins.filter(parseOriginRule) });
    configure({ allowedOrigins: origins });
  } else if (name === "install") install({ origins });
  else if (name === "preload") preload();
  else if (Object.hasOwn(readers, name)) {
    const isNumber = typeof defaultSettings[name as "retry"] === "number";
    configure({ [name]: isNumber ? Number(text || "none") : text });
  }
}
