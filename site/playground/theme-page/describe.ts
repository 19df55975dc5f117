// Values of the reader's code, as text.

/** What a call to console or `return` shows. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Error) return describeError(value);
  if (value instanceof Response) return `Response ${value.status}`;
  if (value === undefined) return "undefined";
  return jsonOf(value) ?? String(value);
}

/** An error with what it has to say beyond its message: `code`, `status` and `retryAfter` of hc-jwt's. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `Thrown: ${describeValue(error)}`;
  const facts = Object.entries(error)
    .filter(([name]) => name !== "name")
    .map(([name, value]) => `${name}: ${describeValue(value)}`);
  return [`${error.name}: ${error.message}`, ...facts].join("\n");
}

function jsonOf(value: unknown): string | undefined {
  try {
    return compact(JSON.stringify(value, null, 2));
  } catch {
    // A circle, or a BigInt.
    return undefined;
  }
}

/** Lists of numbers on one line: fifty statuses are no fifty lines. */
function compact(json: string | undefined): string | undefined {
  return json?.replace(/\[[\s\d,.-]+\]/g, (list) => list.replace(/\s+/g, " "));
}
