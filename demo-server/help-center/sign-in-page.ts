import { html } from "../html.ts";
import { ACCOUNT } from "./account.ts";
import { avatarUrl, ROLE_NAMES, type User } from "./users.ts";

export interface SignInPage {
  returnTo: string;
  /** Who is signed in already. */
  user: User | undefined;
  users: readonly User[];
  action: string;
}

/** Zendesk's sign-in is a page of its own, outside the theme. Here a click on a name takes the place of a password. */
export function signInPage({ returnTo, user, users, action }: SignInPage): string {
  return html`<!DOCTYPE html>
<html lang="${ACCOUNT.language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Sign in – ${ACCOUNT.name}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/demo/demo.css">
</head>
<body class="narrow">
  <main>
    <h1>Sign in to ${ACCOUNT.name}</h1>
    <p class="lead">This is a local stand-in for Zendesk's sign-in. Choose who you want to be; there are no passwords.</p>
    ${user && html`<p class="notice">You are signed in as <strong>${user.name}</strong>. Choosing another user switches to them.</p>`}
    <form method="post" action="${action}">
      <input type="hidden" name="return_to" value="${returnTo}">
      <ul class="people" role="list">
        ${users.map(
          ({ id, name, email, role, note }, index) => html`<li>
          <button type="submit" name="user_id" value="${id}">
            <img src="${avatarUrl(users[index])}" alt="" width="44" height="44">
            <span class="who"><strong>${name}</strong> <span class="role">${ROLE_NAMES[role]}</span></span>
            <span class="email">${email}</span>
            <span class="note">${note}</span>
          </button>
        </li>`,
        )}
      </ul>
    </form>
    <p class="back"><a href="${returnTo}">Back without signing in</a></p>
  </main>
</body>
</html>
`.source;
}
