import { introduce } from "./neighbour.ts";

// As on a page that wants the polyfill in every browser: it stands aside where there is a fetch.
Reflect.deleteProperty(globalThis, "fetch");
// Evaluated after the line above, as an import would not be.
require("whatwg-fetch");
introduce();

declare function require(name: string): unknown;
