import { describe, expect, it } from "vitest";
import { cannotReplace, originalOf, patchAll } from "../../../src/page/patch.ts";

const doubled = (original: (...args: unknown[]) => unknown) =>
  function (this: unknown, ...args: unknown[]) {
    return [original.apply(this, args), "patched"];
  };
const refusal = (name: string) =>
  expect.objectContaining({ code: "unsupported_mode", message: expect.stringContaining(name) });
/** What an object shows of itself. */
const shapeOf = (object: object) => Object.getOwnPropertyDescriptors(object);

describe("patchAll", () => {
  it("gives the wrapped method its receiver and arguments, and returns what it returns", () => {
    const owner = {
      factor: 2,
      times(n: number) {
        return this.factor * n;
      },
    };
    const before = shapeOf(owner);
    const undo = patchAll([
      [
        owner,
        "times",
        (original) =>
          function (this: unknown, n: number) {
            return original.call(this, n + 1);
          },
      ],
    ]);
    expect(owner.times(3)).toBe(8);
    undo();
    expect(shapeOf(owner)).toEqual(before);
    expect(owner.times(3)).toBe(6);
  });

  it("keeps name, length and the flags of what it replaces", () => {
    const owner = {};
    Object.defineProperty(owner, "open", {
      value: function open(_a: unknown, _b: unknown) {},
      enumerable: false,
      writable: true,
      configurable: true,
    });
    const { enumerable, writable, configurable } = shapeOf(owner).open as PropertyDescriptor;
    patchAll([[owner, "open", doubled]]);
    const ours = shapeOf(owner).open as PropertyDescriptor;
    expect([ours.value.name, ours.value.length]).toEqual(["open", 2]);
    expect([ours.enumerable, ours.writable, ours.configurable]).toEqual([enumerable, writable, configurable]);
    expect(Object.keys(ours.value)).toEqual([]);
  });

  it("replaces a getter or a setter and leaves the other", () => {
    class Owner {
      value = 1;
      get size() {
        return this.value;
      }
      set size(value: number) {
        this.value = value;
      }
    }
    const before = shapeOf(Owner.prototype);
    const undo = patchAll([
      [
        Owner.prototype,
        "size",
        (original) =>
          function (this: Owner) {
            return original.call(this) * 10;
          },
        "get",
      ],
      [
        Owner.prototype,
        "size",
        (original) =>
          function (this: Owner, value: number) {
            original.call(this, value + 1);
          },
        "set",
      ],
    ]);
    const owner = new Owner();
    owner.size = 4;
    expect(owner.size).toBe(50);
    undo();
    expect(shapeOf(Owner.prototype)).toEqual(before);
  });

  it.each<[string, PropertyDescriptor]>([
    ["a getter", { get: () => native, configurable: true }],
    ["a getter and a setter", { get: () => native, set: () => {}, configurable: true, enumerable: true }],
    ["a value that is not writable", { value: native, writable: false, configurable: true }],
  ])("replaces a function that is defined as %s, and restores that", (_, descriptor) => {
    const owner = Object.defineProperty({}, "fetch", descriptor) as { fetch: () => unknown };
    const before = shapeOf(owner);
    const undo = patchAll([[owner, "fetch", doubled]]);
    expect(owner.fetch()).toEqual(["native", "patched"]);
    expect(originalOf(owner.fetch)).toBe(native);
    undo();
    expect(shapeOf(owner)).toEqual(before);
  });

  it.each<[string, () => object]>([
    ["frozen", () => Object.freeze({ send: native })],
    ["sealed and not writable", () => Object.defineProperty({}, "send", { value: native, writable: false })],
    ["a getter that cannot be configured", () => Object.defineProperty({}, "send", { get: () => native })],
    ["no function", () => ({ send: undefined })],
    ["absent", () => ({})],
    [
      "a getter that throws",
      () =>
        Object.defineProperty({}, "send", {
          get() {
            throw new Error("guarded");
          },
          configurable: true,
        }),
    ],
  ])("replaces all or none: one of them is %s", (_, guarded) => {
    const first = { open: native };
    const second = guarded();
    const before = [shapeOf(first), shapeOf(second)];
    const patches = [
      [first, "open", doubled],
      [second, "send", doubled],
      [first, "open", doubled],
    ] as const;
    expect(() => patchAll(patches)).toThrow(refusal("send"));
    expect([shapeOf(first), shapeOf(second)]).toEqual(before);
  });

  it("leaves a function that another script has put over ours, which still serves", () => {
    const owner = { fetch: native as () => unknown };
    const undo = patchAll([[owner, "fetch", doubled]]);
    const ours = owner.fetch;
    const theirs = () => ours();
    owner.fetch = theirs;
    undo();
    expect(owner.fetch).toBe(theirs);
    expect(owner.fetch()).toEqual(["native", "patched"]);
  });

  it("may be undone twice, and does nothing the second time", () => {
    const owner = { fetch: native as () => unknown };
    const undo = patchAll([[owner, "fetch", doubled]]);
    undo();
    owner.fetch = () => "another";
    undo();
    expect(owner.fetch()).toBe("another");
  });

  it("leads to the function under any number of patches", () => {
    const owner = { fetch: native as () => unknown };
    patchAll([[owner, "fetch", doubled]]);
    patchAll([[owner, "fetch", doubled]]);
    expect(originalOf(owner.fetch)).toBe(native);
    expect(originalOf(native)).toBe(native);
  });
});

describe("the error of a page that does not let a function be replaced", () => {
  it("says what stands in the way, and what to do", () => {
    expect(cannotReplace("fetch")).toMatchObject({ name: "HelpCenterJwtError", code: "unsupported_mode" });
    expect(cannotReplace("fetch").message).toBe("Not installed: another script locks fetch. Load hc-jwt before it.");
  });
});

function native() {
  return "native";
}
