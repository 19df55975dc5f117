import type { Helper } from "../curlybars/helper.ts";

export const slice: Helper = {
  forms: ["value"],
  arity: [3, 3],
  yields: "collection",
  run: ({ arguments: [items, start, length] }) =>
    Array.isArray(items) ? items.slice(Number(start), Number(start) + Number(length)) : [],
};

const TESTS: Record<string, (found: unknown, wanted: unknown) => boolean> = {
  equals: (found, wanted) => found === wanted,
  starts_with: (found, wanted) => String(found ?? "").startsWith(String(wanted)),
  ends_with: (found, wanted) => String(found ?? "").endsWith(String(wanted)),
  contains: (found, wanted) => String(found ?? "").includes(String(wanted)),
};

export const filter: Helper = {
  forms: ["value"],
  arity: [1, 1],
  yields: "collection",
  run: ({ arguments: [items], options }) => {
    const { on, ...tests } = options;
    if (!Array.isArray(items) || typeof on !== "string") return [];
    return items.filter((item) =>
      Object.entries(tests).every(([name, wanted]) => TESTS[name]?.(fieldAt(item, on), wanted) ?? false),
    );
  },
};

function fieldAt(item: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((reached, name) => {
    return reached !== null && typeof reached === "object" ? (reached as Record<string, unknown>)[name] : undefined;
  }, item);
}
