import type * as Msw from "msw/http";

// The build puts this in place of load.ts where the output is CommonJS, which cannot wait while it is loaded.
declare const require: (name: string) => typeof Msw;

export const msw = (() => {
  try {
    return require("msw/http");
  } catch {
    return undefined;
  }
})();
