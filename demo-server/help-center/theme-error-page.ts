import { html } from "../html.ts";
import type { InvalidThemeError } from "./curlybars/problem.ts";

/** What a broken theme shows instead of a page, until the next edit mends it. */
export function themeErrorPage({ problems }: InvalidThemeError): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>The theme has ${problems.length === 1 ? "a problem" : `${problems.length} problems`}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/demo/demo.css">
</head>
<body class="narrow">
  <main>
    <h1>Zendesk would not take this theme</h1>
    <p class="lead">Mend the files below and reload: the server reads the theme anew for every page.</p>
    <ol class="problems">
      ${problems.map(
        ({ file, line, column, what, fix }) => html`<li>
        <code>${file}:${line}:${column}</code>
        <p>${what}</p>
        <p class="fix">${fix}</p>
      </li>`,
      )}
    </ol>
    <p class="back"><a href="/demo">Demo controls</a></p>
  </main>
</body>
</html>
`.source;
}
