import { calculateJwkThumbprint } from "jose";
import { type KeysLocation, listPublicKeys } from "../verify/index.ts";
import { type Io, printable } from "./io.ts";

/** Prints the published keys: kid, size and fingerprint (the SHA-256 thumbprint of RFC 7638). */
export async function printKeys(io: Io, location: KeysLocation, isJson: boolean): Promise<0 | 1> {
  const keys = await Promise.all(
    (await listPublicKeys(location)).map(async (key) => ({
      kid: key.kid,
      bits: bitsOf(key.n),
      fingerprint: await calculateJwkThumbprint(key, "sha256"),
    })),
  );
  if (isJson) io.out(JSON.stringify({ keys }, undefined, 2));
  for (const { kid, bits, fingerprint } of isJson ? [] : keys) {
    io.out(`${printable(kid)}  RSA ${bits}  SHA256:${fingerprint}`);
  }
  if (keys.length === 0) io.err("The help center publishes no RSA keys");
  return keys.length === 0 ? 1 : 0;
}

function bitsOf(modulus: string): number {
  const bytes = Buffer.from(modulus, "base64url");
  const start = bytes.findIndex((byte) => byte !== 0);
  return start === -1 ? 0 : (bytes.length - start) * 8 - Math.clz32(bytes[start] as number) + 24;
}
