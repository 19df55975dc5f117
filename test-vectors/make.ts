// Writes help-center-jwt.json: node test-vectors/make.ts. RS256 signatures are deterministic (RFC 8017, section 8.2) and the
// keys are those of signing-keys.json, so that the same sources give the same file; a test holds it to that.
import { createHmac, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface PrivateJwk {
  kty: "RSA";
  n: string;
  e: string;
  kid: string;
  [member: string]: string;
}

/** One request, and what a right receiving end makes of it. */
export interface Vector {
  id: number;
  /** What is special about it. */
  comment: string;
  /** Why a right verifier decides so. */
  why: string;
  /** `token`: about the token; `header`: about the header around it. */
  kind: "token" | "header";
  /** The value of the `Authorization` header; `null`: there is none. */
  authorization: string | null;
  /** The token, where the header holds one. */
  token: string | null;
  /** Values that the receiving end requires of claims. */
  requiredClaims?: Record<string, string>;
  result: "valid" | "invalid";
  /** hc-jwt's error code. Other verifiers have other names. */
  code: string | null;
  /** HTTP status of the response. */
  status: 200 | 401;
}

const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
const [current, previous, stranger]: [PrivateJwk, PrivateJwk, PrivateJwk] = read("signing-keys.json").keys;

const publicOf = ({ kty, n, e, kid }: PrivateJwk) => ({ kty, n, e, kid });
const encode = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

// The year 2100, and 2020: what is good stays good, and what has expired stays expired.
const future = 4_102_444_800;
const past = 1_577_836_800;
const visitor = { userId: 361_204_550_971, email: "mia.laurent@example.com", externalId: "crm-1001", exp: future };

const header = (changes: Record<string, unknown> = {}) => ({ typ: "JWT", alg: "RS256", kid: current.kid, ...changes });
const signed = (head: unknown, claims: unknown, key = current, hash = "sha256", padding: object = {}) => {
  const input = `${encode(head)}.${encode(claims)}`;
  const privateKey = createPrivateKey({ key: key as never, format: "jwk" });
  return `${input}.${sign(hash, Buffer.from(input), { key: privateKey, ...padding }).toString("base64url")}`;
};
const hmac = (secret: string, alg = "HS256") => {
  const input = `${encode(header({ alg }))}.${encode(visitor)}`;
  return `${input}.${createHmac(`sha${alg.slice(2)}`, secret)
    .update(input)
    .digest("base64url")}`;
};

const good = signed(header(), visitor);
const [goodHeader, goodClaims, goodSignature] = good.split(".") as [string, string, string];
const pem = createPublicKey({ key: current as never, format: "jwk" })
  .export({ type: "spki", format: "pem" })
  .toString();

export function makeVectors() {
  const vectors: Vector[] = [];
  const add = (vector: Omit<Vector, "id" | "status">) =>
    vectors.push({ id: vectors.length + 1, ...vector, status: vector.result === "valid" ? 200 : 401 });
  const accept = (comment: string, token: string, why: string, requiredClaims?: Record<string, string>) =>
    add({
      comment,
      why,
      kind: "token",
      authorization: `Bearer ${token}`,
      token,
      ...(requiredClaims && { requiredClaims }),
      result: "valid",
      code: null,
    });
  const refuse = (code: string, comment: string, token: string, why: string, requiredClaims?: Record<string, string>) =>
    add({
      comment,
      why,
      kind: "token",
      authorization: `Bearer ${token}`,
      token,
      ...(requiredClaims && { requiredClaims }),
      result: "invalid",
      code,
    });
  const head = (code: string | null, comment: string, authorization: string | null, why: string) =>
    add({ comment, why, kind: "header", authorization, token: null, result: code ? "invalid" : "valid", code });

  // Good ones.
  accept("an ordinary token", good, "signed by a published key, not expired");
  accept(
    "signed with the other published key",
    signed(header({ kid: previous.kid }), visitor, previous),
    "keys rotate: any published key may sign",
  );
  accept(
    "no typ in the header",
    signed({ alg: "RS256", kid: current.kid }, visitor),
    "typ is optional (RFC 7519, section 5.1)",
  );
  accept("no external id", signed(header(), { ...visitor, externalId: null }), "most users have none");
  accept(
    "no externalId claim",
    signed(header(), { userId: 1, email: "a@example.com", exp: future }),
    "most users have none",
  );
  accept("an iat", signed(header(), { ...visitor, iat: past }), "iat is allowed");
  accept("an nbf in the past", signed(header(), { ...visitor, nbf: past }), "nbf has passed");
  accept(
    "an exp with a fraction",
    signed(header(), { ...visitor, exp: future + 0.5 }),
    "NumericDate may have a fraction (RFC 7519, section 2)",
  );
  accept(
    "an email that is not ASCII",
    signed(header(), { ...visitor, email: "zoë.łukasińska@bücher.example" }),
    "claims are UTF-8",
  );
  accept(
    "account custom claims",
    signed(header(), { ...visitor, product: "orders", region: "eu" }),
    "other claims do not matter",
  );
  accept(
    "the required custom claim",
    signed(header(), { ...visitor, product: "orders" }),
    "the claim has the required value",
    { product: "orders" },
  );
  accept(
    "an unknown header member",
    signed(header({ x: 1 }), visitor),
    "what is not critical is ignored (RFC 7515, section 4)",
  );

  // The algorithm.
  for (const alg of ["none", "None", "NONE", "nOnE"]) {
    refuse(
      "invalid_signature",
      `alg ${alg}, with a signature`,
      `${encode(header({ alg }))}.${goodClaims}.${goodSignature}`,
      "only RS256 is accepted",
    );
  }
  refuse(
    "invalid_signature",
    "alg HS256, signed with the public key in PEM as a secret",
    hmac(pem),
    "the algorithm must not be the token's to choose",
  );
  refuse(
    "invalid_signature",
    "the same with the PEM trimmed",
    hmac(pem.trim()),
    "the algorithm must not be the token's to choose",
  );
  refuse(
    "invalid_signature",
    "alg HS256, signed with the modulus as a secret",
    hmac(current.n),
    "the algorithm must not be the token's to choose",
  );
  refuse(
    "invalid_signature",
    "alg HS512, signed with the public key in PEM as a secret",
    hmac(pem, "HS512"),
    "the algorithm must not be the token's to choose",
  );
  refuse(
    "invalid_signature",
    "alg RS384, truly signed",
    signed(header({ alg: "RS384" }), visitor, current, "sha384"),
    "only RS256 is accepted",
  );
  refuse(
    "invalid_signature",
    "alg RS512, truly signed",
    signed(header({ alg: "RS512" }), visitor, current, "sha512"),
    "only RS256 is accepted",
  );
  refuse(
    "invalid_signature",
    "alg rs256 in small letters",
    signed(header({ alg: "rs256" }), visitor),
    "algorithm names are case-sensitive (RFC 7515, section 4.1.1)",
  );
  refuse(
    "malformed_token",
    "alg missing",
    signed({ kid: current.kid }, visitor),
    "alg is required (RFC 7515, section 4.1.1)",
  );
  refuse("malformed_token", "alg a list", signed(header({ alg: ["RS256"] }), visitor), "alg is a string");
  refuse("malformed_token", "alg null", signed(header({ alg: null }), visitor), "alg is a string");

  // The key.
  refuse(
    "unknown_key",
    "a key that is not published",
    signed(header({ kid: stranger.kid }), visitor, stranger),
    "only published keys count",
  );
  refuse(
    "invalid_signature",
    "a key that is not published, under a published kid",
    signed(header(), visitor, stranger),
    "the signature is not of that key",
  );
  refuse(
    "invalid_signature",
    "the other published key, under this one's kid",
    signed(header(), visitor, previous),
    "the signature is not of that key",
  );
  refuse(
    "unknown_key",
    "no kid",
    signed({ typ: "JWT", alg: "RS256" }, visitor),
    "the key is chosen by kid, never guessed",
  );
  refuse(
    "unknown_key",
    "an empty kid",
    signed(header({ kid: "" }), visitor),
    "the key is chosen by kid, never guessed",
  );
  refuse(
    "unknown_key",
    "kid in capitals",
    signed(header({ kid: current.kid.toUpperCase() }), visitor),
    "kid is case-sensitive (RFC 7515, section 4.1.4)",
  );
  refuse("unknown_key", "kid __proto__", signed(header({ kid: "__proto__" }), visitor), "no key has this name");
  refuse("unknown_key", "kid a path", signed(header({ kid: "../../../dev/null" }), visitor), "no key has this name");
  const jwk = publicOf(stranger);
  refuse(
    "invalid_signature",
    "brings a key of its own as jwk",
    signed(header({ jwk }), visitor, stranger),
    "nothing in the token names the keys",
  );
  refuse(
    "unknown_key",
    "brings a key of its own as jwk, with its kid",
    signed(header({ jwk, kid: stranger.kid }), visitor, stranger),
    "nothing in the token names the keys",
  );
  refuse(
    "invalid_signature",
    "names keys elsewhere as jku",
    signed(header({ jku: "https://evil.example/keys" }), visitor, stranger),
    "nothing in the token names the keys",
  );
  refuse(
    "invalid_signature",
    "names a certificate elsewhere as x5u",
    signed(header({ x5u: "https://evil.example/cert" }), visitor, stranger),
    "nothing in the token names the keys",
  );
  refuse(
    "malformed_token",
    "a critical header that nobody knows",
    signed(header({ crit: ["x"], x: 1 }), visitor),
    "what is critical must be understood (RFC 7515, section 4.1.11)",
  );
  refuse(
    "malformed_token",
    "an empty list of critical headers",
    signed(header({ crit: [] }), visitor),
    "crit must not be empty (RFC 7515, section 4.1.11)",
  );

  // The signature.
  const other = encode({ ...visitor, userId: 1 });
  refuse(
    "invalid_signature",
    "another userId",
    `${goodHeader}.${other}.${goodSignature}`,
    "the signature covers the claims",
  );
  refuse(
    "invalid_signature",
    "another header",
    `${encode({ ...header(), typ: "at+jwt" })}.${goodClaims}.${goodSignature}`,
    "the signature covers the header",
  );
  refuse(
    "invalid_signature",
    "one character of the signature changed",
    `${goodHeader}.${goodClaims}.${goodSignature[0] === "A" ? "B" : "A"}${goodSignature.slice(1)}`,
    "the signature does not match",
  );
  refuse(
    "invalid_signature",
    "half of the signature",
    `${goodHeader}.${goodClaims}.${goodSignature.slice(0, 170)}`,
    "the signature does not match",
  );
  refuse(
    "invalid_signature",
    "a signature of zeros",
    `${goodHeader}.${goodClaims}.${"A".repeat(342)}`,
    "the signature does not match",
  );

  // The claims.
  refuse("token_expired", "expired in 2020", signed(header(), { ...visitor, exp: past }), "exp has passed");
  refuse("token_expired", "exp 0", signed(header(), { ...visitor, exp: 0 }), "exp has passed");
  refuse("token_expired", "a negative exp", signed(header(), { ...visitor, exp: -future }), "exp has passed");
  refuse(
    "claim_rejected",
    "no exp",
    signed(header(), { userId: 1, email: "a@example.com" }),
    "a token without an end is none of Zendesk's",
  );
  refuse(
    "claim_rejected",
    "exp null",
    signed(header(), { ...visitor, exp: null }),
    "exp is a number (RFC 7519, section 4.1.4)",
  );
  refuse(
    "claim_rejected",
    "exp as text",
    signed(header(), { ...visitor, exp: String(future) }),
    "exp is a number (RFC 7519, section 4.1.4)",
  );
  refuse(
    "claim_rejected",
    "exp a list",
    signed(header(), { ...visitor, exp: [future] }),
    "exp is a number (RFC 7519, section 4.1.4)",
  );
  refuse("token_not_active", "an nbf in 2099", signed(header(), { ...visitor, nbf: future - 1 }), "nbf has not come");
  refuse(
    "claim_rejected",
    "nbf as text",
    signed(header(), { ...visitor, nbf: "x" }),
    "nbf is a number (RFC 7519, section 4.1.5)",
  );
  refuse(
    "claim_rejected",
    "a required claim with another value",
    signed(header(), { ...visitor, product: "todo" }),
    "it was given for another API",
    { product: "orders" },
  );
  refuse("claim_rejected", "a required claim that is missing", good, "it was given for another API", {
    product: "orders",
  });
  refuse(
    "claim_rejected",
    "a required claim as a list",
    signed(header(), { ...visitor, product: ["orders"] }),
    "a list is another value",
    { product: "orders" },
  );
  refuse("claim_rejected", "userId as text", signed(header(), { ...visitor, userId: "1" }), "userId is a number");

  // The form.
  refuse(
    "malformed_token",
    "two parts",
    `${goodHeader}.${goodClaims}`,
    "a JWS has three parts (RFC 7515, section 7.1)",
  );
  refuse("malformed_token", "four parts", `${good}.${goodSignature}`, "a JWS has three parts (RFC 7515, section 7.1)");
  refuse(
    "malformed_token",
    "no signature",
    `${goodHeader}.${goodClaims}.`,
    "a JWS has three parts (RFC 7515, section 7.1)",
  );
  refuse(
    "malformed_token",
    "claims that are a list",
    signed(header(), []),
    "claims are an object (RFC 7519, section 7.2)",
  );
  refuse(
    "malformed_token",
    "claims that are null",
    signed(header(), null),
    "claims are an object (RFC 7519, section 7.2)",
  );
  refuse(
    "malformed_token",
    "claims that are no JSON",
    signed(header(), "{"),
    "claims are JSON (RFC 7519, section 7.2)",
  );
  refuse(
    "malformed_token",
    "a header that is no JSON",
    `${encode("{")}.${goodClaims}.${goodSignature}`,
    "the header is JSON (RFC 7515, section 5.2)",
  );
  refuse("malformed_token", "padding", `${good}=`, "base64url without padding (RFC 7515, section 2)");
  refuse(
    "malformed_token",
    "9 kB",
    signed(header(), { ...visitor, pad: "x".repeat(6_600) }),
    "no help center JWT is that long: it is not read",
  );

  // The header around it.
  head(null, "bearer in small letters", `bearer ${good}`, "the scheme is case-insensitive (RFC 9110, section 11.1)");
  head(null, "several spaces", `Bearer   ${good}`, "one or more spaces (RFC 9110, section 11.4)");
  head("missing_token", "no header", null, "there is nothing to check");
  head("malformed_token", "Bearer and nothing", "Bearer", "there is no token");
  head("malformed_token", "another scheme", "Basic bWlhOnNlY3JldA==", "it is no Bearer token");
  head("malformed_token", "a colon after Bearer", `Bearer: ${good}`, "it is no Bearer token");
  head("malformed_token", "no space", `Bearer${good}`, "it is no Bearer token");
  head("malformed_token", "the token in quotes", `Bearer "${good}"`, "quotes do not belong to a token");
  head("malformed_token", "two tokens", `Bearer ${good}, Bearer ${good}`, "one of them might be anybody's");
  head("malformed_token", "two schemes", `Basic x, Bearer ${good}`, "one of them might be anybody's");
  head("malformed_token", "text after the token", `Bearer ${good} x`, "it is no Bearer token");
  head("malformed_token", "a promise", "Bearer [object Promise]", "the caller forgot to await");
  head("malformed_token", "undefined", "Bearer undefined", "the caller has no token");
  head("malformed_token", "null", "Bearer null", "the caller has no token");

  return {
    about:
      "Requests with help center JWTs, and what a right receiving end makes of each. `jwks` is what the keys endpoint publishes. A `valid` one is good until 2100.",
    jwks: { keys: [publicOf(current), publicOf(previous)] },
    vectors,
  };
}

export const vectorsText = () => `${JSON.stringify(makeVectors(), undefined, 2)}\n`;

const target = new URL("help-center-jwt.json", import.meta.url);
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, vectorsText());
