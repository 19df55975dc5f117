import { Html, html } from "../html.ts";

/**
 * The first script of a page whose visitor's clock is wrong. `Date` is ahead or behind by a fixed time; the monotonic
 * clock (`performance.now()`) is right, as it is on a real device whose clock is set wrong.
 */
export function clockSkewScript(seconds: number): Html {
  return html`<script>${new Html(SHIFT_DATE)}(${Math.trunc(seconds * 1000)});</script>`;
}

const SHIFT_DATE = `(function (by) {
  var RealDate = Date;
  function now() { return RealDate.now() + by; }
  window.Date = new Proxy(RealDate, {
    get: function (target, key) { return key === "now" ? now : Reflect.get(target, key); },
    construct: function (target, given, newTarget) {
      return Reflect.construct(target, given.length > 0 ? given : [now()], newTarget);
    },
    apply: function () { return new RealDate(now()).toString(); }
  });
  RealDate.prototype.constructor = window.Date;
})`;
