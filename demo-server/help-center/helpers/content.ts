import { attributes, Html, html } from "../../html.ts";
import type { Helper } from "../curlybars/helper.ts";
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

/** Zendesk's own script brings these to life; this server has no such script, and prints nothing. */
function placeholder(templates: readonly string[], arity: readonly [number, number] = [0, 0]): Helper {
  return { forms: ["inline", "block"], arity, templates, run: () => new Html("") };
}

export const subscribe = placeholder([
  "article_page",
  "section_page",
  "community_post_page",
  "community_topic_page",
  "requests_page",
  "user_profile_page",
]);

export const share = placeholder(["article_page", "community_post_page"]);

export const vote = placeholder(["article_page", "community_post_list_page", "community_post_page"], [1, 1]);

export const recent_articles = placeholder(["article_page", "home_page"]);

export const related_articles = placeholder(["article_page"]);

export const request_callout = placeholder(["article_page"]);

export const recent_activity = placeholder(["home_page", "category_page"]);

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
