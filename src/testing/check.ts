export function check(holds: boolean, option: string, wanted: string): void {
  if (!holds) throw new TypeError(`${option} must be ${wanted}`);
}

export function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
