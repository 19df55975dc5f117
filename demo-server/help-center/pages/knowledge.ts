import {
  articleView,
  categoryView,
  commentsOf,
  crumb,
  crumbsTo,
  sectionView,
  visibleArticles,
} from "./article-views.ts";
import { byId, errorPage, filtersOf, homeOf, type Page, page, pathOf, type Site, textOf } from "./site.ts";

/** The pages of categories, sections and articles. */

export function homePage(site: Site): Page {
  const categories = site.data.categories.map((category) => categoryView(site, category));
  const names = { categories, has_multiple_categories: categories.length > 1 };
  return page(site, "home_page", homeOf(site).name, names);
}

export function categoryPage(site: Site, id: number): Page {
  const category = byId(site.data.categories, id);
  if (!category) return errorPage(site, "not_found");
  const view = categoryView(site, category);
  return page(site, "category_page", view.name, { category: view, sections: view.sections }, [crumb(view)]);
}

export function sectionPage(site: Site, id: number): Page {
  const section = byId(site.data.sections, id);
  if (!section) return errorPage(site, "not_found");
  return page(
    site,
    "section_page",
    textOf(site, section.name),
    { section: sectionView(site, section) },
    crumbsTo(site, section),
  );
}

export function articlePage(site: Site, id: number): Page {
  const article = byId(visibleArticles(site), id);
  const section = byId(site.data.sections, article?.sectionId);
  if (!article || !section) return errorPage(site, "not_found");
  const view = articleView(site, article);
  const attachments = (article.attachments ?? []).map((attachment, index) => ({
    id: index + 1,
    name: attachment.name,
    size: attachment.size ?? "",
    content_type: attachment.contentType ?? "",
    url: `${view.url}#${attachment.name}`,
  }));
  const names = {
    article: view,
    section: sectionView(site, section),
    attachments,
    comments: commentsOf(site, ({ articleId }) => articleId === id),
    comment_sorters: filtersOf(site, "sort_by", [
      ["created_at", "Date"],
      ["votes", "Votes"],
    ]),
  };
  const related = visibleArticles(site).filter((one) => one.sectionId === section.id && one.id !== id);
  const shown = page(site, "article_page", view.title, names, crumbsTo(site, section));
  return {
    ...shown,
    related: related
      .slice(0, 5)
      .map((one) => ({ name: textOf(site, one.title), url: pathOf(site, "articles", one.id) })),
  };
}
