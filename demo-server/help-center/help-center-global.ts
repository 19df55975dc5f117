import { ACCOUNT } from "./account.ts";
import type { Layout } from "./layout.ts";
import { avatarUrl, identifierOf, type User } from "./users.ts";

/** The value of `window.HelpCenter`, with the fields that saved pages of real help centers show. */
export function helpCenterGlobal(
  user: User | undefined,
  {
    origin,
    path,
    layout,
    locale,
    apiVersion,
  }: { origin: string; path: string; layout: Layout; locale: string; apiVersion: number },
): unknown {
  return {
    account: { subdomain: ACCOUNT.subdomain, environment: "production", name: ACCOUNT.name },
    user: user ? signedInUser(user, locale) : anonymousUser(),
    internal: {
      // Null, because Zendesk's pages may come from a cache: a theme that needs the CSRF token asks for it.
      current_session: { locale, csrf_token: null, shared_csrf_token: null },
      current_path: path,
      current_brand_id: ACCOUNT.brandId,
      current_brand_url: origin,
      current_host_mapping: null,
      theming_api_version: apiVersion,
      is_preview: layout === "preview",
    },
  };
}

function anonymousUser() {
  return {
    identifier: identifierOf(undefined),
    email: null,
    name: "",
    role: "anonymous",
    avatar_url: avatarUrl(undefined),
    is_admin: false,
    organizations: [],
    groups: [],
  };
}

function signedInUser(user: User, locale: string) {
  return {
    identifier: identifierOf(user),
    email: user.email,
    name: user.name,
    role: user.role,
    avatar_url: avatarUrl(user),
    // Not the same as the role: it was false on the saved page of a manager.
    is_admin: false,
    organizations: user.organizations.map(({ name }, index) => ({
      name,
      default: index === 0,
      tags: [],
      isShared: false,
    })),
    groups: [],
    tags: [],
    locale,
  };
}
