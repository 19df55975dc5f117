import type { ApiFault } from "./world/api-fault.ts";
import type { TokenEndpointState } from "./world/token-endpoint.ts";
import type { VisitorName } from "./world/visitors.ts";

/** A state of the help center, and code of a theme that shows what comes of it. */
export interface Story {
  /** In the address: `#story=revoke`. Stable, because the documentation links to it. */
  readonly name: string;
  readonly title: string;
  readonly group: "Calls" | "Recovery" | "No token" | "Not sent" | "Refused by the API";
  /** What happens, and what hc-jwt does about it. */
  readonly text: string;
  readonly code: string;
  /** Who opens the theme's page, one page load after the other; `null` for nobody. By default Mia, once. */
  readonly visits?: readonly (VisitorName | null)[];
  /** By default all is well. */
  readonly endpoint?: TokenEndpointState;
  /** Of tokens, in seconds. */
  readonly lifetime?: number;
  /** By default the API accepts good tokens. */
  readonly apiFault?: ApiFault;
}

const configure = `HCJwt.configure({
  allowedOrigins: ["https://api.example.com"],
});`;

const configured = `const url = "https://api.example.com/todos";

${configure}`;

const todos = `${configured}

const response = await HCJwt.fetch(url);
return response.json();`;

const stored = `const url = "https://api.example.com/me";

HCJwt.configure({
  allowedOrigins: ["https://api.example.com"],
  storage: "session",
});

const response = await HCJwt.fetch(url);
return response.json();`;

const twoCalls = (between: string) => `${configured}

await HCJwt.fetch(url);

${between}

const response = await HCJwt.fetch(url);
return response.json();`;

