import type { IssuedToken } from "./help-center.ts";

/** An `Authorization` header for the timeline: which token it is, and its two ends. */
export function describeHeader(authorization: string | null, issued: readonly IssuedToken[]): string {
  if (authorization === null) return "no Authorization header";
  const [scheme = "", value = ""] = authorization.split(" ");
  const token = issued.find(({ jwt }) => jwt === value);
  const shortened = value.length > 16 ? `${value.slice(0, 7)}…${value.slice(-5)}` : value;
  return `Authorization: ${scheme} ${shortened}${token ? ` (token ${token.number})` : ""}`;
}
