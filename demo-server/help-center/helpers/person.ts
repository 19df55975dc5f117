import { attributes, Html, html } from "../../html.ts";
import type { Helper } from "../curlybars/helper.ts";
import { avatarUrl } from "../users.ts";

/** Zendesk prints a placeholder that its own script fills in after the page has loaded; here it is filled at once. */
export const user_avatar: Helper = {
  forms: ["inline"],
  arity: [0, 0],
  run: ({ options: { class: className }, page: { user } }) =>
    html`<img${attributes({ src: avatarUrl(user), class: className, alt: "" })} data-user-avatar>`,
};

export const user_name: Helper = {
  forms: ["inline"],
  arity: [0, 0],
  run: ({ page: { user } }) => html`<span data-user-name>${user?.name}</span>`,
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

/** Version 1 of the templating API opens the user's menu by a block; the theme's own script shows it. */
export const user_info: Helper = {
  forms: ["inline", "block"],
  arity: [0, 0],
  templates: ["header"],
  run: ({ options: { class: className }, page: { user }, body }) =>
    user
      ? html`<a${attributes({ href: "#", class: className, role: "button" })}>${body ? new Html(body()) : user.name}</a>`
      : new Html(""),
};
