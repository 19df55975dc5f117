// For themes that check their JavaScript and load hc-jwt.js by a script tag.
import type { SharedHelpCenterJwt } from "./index.js";

declare global {
  /**
   * The client that all scripts of a page share, from `hc-jwt.js`. Also `window.HCJwt`.
   *
   * @example
   * const response = await HCJwt.fetch("https://api.example.com/orders");
   */
  var HCJwt: SharedHelpCenterJwt;
}
