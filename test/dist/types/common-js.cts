import express = require("hc-jwt/express");
import testing = require("hc-jwt/testing");
import verify = require("hc-jwt/verify");

const auth: express.HelpCenterAuth = express.helpCenterAuth({ verifier: verify.createVerifier({ subdomain: "acme" }) });
const token: Promise<string> = testing.signToken({ userId: 42 });
const caught: unknown = new Error();
if (caught instanceof verify.HelpCenterJwtVerificationError) caught.status satisfies 401 | 503;
// @ts-expect-error an option that does not exist
express.helpCenterAuth({ subdomain: "acme", credentialsRequired: true });

export = { auth, token };
