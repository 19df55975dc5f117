import { ACCOUNT } from "./account.ts";
import { helpCenterGlobal } from "./help-center-global.ts";
import { type Layout, type PageParts, renderLayout } from "./layout.ts";
import { errorPage, namesEverywhere, type Page } from "./pages.ts";
import type { Theme } from "./theme/theme.ts";
import type { User } from "./users.ts";

export interface Visit {
  user: User | undefined;
  origin: string;
  /** Path and query of the request. */
  path: string;
  layout: Layout;
  clockSkew: number;
}

/** A page in the theme's clothes; the error page in place of one whose template the theme does not have. */
export function renderPage(theme: Theme, wanted: Page, visit: Visit): { html: string; status: Page["status"] } {
  const page = theme.templates.has(wanted.template) ? wanted : errorPage("not_found");
  return { html: renderLayout(visit.layout, partsOf(theme, page, visit)), status: page.status };
}

function partsOf(theme: Theme, page: Page, { user, origin, path, layout, clockSkew }: Visit): PageParts {
  const names = { ...namesEverywhere(user), settings: theme.settings };
  const scope = {
    locale: ACCOUNT.locale,
    user,
    path,
    layout,
    crumbs: page.crumbs,
    assetUrl: (name: string) => theme.assets.get(name)?.url,
  };
  const render = (template: string, own: Record<string, unknown> = {}) =>
    theme.templates.get(template)?.({ ...names, ...own }, scope) ?? "";

  return {
    title: page.title,
    documentHead: render("document_head"),
    header: render("header"),
    main: render(page.template, page.names),
    footer: render("footer"),
    scriptUrl: `${THEME_FILES}/script.js?digest=${theme.scriptDigest}`,
    styleUrl: `${THEME_FILES}/style.css?digest=${theme.styleDigest}`,
    helpCenter: helpCenterGlobal(user, { origin, path, layout }),
    clockSkew,
  };
}

export const THEME_FILES = `/hc/theming_assets/${ACCOUNT.id}/${ACCOUNT.brandId}`;
