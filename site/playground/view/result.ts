import type { Result } from "../theme-page/bridge.ts";
import { byId } from "./dom.ts";

/** What came of one page load, and whose it was. */
export interface PageResult extends Result {
  readonly page: string;
}

export type RunState = "preparing" | "ready" | "running" | "done" | "unsupported";

/** Said by screen readers, too. */
export function renderState(state: RunState, text: string): void {
  byId("result").dataset.state = state;
  byId("status").textContent = text;
}

export function renderResults(results: readonly PageResult[]): void {
  const output = byId("output");
  output.dataset.tone = results.some(({ isError }) => isError) ? "bad" : "good";
  output.textContent = results.map((result) => textOf(result, results.length > 1)).join("\n\n");
}

function textOf({ page, text, printed }: PageResult, isOneOfMany: boolean): string {
  return [isOneOfMany && `// ${page}`, ...printed.map((line) => `> ${line}`), text]
    .filter((line) => line !== false)
    .join("\n");
}
