import type { Site } from "./site.ts";

/** Ticket fields of the account, as Zendesk's API lists them; the request form is made of the same. */
export const TICKET_FIELDS = [
  { id: 360_007_700_001, type: "subject", title: "Subject", required: true },
  { id: 360_007_700_002, type: "description", title: "Description", required: true },
  {
    id: 360_007_700_003,
    type: "tickettype",
    title: "Type",
    required: false,
    options: ["question", "incident", "problem", "task"],
  },
  {
    id: 360_007_700_004,
    type: "priority",
    title: "Priority",
    required: false,
    options: ["low", "normal", "high", "urgent"],
  },
  { id: 360_007_700_005, type: "text", title: "Frame number", required: false },
  { id: 360_007_700_006, type: "checkbox", title: "I agree to be called back", required: false },
] as const;

export const TICKET_FORM = { id: 360_008_800_001, name: "Default form" };

/** The form of services: a hidden field says which service a request is for. */
export const SERVICE_FIELD = {
  id: 360_007_700_007,
  type: "lookup",
  title: "Service",
  required: false,
  relationship_target_type: "zen:custom_object:standard::service_catalog_item",
};

export const SERVICE_FORM = { id: 360_008_800_002, name: "Services" };

type TicketField = (typeof TICKET_FIELDS)[number];

/** The object that version 4 of the templating API gives the new request page, with the fields of its documentation. */
export function newRequestForm({ locale, user }: Site) {
  const action = `/hc/${locale}/requests`;
  return {
    accept_charset: "UTF-8",
    action,
    http_method: "post",
    errors: null,
    ticket_form_field: fieldOf({
      type: "ticket_form_id",
      name: "request[ticket_form_id]",
      label: "Form",
      value: String(TICKET_FORM.id),
      options: [{ name: TICKET_FORM.name, value: String(TICKET_FORM.id) }],
    }),
    parent_id_field: null,
    // A visitor says who they are.
    email_field: user
      ? null
      : fieldOf({
          type: "anonymous_requester_email",
          name: "request[anonymous_requester_email]",
          label: "Your email address",
          required: true,
        }),
    cc_field: null,
    organization_field:
      user && user.organizations.length > 1
        ? fieldOf({
            type: "organization_id",
            name: "request[organization_id]",
            label: "Organization",
            value: String(user.organizations[0]?.id),
            options: user.organizations.map(({ id, name }) => ({ name, value: String(id) })),
          })
        : null,
    due_date_field: fieldOf({ type: "due_at", name: "request[due_at]", label: "Due date" }),
    ticket_fields: TICKET_FIELDS.map(ticketFieldOf),
    end_user_conditions: [],
    attachments_field: {
      name: "request[attachments][]",
      label: "Attachments",
      error: null,
      attachments: [],
    },
    inline_attachments_fields: [],
    description_mimetype_field: { type: "hidden", name: "request[description_mimetype]", value: "text/html" },
  };
}

function ticketFieldOf(field: TicketField) {
  const standard: Readonly<Record<string, string>> = { tickettype: "type" };
  const own = ["subject", "description", "tickettype", "priority"].includes(field.type);
  return fieldOf({
    id: field.id,
    type: field.type,
    name: own ? `request[${standard[field.type] ?? field.type}]` : `request[custom_fields][${field.id}]`,
    label: field.title,
    required: field.required,
    options: "options" in field ? field.options.map((value) => ({ name: value, value })) : [],
  });
}

function fieldOf(given: Record<string, unknown>) {
  return { id: 0, value: null, error: null, required: false, description: "", options: [], ...given };
}
