import { type HelpCenterAuthRequest, helpCenterAuth } from "hc-jwt/express";
import { createVerifier } from "hc-jwt/verify";
import { createRemoteJWKSet, jwtVerify } from "jose";
import jwt from "jsonwebtoken";
import jwksClient from "jwks-rsa";

/** Takes an `Authorization` header, as a server gets it. Rejects where its token is not good. */
export type Verify = (authorization: string) => Promise<unknown>;

const tokenOf = (authorization: string) => authorization.slice("Bearer ".length);

/** With `onError: "next"` the middleware sends nothing by itself. */
const unused = { statusCode: 200, headersSent: false, setHeader() {}, end() {} };

/** The receiving end, as an API's author can write it, by what the tables call it. */
export const verifiers: Readonly<Record<string, (keysUrl: string) => Verify>> = {
  // As jose's documentation of createRemoteJWKSet does, with the algorithm pinned and exp required.
  "jose, bare": (keysUrl) => {
    const keys = createRemoteJWKSet(new URL(keysUrl));
    return (authorization) =>
      jwtVerify(tokenOf(authorization), keys, { algorithms: ["RS256"], requiredClaims: ["exp"] });
  },

  // As jsonwebtoken's readme does under "Verify using getKey callback", with its error passed on and the algorithm pinned.
  "jsonwebtoken + jwks-rsa": (keysUrl) => {
    const client = jwksClient({ jwksUri: keysUrl });
    const getKey: jwt.GetPublicKeyOrSecret = (header, callback) => {
      client.getSigningKey(header.kid, (error, key) => callback(error, key?.getPublicKey()));
    };
    return (authorization) =>
      new Promise((resolve, reject) => {
        jwt.verify(tokenOf(authorization), getKey, { algorithms: ["RS256"] }, (error, claims) =>
          error ? reject(error) : resolve(claims),
        );
      });
  },

  // dist/verify.js: the package imports itself by name.
  "hc-jwt/verify": (keysUrl) => {
    const { verify } = createVerifier({ keysUrl });
    return (authorization) => verify(tokenOf(authorization));
  },

  // dist/express.js: the middleware alone, from a request's header to its claims.
  "hc-jwt/express": (keysUrl) => {
    const auth = helpCenterAuth({ keysUrl, onError: "next" });
    return (authorization) =>
      new Promise((resolve, reject) => {
        const request: HelpCenterAuthRequest = { method: "GET", headers: { authorization } };
        auth(request, unused, (error) => (error ? reject(error) : resolve(request.helpCenter?.claims)));
      });
  },
};
