/**
 * A module of Node's own, where there is Node. It is not imported by its name, which bundlers for browsers, where the rest of this
 * entry runs, would look for.
 */
export async function nodeModule<Module>(name: string): Promise<Module | undefined> {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const path = ["node", name].join(":");
  try {
    // The first is not in Node before 20.16, the second not in scripts of `vm` contexts, such as Jest's.
    return (process?.getBuiltinModule?.(path) ?? (await import(/* @vite-ignore */ path))) as Module;
  } catch {
    return undefined;
  }
}
