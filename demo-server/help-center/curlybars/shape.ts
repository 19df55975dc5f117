/** What a name in a template stands for: something to print, something to reach into, or something to go through. */
export type Shape =
  | { kind: "value" }
  | { kind: "object"; fields: Readonly<Record<string, Shape>> }
  | { kind: "collection"; of: Shape };

export type Fields = Readonly<Record<string, Shape>>;

export const value: Shape = { kind: "value" };

export function object(fields: Fields): Shape {
  return { kind: "object", fields };
}

export function collection(of: Shape): Shape {
  return { kind: "collection", of };
}

/** Fields that all hold a value: `values("id name url")`. */
export function values(names: string): Fields {
  return Object.fromEntries(names.split(" ").map((name) => [name, value]));
}
