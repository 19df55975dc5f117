/** The browser's own function under a patch of ours. One name for all copies of the library. */
const originalKey = Symbol.for("hc-jwt.original");

type Method = (this: never, ...args: never[]) => unknown;

/** The function that stood here before we patched it: the client's own requests go past the patch. */
export function unpatched<Fn extends Method>(fn: Fn & { [originalKey]?: Fn }): Fn {
  return fn[originalKey] || fn;
}

/** Does all of these. */
export function inTurn(actions: readonly (() => void)[]): () => void {
  return () => {
    for (const act of actions) act();
  };
}

/**
 * Replaces a method, and answers what puts the old one back. Where somebody else has patched on top meanwhile, theirs
 * stays in place, and ours passes through.
 */
export function patch<Name extends string, Fn extends Method>(
  owner: { [name in Name]: Fn },
  name: Name,
  wrap: (original: Fn) => Fn,
): () => void {
  const original = owner[name];
  let current = wrap(original);
  const patched = Object.assign(
    function (this: never, ...args: never[]) {
      return current.apply(this, args);
    } as Fn,
    { [originalKey]: unpatched(original) },
  );
  owner[name] = patched;
  return () => {
    current = original;
    if (owner[name] === patched) owner[name] = original;
  };
}
