/// <reference types="hc-jwt/global" />
// A theme's script.js, with `checkJs`: hc-jwt.js is loaded by a script tag.

document.addEventListener("DOMContentLoaded", async () => {
  HCJwt.configure({ allowedOrigins: ["https://api.example.com"] });
  /** @type {Response} */
  const response = await window.HCJwt.fetch("https://api.example.com/orders");
  /** @type {number} */
  const userId = (await HCJwt.getClaims()).userId;
  /** @type {import("hc-jwt").SharedHelpCenterJwt} */
  const client = globalThis.HCJwt;
  // @ts-expect-error a method that does not exist
  HCJwt.getTokn();
  // @ts-expect-error a value that does not exist
  HCJwt.configure({ storage: "local" });
  console.log(response.ok, userId, client.version);
});
