// What libraries of the years before ES2015 put in place of built-ins: the same semantics as their releases have, and no more
// of them than code of ours could meet.

type Changes = readonly (readonly [owner: object, members: Record<string, unknown>])[];
type Iterator = (this: unknown, value: unknown, index: number) => unknown;

/** Prototype's `$A`: one argument, copied by its `length`. */
function toArray(iterable: { length?: number } | null | undefined): unknown[] {
  if (!iterable) return [];
  const results = new Array(iterable.length || 0);
  for (let index = results.length; index--; ) results[index] = (iterable as unknown[])[index];
  return results;
}

/** Prototype's Enumerable, which it mixes into all arrays: holes are skipped, and do not count. */
const enumerable = {
  entries: function (this: unknown[]) {
    return Array.prototype.slice.call(this, 0);
  },
  every: function (this: unknown[], iterator: Iterator, context?: unknown) {
    let result = true;
    this.forEach((value, index) => {
      result = result && Boolean(iterator.call(context, value, index));
    });
    return result;
  },
  filter: function (this: unknown[], iterator: Iterator, context?: unknown) {
    const results: unknown[] = [];
    this.forEach((value, index) => {
      if (iterator.call(context, value, index)) results.push(value);
    });
    return results;
  },
  find: function (this: unknown[], iterator: Iterator, context?: unknown) {
    for (let index = 0; index < this.length; index++) {
      if (index in this && iterator.call(context, this[index], index)) return this[index];
    }
    return undefined;
  },
  map: function (this: unknown[], iterator: Iterator, context?: unknown) {
    const results: unknown[] = [];
    this.forEach((value, index) => {
      results.push(iterator.call(context, value, index));
    });
    return results;
  },
  some: function (this: unknown[], iterator: Iterator, context?: unknown) {
    let result = false;
    this.forEach((value, index) => {
      result = result || Boolean(iterator.call(context, value, index));
    });
    return result;
  },
  include: function (this: unknown[], value: unknown) {
    return this.indexOf(value) !== -1;
  },
};

const prototype17 = (): Changes => [
  [Array, { from: toArray }],
  [Array.prototype, enumerable],
  [
    Object,
    {
      values: (object: Record<string, unknown>) => {
        const results: unknown[] = [];
        for (const name in object) results.push(object[name]);
        return results;
      },
    },
  ],
  [
    String.prototype,
    {
      endsWith: function (this: string, pattern: string) {
        const start = this.length - pattern.length;
        return start >= 0 && this.lastIndexOf(pattern) === start;
      },
      startsWith: function (this: string, pattern: string) {
        return this.lastIndexOf(pattern, 0) === 0;
      },
    },
  ],
];

/** Before browsers had JSON, and after: what JSON.stringify calls makes text of the array, which is then quoted once more. */
const prototype16 = (): Changes => [
  ...prototype17(),
  [
    Array.prototype,
    {
      toJSON: function (this: unknown[]) {
        let text = "";
        for (const value of this) text += `${text && ", "}${typeof value === "string" ? `"${value}"` : String(value)}`;
        return `[${text}]`;
      },
    },
  ],
  [
    Object,
    {
      keys: (object: Record<string, unknown>) => {
        const results: string[] = [];
        for (const name in object) results.push(name);
        return results;
      },
    },
  ],
  [
    String.prototype,
    {
      toJSON: function (this: string) {
        return `"${this}"`;
      },
    },
  ],
];

/** MooTools Core 1.5 and before, with the dates of MooTools More: a parsed date is an object. */
const mootools = (): Changes => {
  const nativeParse = Date.parse;
  return [
    [
      Array,
      {
        from: (item: unknown) => {
          if (item === null || item === undefined) return [];
          if (Array.isArray(item)) return item;
          const { length } = item as { length?: unknown };
          return typeof length === "number" && typeof item !== "string" ? Array.prototype.slice.call(item) : [item];
        },
      },
    ],
    [Date, { parse: (from: string) => (from.trim() ? new Date(nativeParse(from)) : null) }],
    [Number, { from: (item: string) => (Number.isFinite(Number.parseFloat(item)) ? Number.parseFloat(item) : null) }],
    [
      Function.prototype,
      {
        bind: function (this: (...values: unknown[]) => unknown, context: unknown, values?: unknown) {
          return (...given: unknown[]) =>
            Reflect.apply(this, context, values === undefined ? given : ([] as unknown[]).concat(values));
        },
      },
    ],
  ];
};

/** datejs 0.0.2: what parses or asks for the time gets an object, and `null` what does not parse. */
const datejs = (): Changes => {
  const nativeParse = Date.parse;
  return [
    [
      Date,
      {
        now: () => new Date(),
        parse: (text: string) => (Number.isNaN(nativeParse(text)) ? null : new Date(nativeParse(text))),
      },
    ],
  ];
};

const libraries = {
  "Prototype 1.6": prototype16,
  "Prototype 1.7": prototype17,
  MooTools: mootools,
  datejs,
};

export type Library = keyof typeof libraries;

export const libraryNames = Object.keys(libraries) as Library[];

/**
 * Does something on a page that has loaded this library, and puts everything back. It must not wait for a turn of the event
 * loop, in which the test runner would use what is replaced.
 */
export async function withLibrary<Result>(library: Library, use: () => Result | Promise<Result>): Promise<Result> {
  const restore: (() => void)[] = [];
  for (const [owner, members] of libraries[library]()) {
    for (const name of Reflect.ownKeys(members) as string[]) {
      const before = Object.getOwnPropertyDescriptor(owner, name);
      Object.defineProperty(owner, name, {
        value: members[name],
        configurable: true,
        writable: true,
        enumerable: true,
      });
      restore.unshift(() => {
        if (before) Object.defineProperty(owner, name, before);
        else Reflect.deleteProperty(owner, name);
      });
    }
  }
  try {
    return await use();
  } finally {
    for (const undo of restore) undo();
  }
}
