/** Returns the function's result, or `undefined` if it throws. For features that no call depends on. */
export function tryOrUndefined<Result>(use: () => Result): Result | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
