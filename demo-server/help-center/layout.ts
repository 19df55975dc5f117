import { Html, html, scriptSafeJson } from "../html.ts";
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

/** Where a theme of version 1 finds the jQuery that Zendesk gives it. */
export const JQUERY_URL = "/demo/jquery.js";

/** The parts of a page, rendered, and what the layout needs besides. */
export interface PageParts {
  title: string;
  language: string;
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
  /** Of the templating API. Version 1 has jQuery on every page, and the theme's script in the head. */
  apiVersion: number;
  liveReload: boolean;
  watchedApi: string | undefined;
}

export function renderLayout(layout: Layout, parts: PageParts): string {
  const inHead = layout === "preview" || parts.apiVersion === 1;
  const themeScript = html`<script src="${parts.scriptUrl}"></script>`;
  const helpCenter = html`<script>window.HelpCenter = ${new Html(scriptSafeJson(parts.helpCenter))};</script>`;
  return html`<!DOCTYPE html>
<html dir="ltr" lang="${parts.language}">
<head>
  ${parts.clockSkew === 0 ? undefined : clockSkewScript(parts.clockSkew)}
  <meta charset="utf-8">
  ${parts.watchedApi === undefined ? undefined : html`<script src="/demo/watch.js" data-api="${parts.watchedApi}"></script>`}
  <title>${parts.title}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="${parts.styleUrl}">
  ${new Html(parts.documentHead)}
  ${parts.apiVersion === 1 ? html`<script src="${JQUERY_URL}"></script>` : undefined}
  ${inHead ? themeScript : undefined}
</head>
<body>
${new Html(parts.header)}
<main role="main">
${new Html(parts.main)}
</main>
${new Html(parts.footer)}
${demoBar()}
${helpCenter}
${inHead ? undefined : themeScript}
${parts.liveReload ? html`<script src="/demo/reload.js"></script>` : undefined}
</body>
</html>
`.source;
}
