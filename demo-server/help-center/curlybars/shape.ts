/** What a name in a template stands for: something to print, something to reach into, or something to go through. */
export type Shape =
  | { kind: "value" }
  | { kind: "object"; fields: Fields }
  | { kind: "collection"; of: Shape }
  /** What is behind a name that is unknown: all that is done with it would be one more report of the same. */
  | { kind: "anything" };

export type Fields = Readonly<Record<string, Shape>>;

export const value: Shape = { kind: "value" };

export const anything: Shape = { kind: "anything" };

export function object(fields: Fields): Shape {
  return { kind: "object", fields };
}

function collection(of: Shape): Shape {
  return { kind: "collection", of };
}

/**
 * Objects by name, written as lists of fields: `id` holds a value, `author:user` an object, `comments[comment]` a
 * collection. They may refer to one another, and to themselves, in any order.
 */
export function readShapes(table: Readonly<Record<string, string>>): (fields: string) => Fields {
  const known = new Map<string, Shape>();
  const shapeNamed = (name: string): Shape => {
    const source = table[name];
    if (source === undefined) throw new RangeError(`No object "${name}" is described.`);
    let shape = known.get(name);
    if (!shape) {
      const fields: Record<string, Shape> = {};
      shape = object(fields);
      // Before its fields: a section has sections.
      known.set(name, shape);
      Object.assign(fields, read(source));
    }
    return shape;
  };
  function read(source: string): Fields {
    const entries = source.split(/\s+/).filter(Boolean);
    return Object.fromEntries(
      entries.map((entry): [string, Shape] => {
        const [, name = "", one, many] = /^([\w-]+)(?::(\w+)|\[(\w*)\])?$/.exec(entry) ?? [];
        if (one) return [name, shapeNamed(one)];
        return [name, many === undefined ? value : collection(many === "" ? value : shapeNamed(many))];
      }),
    );
  }
  return read;
}
