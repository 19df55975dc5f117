import { decodeJwt, decodeProtectedHeader } from "jose";
import { HelpCenterJwtVerificationError, type Verifier } from "../verify/index.ts";
import { verifyHint } from "../verify/refusal.ts";
import { type Check, type Io, lineOf, printable, UsageError } from "./io.ts";

export interface CheckTokenOptions {
  /** Unset: the token is decoded, and nothing is verified. */
  readonly verifier: Verifier | undefined;
  readonly isJson: boolean;
}

/** What is checked, in the order in which it is, with the codes of the errors that it ends in. */
const steps: readonly [name: string, fails: (code: string, alg: unknown) => boolean][] = [
  ["one Bearer token that is a JWT", (code) => code === "malformed_token" || code === "missing_token"],
  ["algorithm RS256", (code, alg) => code === "invalid_signature" && alg !== "RS256"],
  ["the help center's keys", (code) => code === "keys_unavailable"],
  ["the key is published", (code) => code === "unknown_key"],
  ["signature", (code) => code === "invalid_signature"],
  ["lifetime", (code) => code === "token_expired" || code === "token_not_active"],
  ["claims", (code) => code === "claim_rejected"],
];

/** Reads a token, says what it holds and what of it is right. Returns the exit code: 0 where all is. */
export async function checkToken(io: Io, { verifier, isJson }: CheckTokenOptions): Promise<0 | 1> {
  const authorization = await readAuthorization(io);
  const { header, claims } = decode(authorization);
  const error = await problemWith(authorization, claims, verifier);
  const checks = verifier ? checksOf(error, header?.alg) : error ? [failed("readable", error)] : [];
  const isGood = !error;
  if (isJson) {
    const result = verifier ? { valid: isGood } : { decoded: isGood, verified: false };
    io.out(
      JSON.stringify({ ...result, code: error?.code ?? null, header: shown(header), claims, checks }, undefined, 2),
    );
    return isGood ? 0 : 1;
  }
  for (const [name, value] of Object.entries({ ...shown(header), ...claims })) {
    if (value === undefined) continue;
    io.out(`${printable(name)}: ${printable(JSON.stringify(value))}${timeOf(name, value)}`);
  }
  for (const check of checks) io.out(lineOf(check, io.isTerminal));
  if (!verifier && isGood) io.out("Decoded, not verified: anybody can write such a token.");
  return isGood ? 0 : 1;
}

/** A bare token counts as one after `Bearer`; anything else is taken for the header's value. */
async function readAuthorization(io: Io): Promise<string> {
  const text = (io.env.HC_JWT_TOKEN ?? (await io.input())).trim();
  if (text === "") throw new UsageError("Give a token on standard input, or in HC_JWT_TOKEN; never as an argument");
  return /^[^\s,]*$/.test(text) && !/^bearer/i.test(text) ? `Bearer ${text}` : text;
}

function decode(authorization: string) {
  const token = authorization.replace(/^bearer +/i, "");
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch {
      // The error may quote the token.
      return undefined;
    }
  };
  return { header: attempt(() => decodeProtectedHeader(token)), claims: attempt(() => decodeJwt(token)) };
}

async function problemWith(authorization: string, claims: unknown, verifier: Verifier | undefined) {
  if (!verifier) {
    return claims
      ? undefined
      : new HelpCenterJwtVerificationError("malformed_token", "The text is no JWT that can be read");
  }
  try {
    await verifier.authenticate({ headers: { authorization } });
    return undefined;
  } catch (error) {
    if (error instanceof HelpCenterJwtVerificationError) return error;
    throw error;
  }
}

const failed = (name: string, { message, code }: HelpCenterJwtVerificationError): Check => ({
  name,
  holds: false,
  // This is where the hint leads to.
  detail: `${message.replace(verifyHint, "")} (${code})`,
});

function checksOf(error: HelpCenterJwtVerificationError | undefined, alg: unknown): Check[] {
  const end = error ? steps.findIndex(([, fails]) => fails(error.code, alg)) : steps.length;
  return steps.map(([name], index) => {
    if (error && index === end) return failed(name, error);
    return { name, holds: index < end ? true : undefined, detail: index < end ? "" : "not checked" };
  });
}

/** Names only: a header may carry a key or a URL of a forger's, and nobody needs to see more of it. */
function shown(header: object | undefined) {
  const { alg, kid, typ } = Object(header) as Record<string, unknown>;
  return { alg, kid, typ };
}

function timeOf(name: string, value: unknown): string {
  const isTime = ["exp", "nbf", "iat"].includes(name) && typeof value === "number" && Math.abs(value) < 8.64e12;
  return isTime ? ` (${new Date(value * 1000).toISOString()})` : "";
}
