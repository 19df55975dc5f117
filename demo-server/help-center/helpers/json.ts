import { Html, scriptSafeJson } from "../../html.ts";
import type { Helper } from "../curlybars/helper.ts";

/** Needs version 4 of the templating API, which is the only one this server knows. */
export const json: Helper = {
  forms: ["inline"],
  arity: [1, 1],
  run: ({ arguments: [value] }) => new Html(scriptSafeJson(withoutCycles(value ?? null))),
};

export const json_stringify: Helper = {
  forms: ["inline"],
  arity: [1, 1],
  run: ({ arguments: [value] }) => new Html(scriptSafeJson(String(value ?? ""))),
};

function withoutCycles(value: unknown, above: readonly unknown[] = []): unknown {
  if (value instanceof Html) return value.source;
  if (value === null || typeof value !== "object") return value;
  if (above.includes(value)) return "[circular reference]";
  const path = [...above, value];
  if (Array.isArray(value)) return value.map((item) => withoutCycles(item, path));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutCycles(field, path)]));
}
