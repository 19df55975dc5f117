import { Html, html, scriptSafeJson } from "../html.ts";
import { ACCOUNT } from "./account.ts";
import { clockSkewScript } from "./clock-skew.ts";
import { demoBar } from "./demo-bar.ts";

/**
 * Where Zendesk puts the theme's script: at the end of the body on the live site, after `window.HelpCenter`, and in the
 * head while a theme is previewed, before it. A theme has to work in both.
 */
export const LAYOUTS = ["production", "preview"] as const;
export type Layout = (typeof LAYOUTS)[number];

export function isLayout(value: unknown): value is Layout {
  return LAYOUTS.some((layout) => layout === value);
}

/** The parts of a page, rendered, and what the layout needs besides. */
export interface PageParts {
  title: string;
  documentHead: string;
  header: string;
  main: string;
  footer: string;
  scriptUrl: string;
  styleUrl: string;
  /** The value of `window.HelpCenter`. */
  helpCenter: unknown;
  /** Seconds that the clock in the page is ahead of the server's; 0 leaves it alone. */
  clockSkew: number;
}

export function renderLayout(layout: Layout, parts: PageParts): string {
  const themeScript = html`<script src="${parts.scriptUrl}"></script>`;
  const helpCenter = html`<script>window.HelpCenter = ${new Html(scriptSafeJson(parts.helpCenter))};</script>`;
  return html`<!DOCTYPE html>
<html dir="ltr" lang="${ACCOUNT.language}">
<head>
  ${parts.clockSkew === 0 ? undefined : clockSkewScript(parts.clockSkew)}
  <meta charset="utf-8">
  <title>${parts.title}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="${parts.styleUrl}">
  ${new Html(parts.documentHead)}
  ${layout === "preview" ? themeScript : undefined}
</head>
<body>
${new Html(parts.header)}
<main role="main">
${new Html(parts.main)}
</main>
${new Html(parts.footer)}
${demoBar()}
${helpCenter}
${layout === "production" ? themeScript : undefined}
</body>
</html>
`.source;
}
