import { attributes, Html, html } from "../../html.ts";
import type { Helper, HelperCall, PageScope } from "../curlybars/helper.ts";
import { isTruthy } from "../curlybars/truthiness.ts";

const FORMATS = ["short", "medium", "long", "full"] as const;
type Format = (typeof FORMATS)[number];

export const date: Helper = {
  forms: ["inline"],
  arity: [1, 1],
  run: ({ arguments: [timestamp], options, page }) => {
    const at = new Date(String(timestamp));
    if (Number.isNaN(at.getTime())) return "";
    const { format: wanted, timeago, class: className } = options;
    const format = FORMATS.find((name) => name === wanted) ?? "medium";
    const text = isTruthy(timeago) ? timeAgo(at, page.locale) : inWords(at, format, page.locale);
    return html`<time${attributes({
      datetime: at.toISOString(),
      title: inWords(at, "medium", page.locale),
      "data-datetime": isTruthy(timeago) ? "relative" : "calendar",
      class: className,
    })}>${text}</time>`;
  },
};

/** What Zendesk prints by itself, without markup in the theme: `print` gives it, and nothing where there is none. */
function printed(
  templates: readonly string[] | undefined,
  print: (call: HelperCall) => Html,
  {
    arity = [0, 1],
    forms = ["inline", "block"],
    ofObject = false,
  }: Partial<Pick<Helper, "arity" | "forms" | "ofObject">> = {},
): Helper {
  return { forms, arity, ofObject, ...(templates && { templates }), run: print };
}

const nothing = () => new Html("");

/** Only signed-in users may follow something. */
export const subscribe = printed(
  [
    "article_page",
    "section_page",
    "community_post_page",
    "community_topic_page",
    "requests_page",
    "subscriptions_page",
    "user_profile_page",
  ],
  ({ page, options: { class: className } }) =>
    page.user
      ? html`<div data-helper="subscribe"><button type="button" class="${["subscribe", className].filter(Boolean).join(" ")}" aria-pressed="false">Follow</button></div>`
      : nothing(),
);

const NETWORKS = { Facebook: "f", X: "X", LinkedIn: "in" };

export const share = printed(
  ["article_page", "community_post_page"],
  () =>
    html`<ul class="share">${Object.entries(NETWORKS).map(
      ([network, letter]) =>
        html`<li><a href="#share" class="share-${network.toLowerCase()}" aria-label="${network}"><svg xmlns="http://www.w3.org/2000/svg" width="12" height="12" viewBox="0 0 12 12" focusable="false" aria-hidden="true"><text x="6" y="10" font-size="11" font-weight="700" text-anchor="middle" fill="currentColor">${letter}</text></svg></a></li>`,
    )}</ul>`,
);

/** Of what the template stands in: an article, a post or a comment. */
export const vote = printed(
  ["article_page", "community_post_list_page", "community_post_page", "community_topic_page"],
  ({ arguments: [kind], options, context, body }) => {
    const { vote_sum: sum = 0, vote_count: count = 0 } = context as { vote_sum?: number; vote_count?: number };
    const { selected_class: _, ...marks } = options;
    if (kind === "sum") return html`<span${attributes(marks)}>${sum}</span>`;
    if (kind === "label")
      return html`<span${attributes(marks)}>${(count + sum) / 2} out of ${count} found this helpful</span>`;
    const text = body ? new Html(body()) : kind === "up" ? "Yes" : "No";
    return html`<button type="button" aria-pressed="false"${attributes(marks)}>${text}</button>`;
  },
  { arity: [1, 1] },
);

/** The menu of who may edit or remove something: staff only. */
export const actions = printed(
  ["article_page", "community_post_page", "request_page", "user_profile_page"],
  ({ page, options: { class: className }, body }) =>
    page.user && page.user.role !== "end_user"
      ? html`<span class="${["dropdown", className].filter(Boolean).join(" ")}"><button type="button" class="dropdown-toggle" aria-haspopup="true" aria-label="Actions">${body ? new Html(body()) : "Actions"}</button></span>`
      : nothing(),
  { ofObject: true },
);

function linkList(className: string, title: string, links: PageScope["related"]): Html {
  return links.length === 0
    ? nothing()
    : html`<section class="${className}"><h2 class="${className}-title">${title}</h2><ul>${links.map(({ name, url }) => html`<li><a href="${url}">${name}</a></li>`)}</ul></section>`;
}

/** Browsers of signed-in users remember them; nobody has viewed anything in a help center that has just been started. */
export const recent_articles = printed(["article_page", "home_page"], nothing);

export const related_articles = printed(["article_page"], ({ page }) =>
  linkList("related-articles", "Related articles", page.related),
);

export const request_callout = printed(
  ["article_page"],
  ({ page }) => html`Have more questions? <a href="/hc/${page.locale}/requests/new">Submit a request</a>`,
);

export const recent_activity = printed(
  ["home_page", "category_page", "community_post_list_page", "community_topic_list_page"],
  ({ page }) =>
    page.activity.length === 0
      ? nothing()
      : html`<div data-recent-activity class="recent-activity"><h2 class="recent-activity-header">Recent activity</h2><ul class="recent-activity-list">${page.activity.map(
          ({ name, url, parent, parentUrl, action, comments }) =>
            html`<li class="recent-activity-item"><h3 class="recent-activity-item-parent"><a href="${parentUrl}">${parent}</a></h3><a href="${url}" class="recent-activity-item-link">${name}</a><div class="recent-activity-item-meta"><div class="recent-activity-item-time">${action}</div><div class="recent-activity-item-comment"><span class="recent-activity-comment-icon" data-comment-count="${comments}"></span></div></div></li>`,
        )}</ul></div>`,
);

/** Needs a plan, and an answer that was generated. */
export const generative_answers = printed(["search_results"], nothing);

export const application_catalog = printed(["applications_page"], nothing);

/** The whole list, of versions 2 and 3 of the templating API; its requests are the page's. */
export const request_list = printed(["requests_page"], ({ context }) => {
  const { requests = [] } = context as { requests?: readonly Record<string, unknown>[] };
  return html`<table class="table requests-table"><thead><tr><th>Subject</th><th>Id</th><th>Status</th></tr></thead><tbody>${requests.map(
    ({ url, subject, id, status, status_name: name }) =>
      html`<tr><td><a href="${url}">${subject}</a></td><td>#${id}</td><td><span class="status-label status-label-${status}">${name}</span></td></tr>`,
  )}</tbody></table>`;
});

/** What a user may change about themselves: version 1 of the templating API puts it on the profile. */
export const edit = printed(["user_profile_page"], nothing);

export const unsubscribe = printed(["subscriptions_page"], nothing);

/** The rating of a solved request, by a survey that this server does not send. */
export const satisfaction = printed(["request_page"], nothing);

function inWords(at: Date, format: Format, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: format, timeStyle: "short", timeZone: "UTC" }).format(at);
}

const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

function timeAgo(at: Date, locale: string): string {
  const seconds = (at.getTime() - Date.now()) / 1000;
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? (["second", 1] as const);
  return new Intl.RelativeTimeFormat(locale).format(Math.round(seconds / length), unit);
}
