import { type Context, Hono } from "hono";
import type { HelpCenterData, Request } from "./data/data.ts";
import { SERVICE_FIELD, SERVICE_FORM, TICKET_FIELDS, TICKET_FORM } from "./pages/request-form.ts";
import { requestsOf } from "./pages/requests.ts";
import type { Session } from "./sessions.ts";

export interface TicketingApiOptions {
  data: HelpCenterData;
  sessionOf(c: Context): Session | undefined;
}

/** The calls that Copenhagen's modules make for its lists of requests, services and approvals: they read only. */
export function createTicketingApi({ data, sessionOf }: TicketingApiOptions): Hono {
  const app = new Hono();
  const siteOf = (c: Context) => ({
    data,
    locale: "en-us",
    user: sessionOf(c)?.user,
    query: new URL(c.req.url).searchParams,
  });

  app.get("/api/v2/requests/search.json", (c) => {
    const { query } = siteOf(c);
    // Requests that are only shared with the user are none here.
    const shared = query.has("cc_id");
    const words = (query.get("query") ?? "")
      .split(/\s+/)
      .filter((word) => word !== "" && word !== "*" && !word.includes(":"));
    const statuses = [...(query.get("query") ?? "").matchAll(/status:(\w+)/g)].map(([, status]) => status);
    const found = (shared ? [] : requestsOf(siteOf(c))).filter(
      ({ subject, status }) =>
        words.every((word) => subject.toLowerCase().includes(word.toLowerCase())) &&
        (statuses.length === 0 || statuses.includes(status)),
    );
    const people = new Set(found.flatMap(({ requesterId, assigneeId }) => [requesterId, assigneeId]));
    return c.json({
      requests: found.map(requestOf),
      users: data.users.filter(({ id }) => people.has(id)).map(({ id, name }) => ({ id, name })),
      count: found.length,
      next_page: null,
      previous_page: null,
    });
  });

  app.get("/api/v2/users/:id{[0-9]+}/organization_memberships", (c) => {
    const user = sessionOf(c)?.user;
    const mine = user && String(user.id) === c.req.param("id") ? user.organizations : [];
    return list(
      c,
      "organization_memberships",
      mine.map(({ id, name }, index) => ({
        organization_id: id,
        organization_name: name,
        default: index === 0,
        view_tickets: true,
      })),
    );
  });

  app.get("/api/v2/users/show_many.json", (c) => {
    const ids = (c.req.query("ids") ?? "").split(",");
    // A name is what a page shows of somebody else; the address is nobody's business.
    const users = data.users.filter(({ id }) => ids.includes(String(id))).map(({ id, name }) => ({ id, name }));
    return c.json({ users });
  });

  const ticketFields = [...TICKET_FIELDS, SERVICE_FIELD].map((field) => ({
    id: field.id,
    type: field.type,
    active: true,
    title: field.title,
    title_in_portal: field.title,
    description: "",
    required_in_portal: field.required,
    editable_in_portal: true,
    visible_in_portal: true,
    custom_field_options: ("options" in field ? field.options : []).map((value) => ({ name: value, value })),
    ...("relationship_target_type" in field && { relationship_target_type: field.relationship_target_type }),
  }));
  const formOf = (form: typeof TICKET_FORM, fields: readonly { id: number }[]) => ({
    ...form,
    active: true,
    ticket_field_ids: fields.map(({ id }) => id),
    end_user_conditions: [],
  });
  const ticketForms = [formOf(TICKET_FORM, TICKET_FIELDS), formOf(SERVICE_FORM, [...TICKET_FIELDS, SERVICE_FIELD])];
  app.on("GET", ["/api/v2/ticket_fields.json", "/api/v2/ticket_fields"], (c) => list(c, "ticket_fields", ticketFields));
  app.get("/api/v2/ticket_forms", (c) => list(c, "ticket_forms", ticketForms));
  app.get("/api/v2/ticket_forms/:id", (c, next) => {
    const form = ticketForms.find(({ id }) => String(id) === c.req.param("id"));
    return form ? c.json({ ticket_form: form }) : next();
  });
  app.get("/api/v2/custom_statuses", (c) => list(c, "custom_statuses", []));
  app.get("/api/v2/help_center/deflection/suggestions.json", (c) => c.json({ results: [] }));
  app.get("/api/v2/help_center/articles/search.json", (c) => c.json({ results: [], count: 0 }));

  app.get("/api/v2/help_center/service_catalog/categories", (c) =>
    c.json({
      service_catalog_categories: [
        { id: CATEGORY.id, name: CATEGORY.name, items_count: SERVICES.length, updated_at: SERVICE_DAY, children: [] },
      ],
    }),
  );
  app.get("/api/v2/help_center/service_catalog/items/search", (c) => {
    const words = (c.req.query("query") ?? "").toLowerCase();
    const found = SERVICES.filter(({ name }) => name.toLowerCase().includes(words));
    return list(c, "service_catalog_items", found);
  });
  app.get("/api/v2/help_center/service_catalog/items/:id", (c, next) => {
    const item = SERVICES.find(({ id }) => String(id) === c.req.param("id"));
    return item ? c.json({ service_catalog_item: item }) : next();
  });
  app.on(["GET", "POST"], "/api/v2/approval_workflow_instances/:id/approval_requests/search", (c) =>
    list(c, "approval_requests", []),
  );

  return app;
}

function list(c: Context, name: string, entries: readonly unknown[]): Response {
  const meta = { has_more: false, after_cursor: null, before_cursor: null };
  return c.json({ [name]: entries, meta, links: { next: null, prev: null }, count: entries.length });
}

function requestOf({ id, subject, description, status, priority, type, requesterId, createdAt, updatedAt }: Request) {
  return {
    id,
    subject,
    description,
    status,
    priority: priority ?? null,
    type: type ?? null,
    requester_id: requesterId,
    created_at: createdAt,
    updated_at: updatedAt ?? createdAt,
    custom_fields: [],
  };
}

const SERVICE_DAY = "2026-01-05T09:30:00Z";
const CATEGORY = { id: "01WORKSHOP", name: "Workshop", path: ["Workshop"] };

const SERVICES = ["Rent a bicycle for the team", "Yearly service", "Replace a battery"].map((name, index) => ({
  id: 360_009_900_001 + index,
  name,
  description: `<p>${name}, within two days.</p>`,
  form_id: SERVICE_FORM.id,
  thumbnail_url: "",
  categories: [CATEGORY],
  is_request_on_behalf: false,
  published_at: SERVICE_DAY,
  custom_object_fields: {
    "standard::asset_option": "",
    "standard::asset_type_option": "",
    "standard::attachment_option": "",
  },
}));
