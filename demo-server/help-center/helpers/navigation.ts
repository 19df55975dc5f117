import { attributes, Html, html } from "../../html.ts";
import type { Helper, PageScope } from "../curlybars/helper.ts";
import { isTruthy } from "../curlybars/truthiness.ts";
import { DESTINATIONS, type Destination } from "../destinations.ts";

export const link: Helper = {
  forms: ["inline", "block"],
  arity: [1, 1],
  rejects: rejectUnknownPage,
  run: ({ arguments: [id], options, page, body, otherwise }) => {
    const destination = DESTINATIONS[String(id)];
    if (!destination || !isThere(destination, String(id), page)) return new Html(otherwise());
    const text = body ? new Html(body()) : destination.text;
    const { class: className, role, target, selected } = options;
    const given = Object.fromEntries(Object.entries(options).filter(([name]) => name.startsWith("aria-")));
    const href = destination.path(options, page);
    return html`<a${attributes({
      href,
      ...destination.attributes,
      class: [className, isTruthy(selected) && "selected"].filter(Boolean).join(" ") || undefined,
      ...(role !== undefined && { role }),
      target,
      ...given,
    })}>${text}</a>`;
  },
};

export const page_path: Helper = {
  forms: ["inline", "value"],
  arity: [1, 1],
  rejects: rejectUnknownPage,
  run: ({ arguments: [id], options, page }) => DESTINATIONS[String(id)]?.path(options, page),
};

export const breadcrumbs: Helper = {
  forms: ["inline"],
  arity: [0, 0],
  templates: [
    "article_page",
    "category_page",
    "section_page",
    "search_results",
    "new_request_page",
    "request_page",
    "community_post_list_page",
    "community_post_page",
    "community_topic_list_page",
    "community_topic_page",
    "new_community_post_page",
    "service_list_page",
    "service_page",
    "approval_request_list_page",
    "approval_request_page",
    "applications_page",
  ],
  run: ({ page }) =>
    html`<nav aria-label="Current location"><ol class="breadcrumbs">${page.crumbs.map(
      ({ name, url }) => html`<li title="${name}"><a href="${url}">${name}</a></li>`,
    )}</ol></nav>`,
};

/** Every list of the demo fits on one page, where Zendesk prints no links either. */
export const pagination: Helper = {
  forms: ["inline"],
  arity: [0, 1],
  templates: [
    "home_page",
    "article_page",
    "category_page",
    "section_page",
    "search_results",
    "requests_page",
    "request_page",
    "community_post_list_page",
    "community_post_page",
    "community_topic_list_page",
    "community_topic_page",
    "contributions_page",
    "subscriptions_page",
    "user_profile_page",
  ],
  run: () => new Html(""),
};

export const search: Helper = {
  forms: ["inline"],
  arity: [0, 0],
  run: ({ options, page }) => {
    const { placeholder = "Search", submit = true, class: extraClass } = options;
    const className = ["search", extraClass].filter(Boolean).join(" ");
    const button = submit === false ? "" : html`<input type="submit" name="commit" value="Search">`;
    return html`<form role="search"${attributes({
      class: className,
      "data-search": "",
      action: `/hc/${page.locale}/search`,
      "accept-charset": "UTF-8",
      method: "get",
    })}><input type="hidden" name="utf8" value="✓" autocomplete="off"><input type="search" name="query" id="query" placeholder="${placeholder}" aria-label="${placeholder}">${button}</form>`;
  },
};

function rejectUnknownPage(id: string): ReturnType<NonNullable<Helper["rejects"]>> {
  if (Object.hasOwn(DESTINATIONS, id)) return undefined;
  return { what: `'${id}' is not the id of a page.`, fix: `The ids are ${Object.keys(DESTINATIONS).join(", ")}.` };
}

function isThere(destination: Destination, id: string, page: PageScope): boolean {
  if (id === "sign_out" && page.layout === "preview") return false;
  if (destination.ofCommunity && !page.communityEnabled) return false;
  return destination.isFor?.(page.user) ?? true;
}
