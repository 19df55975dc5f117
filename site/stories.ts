/** What the playground shows, by the name in its address: `playground/index.html#story=<name>`. */
export const stories = {
  basic: "a call and its token",
  revoke: "a revoked token, renewed once",
  "rotate-keys": "the keys rotate",
  "endpoint-down": "the token endpoint is down",
  "rate-limited": "the token endpoint responds 429",
  plan: "a plan without help center JWTs",
  "wrong-clock": "a wrong clock",
  "signed-out": "nobody is signed in",
  "another-user": "another user signs in",
  "fifty-calls": "fifty calls at once",
  "leave-and-return": "a page that is left and comes back",
  insecure: "a destination without https",
  "not-allowed": "a destination that is not allowed",
  "background-refresh": "a refresh in the background",
  install: "the page's own fetch, with the token",
  "sign-in-page": "a sign-in page in place of a token",
  "no-cors": "a mode that drops the token",
  "invalid-option": "an option that makes no sense",
} as const;

export type Story = keyof typeof stories;

/** Which story shows what a section tells, by page and anchor. */
export const storyOf: Readonly<Record<string, Readonly<Record<string, Story>>>> = {
  "docs/errors.md": {
    not_signed_in: "signed-out",
    plan_unsupported: "plan",
    rate_limited: "rate-limited",
    token_endpoint_unavailable: "endpoint-down",
    invalid_token_response: "sign-in-page",
    destination_not_allowed: "not-allowed",
    insecure_destination: "insecure",
    unsupported_mode: "no-cors",
    invalid_option: "invalid-option",
    missing_token: "signed-out",
    malformed_token: "basic",
    invalid_signature: "rotate-keys",
    unknown_key: "rotate-keys",
    token_expired: "wrong-clock",
    token_not_active: "wrong-clock",
    claim_rejected: "revoke",
    keys_unavailable: "rotate-keys",
  },
  "docs/recipes.md": {
    "plain-script": "basic",
    jquery: "install",
    axios: "revoke",
    react: "another-user",
    "tanstack-query": "fifty-calls",
    "file-upload-with-progress": "install",
    "server-sent-events": "leave-and-return",
    websocket: "basic",
    "zendesk-messaging": "signed-out",
    node: "rotate-keys",
    hono: "revoke",
    workers: "rotate-keys",
  },
  "docs/how-it-works.md": {
    "the-life-of-a-token": "background-refresh",
    "when-something-goes-wrong": "endpoint-down",
  },
  "docs/methods.md": { "what-differs-under-install": "install" },
  "docs/troubleshooting.md": {
    "not_signed_in-though-somebody-is-signed-in": "signed-out",
    "the-api-responds-401-each-time": "revoke",
  },
};
