/**
 * Curlybars counts an empty object as false, next to `false`, nothing, `0`, the empty string and the empty list.
 * Handlebars counts it as true, so that a template could branch one way here and the other on Zendesk.
 */
export function isTruthy(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === 0 || value === "") return false;
  if (Array.isArray(value)) return value.length > 0;
  if (isPlainObject(value)) return Object.keys(value).length > 0;
  return String(value) !== "";
}

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
