import { HelpCenterJwtError } from "../errors.ts";

/** The browser's own function under a patch of ours. One name for all copies of the library. */
const originalKey = Symbol.for("hc-jwt.original");

// biome-ignore lint/suspicious/noExplicitAny: any function of the browser's.
export type AnyFunction = (this: any, ...args: any[]) => any;

/** A patch of ours, itself: a wrapper that is a Proxy, or copies properties, shows those of the function below it. */
const patchKey = Symbol.for("hc-jwt.patch");

/** The function that stood here before this library patched it: the client's own requests go past the patch. */
export function unpatched<Fn extends AnyFunction>(fn: Fn & { [originalKey]?: Fn; [patchKey]?: Fn }): Fn {
  // A script may run where there is no fetch.
  return fn && fn[patchKey] === fn ? (fn[originalKey] as Fn) : fn;
}

/** A function to replace: a method, or the getter or setter of a property. */
export type Patch = readonly [
  owner: object,
  name: string,
  wrap: (original: AnyFunction) => AnyFunction,
  kind?: "get" | "set" | undefined,
];

/**
 * Replaces all of these functions, or none.
 *
 * @returns a function that restores the originals. Where another script has replaced one of ours meanwhile, its function
 *   stays, so a replacement must still serve after that.
 * @throws HelpCenterJwtError `unsupported_mode` where the page does not let one be replaced
 */
export function patchAll(patches: readonly Patch[]): () => void {
  const undo: (() => void)[] = [];
  const restore = () => {
    for (const step of undo.splice(0)) step();
  };
  for (const one of patches) {
    try {
      undo.unshift(patch(...one));
    } catch {
      restore();
      throw cannotReplace(one[1]);
    }
  }
  return restore;
}

/** What stood below a function of ours that is to be removed: another one of ours may stand above it until later. */
const removed = new WeakMap<AnyFunction, PropertyDescriptor | undefined>();

function patch(...[owner, name, wrap, kind]: Patch): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  // What a getter returns, such as fetch on pages where a console for phones is loaded, becomes a plain value.
  const original: AnyFunction = kind ? own?.[kind] : Reflect.get(owner, name);
  const ours = wrap(original);
  for (const key of ["name", "length"]) {
    Object.defineProperty(ours, key, { value: Reflect.get(original, key), configurable: true });
  }
  Object.assign(ours, { [originalKey]: unpatched(original), [patchKey]: ours });
  const key = kind || "value";
  const rest = own && key in own ? own : { configurable: true, enumerable: true, writable: true };
  Object.defineProperty(owner, name, { ...rest, [key]: ours });
  return () => {
    removed.set(ours, own);
    for (;;) {
      const current = Object.getOwnPropertyDescriptor(owner, name)?.[key];
      if (!removed.has(current)) return;
      const below = removed.get(current);
      // In workers fetch stands on a prototype.
      if (below) Object.defineProperty(owner, name, below);
      else Reflect.deleteProperty(owner, name);
    }
  };
}

export function cannotReplace(name: string): HelpCenterJwtError {
  return new HelpCenterJwtError(
    "unsupported_mode",
    `Not installed: another script guards ${name}. Load hc-jwt before it.`,
  );
}
