import { computeColors } from "./color-functions.ts";
import type { SettingValue } from "./manifest.ts";

export interface StylesheetValues {
  settings: Readonly<Record<string, SettingValue>>;
  /** URLs of assets by file name. */
  assets: ReadonlyMap<string, string>;
}

export interface UnknownReference {
  line: number;
  column: number;
  name: string;
}

// A name that starts with a digit is money or a regular expression, not a reference.
const REFERENCE = /#\{\$([A-Za-z_][\w-]*)\}|\$([A-Za-z_][\w-]*)/g;
// With two arguments at least: `saturate(2)` is a filter of CSS.
const COLOR_FUNCTION =
  /(?<![\w-])(lighten|darken|saturate|desaturate|transparentize|fade_out|opacify|fade_in|mix)\([^;{}]*,/;

/** style.css as it is served: names become what they stand for, and color functions the color that they give. */
export function renderStylesheet(source: string, values: StylesheetValues): string {
  return computeColors(substitute(source, values));
}

/** References to settings or assets that do not exist, and color functions of which no color came. */
export function findUnknownReferences(source: string, values: StylesheetValues): UnknownReference[] {
  // References hold no line break, and a call that was computed leaves none out: lines stay where they are.
  const rendered = renderStylesheet(source, values).split("\n");
  return source.split("\n").flatMap((text, index) => {
    const unknown = [...text.matchAll(REFERENCE)].filter(
      ([, braced, bare]) => resolve(braced ?? bare ?? "", values).value === undefined,
    );
    const found = unknown.map((match) => ({ line: index + 1, column: match.index + 1, name: match[0] }));
    const left = COLOR_FUNCTION.test(rendered[index] ?? "") ? COLOR_FUNCTION.exec(text) : null;
    return left ? [...found, { line: index + 1, column: left.index + 1, name: `${left[1]}(…)` }] : found;
  });
}

function substitute(source: string, values: StylesheetValues): string {
  return source.replace(REFERENCE, (text, braced?: string, bare?: string) => {
    const { value, rest } = resolve(braced ?? bare ?? "", values);
    return value === undefined ? text : value + rest;
  });
}

/** `$brand_color-dark` is the setting and then text, since identifiers hold no dashes; an asset's name holds them all. */
function resolve(name: string, { settings, assets }: StylesheetValues): { value: string | undefined; rest: string } {
  if (name.startsWith("assets-")) {
    const wanted = name.slice("assets-".length);
    const asset = [...assets].find(([file]) => file.replace(/[.+]/g, "-") === wanted);
    return { value: asset?.[1], rest: "" };
  }
  const [identifier = "", ...dashed] = name.split("-");
  const value = Object.hasOwn(settings, identifier) ? settings[identifier] : undefined;
  return { value: value === undefined ? undefined : String(value), rest: dashed.map((part) => `-${part}`).join("") };
}
