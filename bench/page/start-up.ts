import { shuffled } from "./interleave.ts";

/**
 * Milliseconds that a script tag with each of these texts takes, in a fresh frame each time, in random order. Each text is
 * made unlike any before, or the engine would not parse it again.
 */
export function startUpTimes(scripts: Readonly<Record<string, string>>, rounds: number): Record<string, number[]> {
  const times: Record<string, number[]> = {};
  for (let round = -3; round < rounds; round++) {
    for (const [name, text] of shuffled(Object.entries(scripts))) {
      const frame = document.createElement("iframe");
      document.body.append(frame);
      const page = frame.contentDocument as Document;
      const script = page.createElement("script");
      script.textContent = `/* ${name} ${round} ${Math.random()} */${text}`;
      const start = performance.now();
      page.head.append(script);
      const milliseconds = performance.now() - start;
      frame.remove();
      times[name] ??= [];
      if (round >= 0) times[name].push(milliseconds);
    }
  }
  return times;
}
