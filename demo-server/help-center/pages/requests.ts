import type { Request } from "../data/data.ts";
import { isStaff } from "../users.ts";
import { commentsOf } from "./article-views.ts";
import { newRequestForm } from "./request-form.ts";
import {
  authorView,
  byId,
  errorPage,
  filtersOf,
  type Page,
  page,
  pathOf,
  type Site,
  selectedOf,
  userView,
} from "./site.ts";

/** The pages of requests, and what templates and Zendesk's API tell of one. */

export function requestsPage(site: Site): Page {
  const filters = filtersOf(site, "filter_by", [["my", "My requests"]]);
  const names = {
    query: site.query.get("query") ?? "",
    requests: requestsOf(site).map((request) => requestView(site, request)),
    filters,
    current_filter: selectedOf(filters),
    organizations: site.user?.organizations ?? [],
  };
  return page(site, "requests_page", "My requests", names);
}

export function requestPage(site: Site, id: number): Page {
  const request = byId(requestsOf(site), id);
  if (!request) return errorPage(site, "not_found");
  const requester = byId(site.data.users, request.requesterId);
  const first = {
    id: 0,
    anchor: "request_description",
    body: request.description,
    created_at: request.createdAt,
    author: userView(site, requester),
    attachments: [],
  };
  const names = {
    request: requestView(site, request),
    comments: [first, ...commentsOf(site, ({ requestId }) => requestId === id)],
    attachments: [],
    collaborators: [],
    ...(request.assigneeId !== undefined && { assignee: authorView(site, request.assigneeId) }),
    group: { name: "Support" },
    custom_fields: [{ title: "Model", value: "City" }],
    comment_callout: request.status === "closed" ? "This request is closed for comments." : "",
  };
  const mine = { name: "My requests", url: `/hc/${site.locale}/requests` };
  return page(site, "request_page", request.subject, names, [
    mine,
    { name: request.subject, url: pathOf(site, "requests", id) },
  ]);
}

export function newRequestPage(site: Site): Page {
  const names = { new_request_form: newRequestForm(site), request_id: null };
  const crumbs = [{ name: "Submit a request", url: `/hc/${site.locale}/requests/new` }];
  return page(site, "new_request_page", "Submit a request", names, crumbs);
}

/** A visitor has none, staff sees them all, and everybody else their own. */
export function requestsOf({ data, user }: Site): readonly Request[] {
  if (!user) return [];
  return isStaff(user) ? data.requests : data.requests.filter(({ requesterId }) => requesterId === user.id);
}

const STATUSES: Readonly<Record<string, readonly [name: string, description: string]>> = {
  new: ["Open", "Support has received the request."],
  open: ["Open", "Support is working on the request."],
  pending: ["Awaiting your reply", "Support waits for your answer."],
  hold: ["On hold", "Support waits for a third party."],
  solved: ["Solved", "The request is solved."],
  closed: ["Solved", "The request is closed."],
};

function requestView(site: Site, request: Request) {
  const { status, type = "", priority = "" } = request;
  const [name, description] = STATUSES[status] ?? [status, ""];
  return {
    id: request.id,
    subject: request.subject,
    description: request.description,
    url: pathOf(site, "requests", request.id),
    status,
    status_class: status,
    status_name: name,
    status_description: description,
    created_at: request.createdAt,
    updated_at: request.updatedAt ?? request.createdAt,
    type,
    type_title: "Type",
    type_name: capitalized(type),
    priority,
    priority_title: "Priority",
    priority_name: capitalized(priority),
    can_be_marked_as_solved: ["open", "pending", "hold"].includes(status),
    requester: authorView(site, request.requesterId),
  };
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
