import { Html } from "../html.ts";

/**
 * The way from a page of the help center to the demo's controls. It stands in a shadow root, so that neither can the
 * theme style it nor can it change the theme.
 */
export function demoBar(): Html {
  return new Html(`<aside aria-label="Demo server" id="demo-bar"><template shadowrootmode="open"><style>
  :host { display: block; block-size: 56px; }
  a {
    position: fixed; inset: auto auto 12px 12px; z-index: 2147483000;
    padding: 6px 12px; border: 1px solid #ffffff40; border-radius: 999px;
    background: #17222ce6; color: #fff; font: 600 13px/1.4 system-ui, sans-serif; text-decoration: none;
  }
  a:hover { background: #2b3b49; }
  a:focus-visible { outline: 3px solid #ffb84d; outline-offset: 2px; }
  @media print { a { display: none; } }
</style><a href="/demo">Demo controls</a></template></aside>`);
}
