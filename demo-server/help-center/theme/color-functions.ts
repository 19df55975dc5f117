import Color from "colorjs.io";

/** Sass's color functions as Zendesk documents them for style.css: HSL lightness, moved by a percentage. */
const FUNCTIONS: Readonly<Record<string, (color: Color, amount: number) => void>> = {
  lighten: (color, amount) => shift(color, "l", amount),
  darken: (color, amount) => shift(color, "l", -amount),
  saturate: (color, amount) => shift(color, "s", amount),
  desaturate: (color, amount) => shift(color, "s", -amount),
  transparentize: (color, amount) => shiftAlpha(color, -amount),
  fade_out: (color, amount) => shiftAlpha(color, -amount),
  opacify: (color, amount) => shiftAlpha(color, amount),
  fade_in: (color, amount) => shiftAlpha(color, amount),
};

// The innermost call: its color holds no call of this kind, but may be rgb(…).
const CALL = new RegExp(
  `(?<![\\w-])(${Object.keys(FUNCTIONS).join("|")})\\(\\s*((?:(?:rgb|hsl)a?\\([^()]*\\)|[^(),])+?)\\s*,\\s*(-?[\\d.]+)(%?)\\s*\\)`,
);

/** Computes every call whose arguments are a color and an amount; others stay, for the problems to list. */
export function computeColors(css: string): string {
  let before = css;
  // Each round takes one level of nesting away.
  for (let round = 0; round < 10; round++) {
    const after = before.replace(new RegExp(CALL, "g"), (call, name: string, color: string, number: string) => {
      try {
        const parsed = new Color(color.trim()).to("hsl");
        FUNCTIONS[name]?.(parsed, Number(number));
        const srgb = parsed.to("srgb").toGamut({ space: "srgb" });
        return srgb.toString({ format: srgb.alpha === 1 ? "hex" : "rgb", collapse: false });
      } catch {
        return call;
      }
    });
    if (after === before) break;
    before = after;
  }
  return before;
}

function shift(color: Color, channel: "l" | "s", amount: number): void {
  color.set(channel, (value: number) => Math.min(100, Math.max(0, (value || 0) + amount)));
}

function shiftAlpha(color: Color, amount: number): void {
  color.alpha = Math.min(1, Math.max(0, Number(color.alpha) + amount));
}
