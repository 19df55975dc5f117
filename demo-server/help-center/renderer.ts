import { type Html, html } from "../html.ts";
import { ACCOUNT } from "./account.ts";
import type { Problem } from "./curlybars/problem.ts";
import { helpCenterGlobal } from "./help-center-global.ts";
import { type Layout, type PageParts, renderLayout } from "./layout.ts";
import { namesEverywhere, notFoundPage, recentActivity } from "./pages/routes.ts";
import type { Page, Site } from "./pages/site.ts";
import type { Theme } from "./theme/theme.ts";

export interface Visit {
  site: Site;
  origin: string;
  /** Path and query of the request. */
  path: string;
  layout: Layout;
  clockSkew: number;
  /** Whether the page reloads when a file of the theme changes. */
  liveReload: boolean;
  watchedApi: string | undefined;
}

/** A template of the page is rejected or missing, so that there is no page. */
export class TemplateError extends Error {
  readonly problems: readonly Problem[];

  constructor(template: string, problems: readonly Problem[]) {
    super(`templates/${template}.hbs cannot be rendered.`);
    this.name = "TemplateError";
    this.problems = problems;
  }
}

/** A page in the theme's clothes; the error page in place of one whose template the theme may do without. */
export function renderPage(theme: Theme, wanted: Page, visit: Visit): { html: string; status: Page["status"] } {
  const page = hasPage(theme, wanted.template) ? wanted : notFoundPage(visit.site);
  return { html: renderLayout(visit.layout, partsOf(theme, page, visit)), status: page.status };
}

/** Also for a page whose template is rejected, or missing though every theme must have it: it is shown why. */
function hasPage(theme: Theme, template: string): boolean {
  return theme.templates.has(template) || problemsOf(theme, template).length > 0;
}

function problemsOf({ problems }: Theme, template: string): Problem[] {
  return problems.filter(({ kind, file }) => kind === "rejected" && file === `templates/${template}.hbs`);
}

function partsOf(
  theme: Theme,
  page: Page,
  { site, origin, path, layout, clockSkew, liveReload, watchedApi }: Visit,
): PageParts {
  const { data, locale, user } = site;
  const names = { ...namesEverywhere(site), settings: theme.settings };
  const scope = {
    locale,
    user,
    path,
    layout,
    crumbs: page.crumbs,
    related: page.related ?? [],
    activity: recentActivity(site),
    topics: data.topics.map(({ id, name }) => ({ id, name: typeof name === "string" ? name : (name[locale] ?? "") })),
    communityEnabled: data.topics.length > 0,
    assetUrl: (name: string) => theme.assets.get(name)?.url,
  };
  const render = (template: string, own: Record<string, unknown> = {}) =>
    theme.templates.get(template)?.({ ...names, ...own }, scope);
  /** What every page has: its own templates are in the page's place, not in the way of it. */
  const surroundings = (template: string) => {
    const rejected = problemsOf(theme, template);
    return render(template) ?? (rejected.length > 0 ? notice(`templates/${template}.hbs`).source : "");
  };

  const main = render(page.template, page.names);
  if (main === undefined) throw new TemplateError(page.template, problemsOf(theme, page.template));
  return {
    title: page.title,
    language: locale,
    documentHead: theme.templates.has("document_head") ? surroundings("document_head") : "",
    header: theme.templates.has("document_head")
      ? surroundings("header")
      : `${surroundings("document_head")}${surroundings("header")}`,
    main,
    footer: surroundings("footer"),
    apiVersion: theme.manifest.apiVersion,
    scriptUrl: `${THEME_FILES}/script.js?digest=${theme.scriptDigest}`,
    styleUrl: `${THEME_FILES}/style.css?digest=${theme.styleDigest}`,
    helpCenter: helpCenterGlobal(user, { origin, path, layout, locale, apiVersion: theme.manifest.apiVersion }),
    clockSkew,
    liveReload,
    watchedApi,
  };
}

function notice(file: string): Html {
  return html`<p role="alert"><code>${file}</code> cannot be rendered: <a href="/demo/theme">see why</a>.</p>`;
}

export const THEME_FILES = `/hc/theming_assets/${ACCOUNT.id}/${ACCOUNT.brandId}`;
