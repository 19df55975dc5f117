import vm from "node:vm";
import { describe, expect, it } from "vitest";
import { frozenBody } from "../../../src/call/frozen-body.ts";

const bytes = (body: unknown) => {
  expect(ArrayBuffer.isView(body) || body instanceof ArrayBuffer).toBe(true);
  return [...new Uint8Array(body as Uint8Array)];
};
const otherRealm = (code: string) => vm.runInNewContext(code) as object;

describe.each([false, true])("a body as it is now, for XMLHttpRequest: %j", (isForXhr) => {
  const frozen = (body: unknown) => frozenBody(body, isForXhr);

  it.each([undefined, null, "text", ""])("is returned as it is: %j", (body) => {
    expect(frozen(body)).toBe(body);
  });

  it.each([new Blob(["x"]), new File(["x"], "a")])("is shared where nothing can change it: %s", (body) => {
    expect(frozen(body)).toBe(body);
  });

  it.each<[string, (heap: Uint8Array<ArrayBuffer>) => object, number[]]>([
    ["a buffer", (heap) => heap.buffer, [0, 1, 2, 3, 4, 5, 6, 7]],
    ["an array", (heap) => heap, [0, 1, 2, 3, 4, 5, 6, 7]],
    ["a part of it", (heap) => heap.subarray(2, 5), [2, 3, 4]],
    ["a DataView on a part", (heap) => new DataView(heap.buffer, 1, 2), [1, 2]],
    ["wider elements on a part", (heap) => new Uint16Array(heap.buffer, 2, 2), [2, 3, 4, 5]],
    ["none of it", (heap) => heap.subarray(3, 3), []],
  ])("is a copy of %s, and no more than that", (_, of, expected) => {
    const heap = Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7]);
    const copy = frozen(of(heap));
    heap.fill(9);
    expect(bytes(copy)).toEqual(expected);
  });

  it("is a copy of memory that can grow", () => {
    const buffer = new ArrayBuffer(2, { maxByteLength: 8 });
    new Uint8Array(buffer).set([1, 2]);
    const copies = [frozen(buffer), frozen(new Uint8Array(buffer))];
    buffer.resize(8);
    expect(copies.map(bytes)).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it("is nothing of a buffer that was transferred elsewhere", () => {
    const heap = new Uint8Array(4);
    structuredClone(heap.buffer, { transfer: [heap.buffer] });
    expect(bytes(frozen(heap))).toEqual([]);
    expect(bytes(frozen(heap.buffer))).toEqual([]);
  });

  it.each([new SharedArrayBuffer(2), new Uint8Array(new SharedArrayBuffer(2)), new DataView(new SharedArrayBuffer(2))])(
    "must not be shared memory: %s",
    (body) => {
      expect(() => frozen(body)).toThrow(TypeError);
    },
  );

  it("is a copy of a form, files and repeated names included, in order", () => {
    const form = new FormData();
    form.append("a", "1");
    form.append("file", new File(["x"], "a.txt", { type: "text/plain" }));
    form.append("a", "2");
    const copy = frozen(form) as FormData;
    form.set("a", "9");
    form.delete("file");
    expect(copy).toBeInstanceOf(FormData);
    expect([...copy.keys()]).toEqual(["a", "file", "a"]);
    expect(copy.getAll("a")).toEqual(["1", "2"]);
    expect((copy.get("file") as File).name).toBe("a.txt");
  });

  it("is a copy of search parameters, which keep their kind for the Content-Type", () => {
    const params = new URLSearchParams("a=1&a=2&b=%20");
    const copy = frozen(params) as URLSearchParams;
    params.delete("a");
    expect(copy).toBeInstanceOf(URLSearchParams);
    expect(`${copy}`).toBe("a=1&a=2&b=+");
  });

  it.each([
    "new Uint8Array([1, 2, 3])",
    "new Uint8Array([1, 2, 3]).buffer",
    "new DataView(new Uint8Array([1, 2, 3]).buffer)",
  ])("is told by its brand, whatever frame it comes from: %s", (code) => {
    const body = otherRealm(code);
    const copy = frozen(body);
    expect(copy).not.toBe(body);
    expect(bytes(copy)).toEqual([1, 2, 3]);
  });

  it("is the text of any other object, read once", () => {
    let reads = 0;
    expect(frozen({ toString: () => `text ${++reads}` })).toBe("text 1");
    expect(frozen(new URL("https://api.example.com/"))).toBe("https://api.example.com/");
    expect(frozen(["a", "b"])).toBe("a,b");
    expect(reads).toBe(1);
  });

  it.each<[string, unknown]>([
    ["an object without a prototype", Object.create(null)],
    ["a symbol", Symbol("x")],
    [
      "an object whose text cannot be had",
      {
        toString() {
          throw new TypeError("no text");
        },
      },
    ],
  ])("is refused where it has no text: %s", (_, body) => {
    expect(() => frozen(body)).toThrow(TypeError);
  });

  it("is kept where it is a stream, which fetch alone sends", () => {
    const stream = new ReadableStream();
    expect(frozen(stream)).toBe(isForXhr ? "[object ReadableStream]" : stream);
  });
});
