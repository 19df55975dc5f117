const { helpCenterAuth } = require("hc-jwt/express");
const { createVerifier } = require("hc-jwt/verify");

/** @type {import("hc-jwt/express").HelpCenterAuthOptions} */
const options = { verifier: createVerifier({ subdomain: "acme" }) };
// @ts-expect-error an option that does not exist
helpCenterAuth({ subdomain: "acme", credentialsRequired: true });
module.exports = helpCenterAuth(options);
