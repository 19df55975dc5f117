import type { Span, SpanKind } from "../timeline/log.ts";
import { type Row, timelineOf } from "../timeline/rows.ts";
import { byId, element, percent } from "./dom.ts";

const names: Readonly<Record<SpanKind, string>> = {
  page: "Page",
  call: "Call",
  token: "Token",
  api: "API",
  keys: "Keys",
  action: "Change",
};

export function renderTimeline(spans: readonly Span[], now: number): void {
  const { rows, duration } = timelineOf(spans, now);
  byId("timeline").replaceChildren(...rows.map(rowElement));
  byId("duration").textContent = rows.length > 0 ? `0 to ${Math.round(duration)} ms` : "";
}

function rowElement(row: Row): HTMLElement {
  const { kind, label, count, outcome, tone, end, waitsUntil } = row;
  const isMoment = kind === "page" || kind === "action";
  const details = [waitsUntil !== undefined && "waited for the token", row.detail].filter(Boolean).join(", ");
  return element(
    "li",
    { "data-kind": kind, "data-tone": tone, "data-outcome": outcome },
    element("span", { class: "kind" }, names[kind]),
    element(
      "span",
      { class: "what" },
      element("span", { class: isMoment ? "moment" : "label" }, label),
      count > 1 && element("span", { class: "count" }, ` × ${count}`),
      details !== "" && element("span", { class: "detail" }, details),
    ),
    element("span", { class: "outcome" }, end === undefined ? "…" : (outcome ?? "")),
    !isMoment && trackOf(row),
  );
}

/** `min-width` of a bar in the style sheet. */
const thinnest = "3px";

/** The row's place in time. What it says stands in the row's text, too. */
function trackOf({ from, to, waitsUntil }: Row): HTMLElement {
  const part = (name: string, start: number, end: number) => {
    const bar = element("span", { class: name });
    // One that starts where the axis ends is seen, too.
    bar.style.left = `min(${percent(start)}, 100% - ${thinnest})`;
    bar.style.width = percent(end - start);
    return bar;
  };
  return element(
    "span",
    { class: "track", "aria-hidden": "true" },
    part("bar", from, to),
    waitsUntil !== undefined && part("wait", from, waitsUntil),
  );
}
