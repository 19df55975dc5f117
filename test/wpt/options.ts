import { parseArgs } from "node:util";

/** How the pages of a run are loaded: as they are, or with hc-jwt installed and a token cached, or none. */
export type Mode = "native" | "warm" | "cold" | "each";

/**
 * Where the API is. `S`: on the page's own origin, with a build in which the own-origin rule is off, so that nearly every
 * test calls it. `X`: on another origin, as in real use; what a test calls on its own is sent there.
 */
export type Layout = "S" | "X";

export interface Options {
  readonly checkout: string;
  /** Prefixes of the tests' paths. */
  readonly filters: readonly string[];
  readonly modes: readonly Mode[];
  readonly layout: Layout;
  /** The project whose src/script.ts is bundled. */
  readonly root: string;
  readonly tabs: number;
  /** Milliseconds that the token endpoint takes. */
  readonly delay: number;
  /** Take the native results of earlier runs. */
  readonly reuse: boolean;
  /** Print why each subtest failed. */
  readonly verbose: boolean;
}

const usage = `npm run test:wpt -- <checkout of web-platform-tests> [path prefix ...]
  --modes native,warm,cold   what is run (and "each": a wait before each call); native is needed for a comparison
  --layout S                 the API on the page's own origin (S), or on another (X)
  --root DIR                 the project whose src/ is bundled (this one)
  --tabs 3                   pages at a time
  --delay 50                 milliseconds that the token endpoint takes
  --reuse                    take the native results of earlier runs
  --verbose                  with the messages of failed subtests`;

const allModes: readonly Mode[] = ["native", "warm", "cold", "each"];

export function parseOptions(args: readonly string[], ownRoot: string): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      modes: { type: "string", default: "native,warm,cold" },
      layout: { type: "string", default: "S" },
      root: { type: "string", default: ownRoot },
      tabs: { type: "string", default: "3" },
      delay: { type: "string", default: "50" },
      reuse: { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
    },
  });
  const [checkout, ...filters] = positionals;
  const modes = values.modes.split(",") as Mode[];
  const unknown = modes.find((mode) => !allModes.includes(mode));
  if (!checkout) throw new Error(`Name a checkout.\n${usage}`);
  if (unknown !== undefined) throw new Error(`There is no mode "${unknown}".\n${usage}`);
  if (!/^[SX]$/.test(values.layout)) throw new Error(`There is no layout "${values.layout}".\n${usage}`);
  return {
    checkout,
    filters: filters.length > 0 ? filters : ["xhr/", "fetch/api/"],
    modes: allModes.filter((mode) => modes.includes(mode)),
    layout: values.layout as Layout,
    root: values.root,
    tabs: Number(values.tabs),
    delay: Number(values.delay),
    reuse: values.reuse,
    verbose: values.verbose,
  };
}
