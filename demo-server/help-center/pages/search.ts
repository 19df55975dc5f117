import type { Article } from "../data/data.ts";
import { articleView, crumbsTo, visibleArticles } from "./article-views.ts";
import { byId, filtersOf, type Page, page, type Site, selectedOf, textOf } from "./site.ts";

export function searchPage(site: Site): Page {
  const query = site.query.get("query") ?? "";
  const results = findArticles(site, query).map((article) => searchResultView(site, article));
  const types = filtersOf(site, "filter_by", [
    ["unified", "All types"],
    ["knowledge_base", "Articles"],
    ["community", "Posts"],
  ]).map((filter) => ({
    ...filter,
    url: `?query=${encodeURIComponent(query)}&filter_by=${filter.identifier}`,
    count: results.length,
  }));
  return page(site, "search_results", "Search results", {
    query,
    results,
    results_count: results.length,
    current_filter: selectedOf(types),
    current_subfilter: {},
    filters: types,
    type_filters: results.length > 0 ? types : [],
    subfilters: [],
    help_center_filters: [],
    source_filters: [],
    content_tag_filters: [],
  });
}

function searchResultView(site: Site, article: Article) {
  const section = byId(site.data.sections, article.sectionId);
  const { title, url, vote_sum, comment_count, created_at, updated_at, edited_at, author, body } = articleView(
    site,
    article,
  );
  const steps = section ? crumbsTo(site, section).map((step) => ({ ...step, target: "_self" })) : [];
  return {
    ...{ title, url, vote_sum, comment_count, created_at, updated_at, edited_at, author },
    text: body,
    type: "article",
    is_external: false,
    path_steps: steps,
  };
}

function findArticles(site: Site, query: string): Article[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return visibleArticles(site).filter(({ title, body }) => {
    const text = `${textOf(site, title)} ${textOf(site, body)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
