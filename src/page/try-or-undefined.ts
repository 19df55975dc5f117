/** For what is a convenience, and never on the path of an answer: where it fails, it is as good as absent. */
export function quietly<Result>(use: () => Result): Result | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
