import { attributes, Html, html } from "../../html.ts";
import type { Helper, HelperCall } from "../curlybars/helper.ts";
import { translate } from "../translations.ts";

const FORM_TEMPLATES = [
  "article_page",
  "community_post_page",
  "new_community_post_page",
  "request_page",
  "requests_page",
];

/** A field of a form: `{{input 'title'}}`, inside `{{#form …}}`. */
function field(print: (name: string, call: HelperCall) => unknown): Helper {
  return {
    forms: ["inline", "block"],
    arity: [0, 2],
    templates: FORM_TEMPLATES,
    run: (call) => print(String(call.arguments[0] ?? ""), call),
  };
}

/** A block that is shown, or not, for a field. */
function shown(isShown: (name: string) => boolean): Helper {
  return {
    forms: ["block"],
    arity: [1, 1],
    templates: FORM_TEMPLATES,
    run: ({ arguments: [name], body, otherwise }) => (isShown(String(name)) ? (body?.() ?? "") : otherwise()),
  };
}

/** Only for who may use it: Zendesk prints nothing for a visitor. */
export const form: Helper = {
  forms: ["block"],
  arity: [1, 1],
  templates: FORM_TEMPLATES,
  run: ({ arguments: [kind], options: { id, class: className }, page, body }) => {
    const needsChoice = kind === "organization" && (page.user?.organizations.length ?? 0) < 2;
    if (!page.user || needsChoice) return new Html("");
    const action = page.path.split("?")[0];
    const marks = { id, class: className, "data-form": true, "data-form-type": kind };
    return html`<form${attributes(marks)} action="${action}" accept-charset="UTF-8" method="post">${new Html(body?.() ?? "")}</form>`;
  },
};

export const input = field((name, { options: { type = "text", ...given } }) =>
  type === "submit"
    ? html`<input type="submit" name="commit" value="Submit"${attributes(given)}>`
    : html`<input type="${type}"${fieldAttributes(name, given)}>`,
);

export const textarea = field(
  (name, { options }) => html`<textarea${fieldAttributes(name, { rows: 7, ...options })}></textarea>`,
);

/** Zendesk's editor replaces the text area once its own script runs; here it stays one. */
export const wysiwyg = field(
  (name, { options }) =>
    html`<textarea${fieldAttributes(name, { rows: 7, ...options })} data-helper="wysiwyg" aria-label="${name}"></textarea>`,
);

export const checkbox = field(
  (name, { options }) => html`<input type="checkbox" value="true"${fieldAttributes(name, options)}>`,
);

export const label = field((name, { options, body, page }) => {
  const text = body ? new Html(body()) : translate(`${name}_label`, page.locale, {}, name);
  return html`<label for="${idOf(name)}"${attributes(options)}>${text}</label>`;
});

export const select = field((name, { options, page }) => {
  if (name === "status") return html`<select${fieldAttributes(name, options)}><option value="">Any</option></select>`;
  const choices = name === "organization" ? (page.user?.organizations ?? []) : page.topics;
  return html`<select${fieldAttributes(name, options)}>${choices.map(
    ({ id, name: text }) => html`<option value="${id}">${text}</option>`,
  )}</select>`;
});

export const multiselect = field(
  (name, { options }) => html`<select multiple${fieldAttributes(name, options)}></select>`,
);

export const token_field = field((name, { options }) => html`<input type="text"${fieldAttributes(name, options)}>`);

export const hidden = field((name, { options }) => html`<input type="hidden"${fieldAttributes(name, options)}>`);

export const upload = field(() => html`<input type="file" name="attachments" multiple aria-label="Attachments">`);

export const suggestion_list = field((_, { options }) => html`<div${attributes(options)}></div>`);

/** Nothing was sent yet, so that no field has an error. */
export const error = field(() => "");

export const validate = shown(() => false);

export const required = shown((name) => name !== "content_tags");

export const optional = shown((name) => name === "content_tags");

/** The forms of versions 1 to 3 of the templating API; version 4 gives a theme the data and leaves the form to it. */
function wholeForm(fields: readonly string[]): Helper {
  return {
    forms: ["inline"],
    arity: [0, 1],
    templates: ["new_request_page"],
    run: ({ page }) =>
      fields.length === 0
        ? new Html("")
        : html`<form id="new_request" class="request-form" action="/hc/${page.locale}/requests" method="post">${fields.map(
            (name) =>
              html`<div class="form-field string ${name}"><label for="${idOf(name)}">${name}</label>${
                name === "description"
                  ? html`<textarea${fieldAttributes(name, {})}></textarea>`
                  : html`<input type="text"${fieldAttributes(name, {})}>`
              }</div>`,
          )}<footer><input type="submit" name="commit" value="Submit"></footer></form>`,
  };
}

export const request_form = wholeForm(["subject", "description"]);

export const follow_up = wholeForm([]);

function idOf(name: string): string {
  return `field_${name}`;
}

function fieldAttributes(name: string, { class: className, ...given }: Readonly<Record<string, unknown>>): Html {
  return attributes({ id: idOf(name), name, class: className, ...given });
}
