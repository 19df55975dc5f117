/** What a claim is compared with: a value, or a list of values of which one must match. */
export type ExpectedClaim = string | number | boolean | readonly (string | number | boolean)[];

/** Names, or names with the values to accept. */
export type RequiredClaims = readonly string[] | Readonly<Record<string, ExpectedClaim>>;

/**
 * Names with the values to accept, or `undefined` where any value will do. Lists are copied before they are checked.
 *
 * @throws TypeError for what no token could match
 */
export function readRequiredClaims(
  claims: RequiredClaims = [],
): [name: string, accepted: readonly unknown[] | undefined][] {
  const names: readonly unknown[] | undefined = Array.isArray(claims) ? [...claims] : undefined;
  if (Object(claims) !== claims || names?.every(isName) === false) {
    throw new TypeError('requiredClaims must be a list of names, or an object such as { product: "todo-list" }');
  }
  if (names) return names.map((name) => [name as string, undefined]);
  return Object.entries(claims).map(([name, expected]) => {
    const accepted: readonly unknown[] = Array.isArray(expected) ? [...expected] : [expected];
    // A setting that is missing on this machine would otherwise be a check that no token can pass.
    if (accepted.length === 0 || !accepted.every((value) => ["string", "number", "boolean"].includes(typeof value))) {
      throw new TypeError(`requiredClaims: ${name} must be a string, number or boolean, or a list of them`);
    }
    return [name, accepted];
  });
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
