import { HelpCenterJwtError } from "../errors.ts";

/** Where a patch keeps the function below it. A registered symbol, so that all copies of the library share it. */
const originalKey = Symbol.for("hc-jwt.original");

// biome-ignore lint/suspicious/noExplicitAny: any function of the browser.
export type AnyFunction = (this: any, ...args: any[]) => any;

/** Refers to the patch itself. A wrapper that is a Proxy or copies properties has this property too, with another value. */
const patchKey = Symbol.for("hc-jwt.patch");

/** The function below this library's patch, or the function itself: the client's own requests bypass the patch. */
export function originalOf<Fn extends AnyFunction>(fn: Fn & { [originalKey]?: Fn; [patchKey]?: Fn }): Fn {
  // There may be no fetch at all.
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
 * @returns a function that restores the originals. If another script has wrapped one of the replacements meanwhile, its
 *   wrapper stays, so a replacement must still work after that.
 * @throws HelpCenterJwtError `unsupported_mode` if one of them cannot be replaced
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

/** The property below each uninstalled patch. A patch under another one of ours is removed when that one is uninstalled. */
const removed = new WeakMap<AnyFunction, PropertyDescriptor | undefined>();

function patch(...[owner, name, wrap, kind]: Patch): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  // A property with a getter, such as fetch on pages with vConsole, becomes a plain value.
  const original: AnyFunction = kind ? own?.[kind] : Reflect.get(owner, name);
  const ours = wrap(original);
  for (const key of ["name", "length"]) {
    Object.defineProperty(ours, key, { value: Reflect.get(original, key), configurable: true });
  }
  Object.assign(ours, { [originalKey]: originalOf(original), [patchKey]: ours });
  const key = kind || "value";
  const rest = own && key in own ? own : { configurable: true, enumerable: true, writable: true };
  Object.defineProperty(owner, name, { ...rest, [key]: ours });
  return () => {
    removed.set(ours, own);
    for (;;) {
      const current = Object.getOwnPropertyDescriptor(owner, name)?.[key];
      if (!removed.has(current)) return;
      const below = removed.get(current);
      // In workers, fetch is a member of a prototype.
      if (below) Object.defineProperty(owner, name, below);
      else Reflect.deleteProperty(owner, name);
    }
  };
}

export function cannotReplace(name: string): HelpCenterJwtError {
  return new HelpCenterJwtError(
    "unsupported_mode",
    `Not installed: another script locks ${name}. Load hc-jwt before it.`,
  );
}
