import type { Crumb } from "../curlybars/helper.ts";
import type { Category, Post } from "../data/data.ts";
import { commentsOf } from "./article-views.ts";
import {
  authorView,
  byId,
  errorPage,
  filtersOf,
  htmlOf,
  type Page,
  page,
  pathOf,
  type Site,
  selectedOf,
  tagsOf,
  textOf,
  voted,
} from "./site.ts";

/** The pages of the community, and what templates see of its topics and posts. */

export function topicsPage(site: Site): Page {
  const names = { topics: site.data.topics.map((topic) => topicView(site, topic)), posts: [] };
  return page(site, "community_topic_list_page", "Community", names, [community(site)]);
}

export function topicPage(site: Site, id: number): Page {
  const topic = byId(site.data.topics, id);
  if (!topic) return errorPage(site, "not_found");
  const view = topicView(site, topic);
  const names = { topic: view, topics: [view], ...postList(site, ({ topicId }) => topicId === id) };
  return page(site, "community_topic_page", view.name, names, [community(site), { name: view.name, url: view.url }]);
}

export function postsPage(site: Site): Page {
  const names = { topics: site.data.topics.map((topic) => topicView(site, topic)), ...postList(site, () => true) };
  return page(site, "community_post_list_page", "Posts", names, [community(site)]);
}

export function postPage(site: Site, id: number): Page {
  const post = byId(site.data.posts, id);
  const topic = byId(site.data.topics, post?.topicId);
  if (!post || !topic) return errorPage(site, "not_found");
  const view = postView(site, post);
  const names = {
    post: view,
    topic: view.topic,
    comments: commentsOf(site, ({ postId }) => postId === id),
    comment_sorters: filtersOf(site, "sort_by", [
      ["created_at", "Date"],
      ["votes", "Votes"],
    ]),
    comment_callout: site.user ? "" : "Sign in to leave a comment.",
  };
  return page(site, "community_post_page", view.title, names, [
    community(site),
    { name: view.topic.name, url: view.topic.url },
  ]);
}

export function newPostPage(site: Site): Page {
  const names = { topics: site.data.topics.map((topic) => topicView(site, topic)) };
  return page(site, "new_community_post_page", "New post", names, [community(site)]);
}

function community(site: Site): Crumb {
  return { name: "Community", url: `/hc/${site.locale}/community/topics` };
}

function postList(site: Site, isWanted: (post: Post) => boolean) {
  const filters = filtersOf(site, "filter_by", [
    ["all", "All"],
    ["none", "No status"],
    ["planned", "Planned"],
    ["not_planned", "Not planned"],
    ["completed", "Completed"],
    ["answered", "Answered"],
  ]);
  const sorters = filtersOf(site, "sort_by", [
    ["newest", "Newest post"],
    ["votes", "Votes"],
  ]);
  const status = selectedOf(filters)?.identifier;
  const posts = site.data.posts
    .filter(isWanted)
    .filter((post) => status === "all" || (post.status ?? "none") === status)
    .map((post) => postView(site, post));
  const order = selectedOf(sorters)?.identifier;
  posts.sort((a, b) => (order === "votes" ? b.vote_sum - a.vote_sum : b.created_at.localeCompare(a.created_at)));
  return { posts, filters, current_filter: selectedOf(filters), sorters, current_sorter: selectedOf(sorters) };
}

function topicView(site: Site, topic: Category) {
  return {
    id: topic.id,
    name: textOf(site, topic.name),
    description: textOf(site, topic.description),
    url: pathOf(site, "community/topics", topic.id),
    internal: false,
    post_count: site.data.posts.filter(({ topicId }) => topicId === topic.id).length,
    follower_count: site.data.users.length,
  };
}

const STATUSES: Readonly<Record<string, string>> = {
  none: "",
  planned: "Planned",
  not_planned: "Not planned",
  completed: "Completed",
  answered: "Answered",
};

export function postView(site: Site, post: Post) {
  const { status = "none" } = post;
  const topic = byId(site.data.topics, post.topicId) as Category;
  return {
    ...voted(post),
    id: post.id,
    title: textOf(site, post.title),
    details: htmlOf(site, post.details),
    body: htmlOf(site, post.details),
    url: pathOf(site, "community/posts", post.id),
    internal: false,
    pinned: post.pinned ?? false,
    featured: post.featured ?? false,
    closed: false,
    pending: false,
    status,
    status_name: STATUSES[status] ?? "",
    status_dasherized: status.replaceAll("_", "-"),
    comment_count: site.data.comments.filter(({ postId }) => postId === post.id).length,
    follower_count: 1,
    author: authorView(site, post.authorId),
    topic: topicView(site, topic),
    content_tags: tagsOf(post.contentTags),
  };
}