export const stories: readonly Story[] = [
  {
    name: "basic",
    title: "A call",
    group: "Calls",
    text: "The first call waits for one token request, then leaves with the token. Run it again: the token is cached, so the call leaves at once.",
    code: todos,
  },
  {
    name: "fifty-calls",
    title: "Fifty calls at once",
    group: "Calls",
    text: "Fifty calls start together. If no token is cached, hc-jwt makes one token request, and all fifty share its token.",
    code: `${configured}

const calls = Array.from({ length: 50 }, () =>
  HCJwt.fetch(url),
);
const responses = await Promise.all(calls);
return responses.map((response) => response.status);`,
  },
  {
    name: "background-refresh",
    title: "A token near its expiry",
    group: "Calls",
    text: "Tokens live for 6 seconds here, and the code makes a call every half second. Before a token expires, hc-jwt gets the next one in the background; only the first call waits.",
    lifetime: 6,
    code: `${configured}

for (let call = 0; call < 7; call++) {
  await HCJwt.fetch(url);
  await new Promise((resolve) => {
    setTimeout(resolve, 500);
  });
}
return "7 calls";`,
  },
  {
    name: "leave-and-return",
    title: "Leave and come back",
    group: "Calls",
    text: 'The visitor leaves the page and comes back, so the same code runs on two page loads. With storage: "session" the second page starts with the token of the first and makes no token request.',
    visits: ["mia", "mia"],
    code: stored,
  },
  {
    name: "another-user",
    title: "Another user",
    group: "Calls",
    text: "Mia signs out, and Liam signs in in the same tab. hc-jwt sees that the stored token is another visitor's, erases it, and gets one for Liam.",
    visits: ["mia", "liam"],
    code: stored,
  },
  {
    name: "install",
    title: "Code that calls fetch",
    group: "Calls",
    text: "The theme's code, or jQuery or axios, calls the browser's own fetch and XMLHttpRequest. After install, those calls carry the token to the origins listed, and to no other.",
    code: `${configured}

HCJwt.install({ origins: ["https://api.example.com"] });

const response = await fetch(url);
return response.json();`,
  },
  {
    name: "revoke",
    title: "The token is revoked",
    group: "Recovery",
    text: "The API refuses the cached token with 401. hc-jwt gets a new token, once, and sends the call again; the theme sees only the 200.",
    code: twoCalls("playground.revokeTokens();"),
  },
  {
    name: "rotate-keys",
    title: "The keys are rotated",
    group: "Recovery",
    text: "The help center signs with a new key, and the API's verifier no longer knows the old one: 401. hc-jwt gets a token that is signed with the new key and sends the call again.",
    code: twoCalls("playground.rotateKeys();"),
  },
  {
    name: "wrong-clock",
    title: "The clock is wrong",
    group: "Recovery",
    text: "The visitor's device is an hour ahead, so by its clock each new token has expired already. hc-jwt measures the time left by the help center's clock, and nothing loops.",
    code: `playground.setClock({ hours: 1 });

${configured}

await HCJwt.fetch(url);
const response = await HCJwt.fetch(url);
return response.json();`,
  },
  {
    name: "signed-out",
    title: "Nobody is signed in",
    group: "No token",
    text: 'The page says that its visitor is anonymous. The call rejects with not_signed_in and no request is made. Add anonymous: "omit" to the options and the call is sent without a token.',
    visits: [null],
    code: todos,
  },
  {
    name: "plan",
    title: "A plan without JWTs",
    group: "No token",
    text: "The help center's plan has no JWTs: the token endpoint responds 404. Calls reject with plan_unsupported, and hc-jwt does not ask again until the page is reloaded. Run it again to see that.",
    endpoint: "no-plan",
    code: todos,
  },
  {
    name: "endpoint-down",
    title: "The endpoint is down",
    group: "No token",
    text: "The token endpoint responds 503. hc-jwt tries three times with growing pauses, then rejects. The second call rejects at once, because a failure is remembered for a while.",
    endpoint: "down",
    code: `${configured}

const call = () =>
  HCJwt.fetch(url).catch((error) => error.code);
return [await call(), await call()];`,
  },
  {
    name: "rate-limited",
    title: "Too many requests",
    group: "No token",
    text: "The token endpoint responds 429 and asks to wait for a minute. That is longer than a visitor waits, so the call rejects with rate_limited, and error.retryAfter says how long to wait.",
    endpoint: "rate-limited",
    code: todos,
  },
  {
    name: "sign-in-page",
    title: "A sign-in page",
    group: "No token",
    text: "In place of a token comes the HTML of a sign-in page, as from a proxy or after a session has ended. hc-jwt sends nothing to the API and rejects with invalid_token_response.",
    endpoint: "sign-in-page",
    code: todos,
  },
  {
    name: "not-allowed",
    title: "A server not listed",
    group: "Not sent",
    text: "A mistake, or injected code, calls a server that is not in allowedOrigins. The call rejects with destination_not_allowed before anything is sent: no token request, no header.",
    code: `const url = "https://collector.example.net/todos";

${configure}

const response = await HCJwt.fetch(url);
return response.json();`,
  },
  {
    name: "insecure",
    title: "Plain http",
    group: "Not sent",
    text: "Over plain http anybody on the way could read the token. The call rejects with insecure_destination, and nothing is sent.",
    code: `const url = "http://api.example.com/todos";

const response = await HCJwt.fetch(url);
return response.json();`,
  },
  {
    name: "no-cors",
    title: 'mode: "no-cors"',
    group: "Not sent",
    text: "In this mode browsers drop the Authorization header without a word. hc-jwt rejects with unsupported_mode, so that the mistake is seen where it is made.",
    code: `${configured}

return HCJwt.fetch(url, { mode: "no-cors" });`,
  },
  {
    name: "invalid-option",
    title: "An invalid option",
    group: "Not sent",
    text: "A misspelled option would silently leave you unprotected. configure throws invalid_option, and changes nothing.",
    code: `const url = "https://api.example.com/todos";

HCJwt.configure({
  allowedOrigin: "https://api.example.com",
});

return HCJwt.fetch(url);`,
  },
  {
    name: "missing-token",
    title: "No token",
    group: "Refused by the API",
    text: "The code calls the browser's own fetch, which adds no header. The API responds 401 missing_token. HCJwt.fetch, or install, adds the token.",
    code: `const url = "https://api.example.com/todos";

const response = await fetch(url);
return response.json();`,
  },
  {
    name: "malformed-token",
    title: "Not a JWT",
    group: "Refused by the API",
    text: "The code sets a header of its own, which hc-jwt leaves alone. What is in it is no JWT, so the API responds 401 malformed_token. Remove the header, and hc-jwt adds its own.",
    code: `${configured}

const response = await HCJwt.fetch(url, {
  headers: { Authorization: "Bearer undefined" },
});
return response.json();`,
  },
  {
    name: "forged-token",
    title: "A forged token",
    group: "Refused by the API",
    text: "Mia changes the user id in her token to Liam's. The signature no longer fits, so the API responds 401 invalid_signature. This is why only the server can trust the claims.",
    code: `${configured}

const token = await HCJwt.getToken();
const claims = await HCJwt.getClaims();
const [header, , signature] = token.split(".");
const changed = btoa(
  JSON.stringify({ ...claims, userId: 9002 }),
).replaceAll("=", "");
const forged = [header, changed, signature].join(".");

const response = await HCJwt.fetch(url, {
  headers: { Authorization: \`Bearer \${forged}\` },
});
return response.json();`,
  },
  {
    name: "api-clock-ahead",
    title: "The API's clock is ahead",
    group: "Refused by the API",
    text: "The API's clock is an hour ahead, so each token has expired before it arrives: 401 token_expired. hc-jwt gets a new token and sends the call again, once. Then the theme gets the 401.",
    apiFault: "clock-ahead",
    code: todos,
  },
  {
    name: "api-clock-behind",
    title: "The API's clock is behind",
    group: "Refused by the API",
    text: "The API's clock is an hour behind, so no token is valid yet: 401 token_not_active. A new token does not help either, and the theme gets the 401.",
    apiFault: "clock-behind",
    code: todos,
  },
  {
    name: "claim-required",
    title: "A claim is required",
    group: "Refused by the API",
    text: 'The API was set up with requiredClaims: { product: "orders" }, and the account adds no such claim to its tokens: 401 claim_rejected.',
    apiFault: "claim-required",
    code: todos,
  },
  {
    name: "keys-unavailable",
    title: "The keys cannot be loaded",
    group: "Refused by the API",
    text: "The help center's keys endpoint is down, so the API cannot check the token. It responds 503 keys_unavailable: not the token's fault, so hc-jwt keeps it and does not call again.",
    apiFault: "keys-unavailable",
    code: todos,
  },
];

const first = stories[0] as Story;

/**
 * The story that an address names: `#story=revoke`; without one, or with one that does not exist, the first. An address
 * never holds code: whoever follows a link would run its author's code on the origin of the documentation.
 */
export function storyOf(hash: string): Story {
  const name = new URLSearchParams(hash.replace(/^#/, "")).get("story");
  return stories.find((story) => story.name === name) ?? first;
}
