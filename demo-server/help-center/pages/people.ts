import { isStaff } from "../users.ts";
import { articleView, commentsOf, visibleArticles } from "./article-views.ts";
import { postView } from "./community.ts";
import { byId, errorPage, filtersOf, type Page, page, type Site, selectedOf, textOf, userView } from "./site.ts";

/** The pages of a user: the profile that everybody sees, and what only the user sees of themselves. */

const PROFILE_FILTERS = [
  ["activities", "Activity overview"],
  ["articles", "Articles"],
  ["posts", "Posts"],
  ["comments", "Comments"],
  ["badges", "Badges"],
] as const;

/** On this page `user` is whose profile it is, not who looks at it. */
export function profilePage(site: Site, id: number): Page {
  const user = byId(site.data.users, id);
  if (!user) return errorPage(site, "not_found");
  const all = contributionsOf(site, id);
  const filters = filtersOf(site, "filter_by", PROFILE_FILTERS);
  const kind = selectedOf(filters)?.identifier;
  const sorters = filtersOf(site, "sort_by", [
    ["recent", "Recent activity"],
    ["votes", "Votes"],
  ]);
  const view = userView(site, user);
  const names = {
    user: view,
    profile_user: view,
    description: user.note,
    private_profile: false,
    visible: true,
    member_since: "2026-01-05T09:30:00Z",
    last_activity_at: all[0]?.created_at,
    total_activity: all.length,
    following_count: 0,
    follower_count: 0,
    vote_count: 0,
    subscription_count: 0,
    filters,
    current_filter: selectedOf(filters),
    sorters,
    current_sorter: selectedOf(sorters),
    sorter_description: "Most recent first",
    contributions: all.filter(({ object_type: type }) => `${type}s` === kind),
    activities: all.map((contribution) => ({
      type: `created-${contribution.object_type}`,
      label: `${user.name} created ${contribution.object_type === "article" ? "an" : "a"} ${contribution.object_type}`,
      contribution,
    })),
  };
  return page(site, "user_profile_page", user.name, names);
}

export function contributionsPage(site: Site): Page {
  const filters = filtersOf(site, "filter_by", [
    ["posts", "Posts"],
    ["comments", "Comments"],
  ]);
  const kind = selectedOf(filters)?.identifier;
  const contributions = contributionsOf(site, site.user?.id).filter(({ object_type: type }) => `${type}s` === kind);
  return page(site, "contributions_page", "Contributions", {
    contributions,
    filters,
    current_filter: selectedOf(filters),
  });
}

export function subscriptionsPage(site: Site): Page {
  const filters = filtersOf(site, "filter_by", [["all", "All"]]);
  const subscriptions = site.data.posts.slice(0, 2).map((post) => {
    const { title, url, topic } = postView(site, post);
    return { type: "post", name: topic.name, title, url, following: "New comments", avatar_url: "" };
  });
  return page(site, "subscriptions_page", "Following", { subscriptions, filters, current_filter: selectedOf(filters) });
}

/** Newest first. */
function contributionsOf(site: Site, userId: number | undefined) {
  const user = byId(site.data.users, userId);
  const author = userView(site, user);
  const none = { author, status: "none", status_name: "", status_dasherized: "none", pending: false, official: false };
  const posts = site.data.posts
    .filter(({ authorId }) => authorId === userId)
    .map((post) => {
      const view = postView(site, post);
      const steps = [{ name: view.topic.name, url: view.topic.url }];
      return {
        ...view,
        type: "Post",
        object_type: "post",
        last_activity_at: view.created_at,
        path_steps: steps,
        stats: stats(view),
      };
    });
  const articles = visibleArticles(site)
    .filter(({ authorId }) => authorId === userId && user !== undefined && isStaff(user))
    .map((article) => {
      const view = articleView(site, article);
      return {
        ...none,
        ...view,
        type: "Article",
        object_type: "article",
        last_activity_at: view.edited_at,
        path_steps: [],
        stats: stats(view),
      };
    });
  const comments = commentsOf(site, ({ authorId, requestId }) => authorId === userId && requestId === undefined).map(
    (view) => {
      const { articleId, postId } = byId(site.data.comments, view.id) ?? {};
      const article = byId(site.data.articles, articleId);
      const post = byId(site.data.posts, postId);
      const parent = article ?? post;
      const url = `/hc/${site.locale}/${article ? "articles" : "community/posts"}/${parent?.id}${view.url}`;
      const title = textOf(site, parent?.title);
      return {
        ...none,
        ...view,
        url,
        title,
        type: "Comment",
        object_type: "comment",
        last_activity_at: view.created_at,
        path_steps: [{ name: title, url }],
        stats: [],
      };
    },
  );
  return [...posts, ...articles, ...comments].sort((a, b) => b.created_at.localeCompare(a.created_at));
}

function stats({ vote_sum: votes, comment_count: comments }: { vote_sum: number; comment_count: number }) {
  const counted = (count: number, one: string) => ({ label: `${count} ${one}${count === 1 ? "" : "s"}` });
  return [counted(votes, "vote"), counted(comments, "comment")];
}
