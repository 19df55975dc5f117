import { SignJWT } from "jose";
import { ACCOUNT } from "./account.ts";
import type { IssuedTokens } from "./issued-tokens.ts";
import type { SigningKeys } from "./signing-keys.ts";
import type { User } from "./users.ts";

export interface TokenOptions {
  /** Seconds. */
  lifetime: number;
  issuedAtClaim: boolean;
}

export type IssueToken = (user: User, options: TokenOptions) => Promise<string>;

/** Signs help center JWTs with the claims that Zendesk documents, in the order of its sample: `typ` before `alg`. */
export function createTokenIssuer(keys: SigningKeys, issued: IssuedTokens): IssueToken {
  return async (user, { lifetime, issuedAtClaim }) => {
    const { privateKey, published } = await keys.current();
    const issuedAt = Date.now();
    const sign = (exp: number) =>
      new SignJWT({
        userId: user.id,
        email: user.email,
        externalId: user.externalId,
        exp,
        ...(issuedAtClaim && { iat: Math.floor(issuedAt / 1000) }),
        ...ACCOUNT.customClaims,
      })
        .setProtectedHeader({ typ: "JWT", alg: "RS256", kid: published.kid })
        .sign(privateKey);

    let exp = Math.floor(issuedAt / 1000) + lifetime;
    let token = await sign(exp);
    // RS256 gives the same bytes for the same claims: a token asked for within a second of a revocation would be the
    // revoked one again.
    while (issued.isRevoked(token)) {
      exp += 1;
      token = await sign(exp);
    }
    issued.add(token, { userName: user.name, issuedAt, expiresAt: exp * 1000 });
    return token;
  };
}
