import {
  type createVerifier as createExpressVerifier,
  type HelpCenterAuth,
  type HelpCenterAuthOptions,
  type HelpCenterAuthRequest,
  type HelpCenterAuthResponse,
  type HelpCenterVisitor,
  helpCenterAuth,
} from "hc-jwt/express";
import {
  type CachedKeys,
  createVerifier,
  type ExpectedClaim,
  type FetchKeys,
  type HelpCenterClaims,
  type HelpCenterJwk,
  HelpCenterJwtVerificationError,
  jwkToPem,
  type KeysCache,
  type KeysLocation,
  type ListPublicKeysOptions,
  listPublicKeys,
  type RequestLike,
  type RequiredClaims,
  type VerificationErrorCode,
  type Verifier,
  type VerifierOptions,
} from "hc-jwt/verify";
import { same } from "./expect.js";

const verifier = createVerifier({ subdomain: "acme" });
same<typeof verifier, Verifier>(true);
same<ReturnType<typeof createExpressVerifier>, Verifier>(true);
same<ReturnType<Verifier["verify"]>, Promise<HelpCenterClaims>>(true);
same<ReturnType<Verifier["preload"]>, Promise<boolean>>(true);

// Requests of any kind.
const requests: RequestLike[] = [
  new Request("https://x.example"),
  { headers: { authorization: "Bearer x" } },
  { headers: new Headers() },
];
export async function authenticate(request: RequestLike) {
  const required = await verifier.authenticate(request);
  same<typeof required, HelpCenterClaims>(true);
  const optional = await verifier.authenticate(request, { optional: true });
  same<typeof optional, HelpCenterClaims | undefined>(true);
  // @ts-expect-error nobody may be signed in
  optional.userId;
}
// @ts-expect-error a token is a text
verifier.verify(undefined);

// Options.
const cache: KeysCache = { get: async (): Promise<CachedKeys | undefined> => undefined, set: async () => {} };
const load: FetchKeys = (url, init) => fetch(url, init);
const claims: RequiredClaims = { product: ["orders", 1] satisfies ExpectedClaim };
const location: KeysLocation = { keysUrl: "https://acme.zendesk.com/keys" };
const options: VerifierOptions = {
  ...location,
  clockTolerance: 5,
  requiredClaims: claims,
  keysCooldown: 30,
  keysMaxAge: 600,
  keysMaxStaleAge: 3_600,
  keysCache: cache,
  fetch: load,
  onKeysError: (error) => same<typeof error, HelpCenterJwtVerificationError>(true),
};
createVerifier(options);
createVerifier({ keys: { keys: [] }, requiredClaims: ["product"] });
// @ts-expect-error needs a place to find the keys
createVerifier();
// @ts-expect-error an option that does not exist
createVerifier({ subdomain: "acme", audience: "x" });
// @ts-expect-error seconds
createVerifier({ subdomain: "acme", keysMaxAge: "10m" });

// Keys.
export async function pem(where: ListPublicKeysOptions): Promise<string> {
  const keys = await listPublicKeys(where);
  same<typeof keys, HelpCenterJwk[]>(true);
  return jwkToPem(keys[0] as HelpCenterJwk);
}

// Errors.
declare const caught: unknown;
if (caught instanceof HelpCenterJwtVerificationError) {
  same<typeof caught.status, 401 | 503>(true);
  same<typeof caught.code, VerificationErrorCode>(true);
  const headers: Record<string, string> = { ...caught.headers };
  export_(headers);
}
declare function export_(value: unknown): void;

// Middleware.
same<ReturnType<typeof helpCenterAuth>, HelpCenterAuth>(true);
const withVerifier: HelpCenterAuthOptions = { verifier, optional: true, onError: "next" };
helpCenterAuth(withVerifier);
helpCenterAuth({ subdomain: "acme" });
// @ts-expect-error a verifier has its options
helpCenterAuth({ verifier, subdomain: "acme" });
// @ts-expect-error an option that does not exist
helpCenterAuth({ subdomain: "acme", credentialsRequired: true });
// @ts-expect-error a value that does not exist
helpCenterAuth({ subdomain: "acme", onError: "throw" });
declare const request: HelpCenterAuthRequest;
declare const response: HelpCenterAuthResponse;
helpCenterAuth({ subdomain: "acme" })(request, response, (error?: unknown) => error);
const visitor: HelpCenterVisitor | undefined = request.helpCenter;
declare const express: Express.Request;
const userId: number | undefined = express.helpCenter?.claims.userId;
// @ts-expect-error `optional` may have let a request without a token pass
express.helpCenter.claims;

export { requests, userId, visitor };
