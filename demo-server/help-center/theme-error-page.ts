import { html } from "../html.ts";
import { type Problem, placeOf, withMissingAsOne } from "./curlybars/problem.ts";

export interface ThemeReport {
  title: string;
  lead: string;
  problems: readonly Problem[];
}

/** Problems of a theme: in place of a page that cannot be rendered, and on a page of the control panel. */
function themeReportPage({ title, lead, problems }: ThemeReport): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/demo/demo.css">
  <script src="/demo/reload.js"></script>
</head>
<body class="narrow">
  <main>
    <h1>${title}</h1>
    <p class="lead">${lead}</p>
    <ol class="problems">
      ${problems.map(
        (problem) => html`<li>
        <code>${placeOf(problem)}</code>
        <p>${problem.what}</p>
        <p class="fix">${problem.fix}</p>
        ${problem.instead !== undefined && html`<p class="fix">It renders as ${problem.instead}.</p>`}
      </li>`,
      )}
    </ol>
    <p class="back"><a href="/demo">Demo controls</a></p>
  </main>
</body>
</html>
`.source;
}

/** For a page whose template Curlybars rejects: no other page is concerned. */
export function brokenPage(problems: readonly Problem[]): string {
  const lead = "Other pages are served. Reload this one once the file is corrected: it is read anew for every page.";
  return themeReportPage({ title: "A template of this page cannot be rendered", lead, problems });
}

export function allProblemsPage(all: readonly Problem[]): string {
  const problems = withMissingAsOne(all);
  const rejected = problems.filter(({ kind }) => kind === "rejected");
  const unknown = problems.filter(({ kind }) => kind === "unknown");
  const lead =
    problems.length === 0
      ? "Nothing in it is unknown to this server, and nothing is against Curlybars' rules."
      : `${rejected.length} that stop a page or a file, ${unknown.length} that this server does not know. Zendesk may know them: each is rendered as said below.`;
  const title =
    problems.length === 1 ? "The theme has one problem" : `The theme has ${problems.length || "no"} problems`;
  return themeReportPage({ title, lead, problems: [...rejected, ...unknown] });
}
