const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

const header = encode({ typ: "JWT", alg: "RS256", kid: "test-key" });

/** A JWT with real claims and a signature that is none: for the browser's side, which does not verify. */
export function plainToken(claims: Readonly<Record<string, unknown>>): string {
  return `${header}.${encode(claims)}.c2lnbmF0dXJl`;
}
