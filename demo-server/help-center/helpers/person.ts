import { attributes, Html, html } from "../../html.ts";
import type { Helper } from "../curlybars/helper.ts";

/** Zendesk prints a placeholder, and its own script puts the picture in after the page has loaded. */
export const user_avatar: Helper = {
  forms: ["inline"],
  arity: [0, 0],
  run: ({ options: { class: className } }) => html`<img${attributes({ class: className, alt: "" })} data-user-avatar>`,
};

export const user_name: Helper = {
  forms: ["inline"],
  arity: [0, 0],
  run: () => html`<span data-user-name></span>`,
};

/** The items of the user's menu in the header: for signed-in users only. */
function menuItem(text: string, path: string): Helper {
  return {
    forms: ["inline", "block"],
    arity: [0, 0],
    templates: ["header"],
    run: ({ options: { class: className, role = "menuitem" }, page, body }) => {
      if (!page.user) return new Html("");
      const href = path.replace("{locale}", page.locale).replace("{id}", String(page.user.id));
      return html`<a${attributes({ href, class: className, role })}>${body ? new Html(body()) : text}</a>`;
    },
  };
}

export const my_profile = menuItem("My profile", "/hc/{locale}/profiles/{id}");

export const change_password = menuItem("Change password", "#change-password");

export const contact_details = menuItem("Contact details", "#contact-details");
