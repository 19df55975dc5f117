import { keysPath } from "../verify/keys-url.ts";
import { type Io, UsageError } from "./io.ts";

const tokenPath = keysPath.replace(/keys$/, "token");

const remedies: Readonly<Record<number, string>> = {
  401: "Check ZENDESK_EMAIL and ZENDESK_API_TOKEN (or ZENDESK_PASSWORD), and that API token access is on in Admin Center",
  403: "The user may not sign in to this help center, or it is not activated",
  404: "The subdomain is wrong, or the plan has no help center JWTs: they come with Guide and Suite Enterprise",
  429: "Too many requests: wait a minute",
};

/** Asks the New Token endpoint, with Basic authentication as in Zendesk's samples, and prints the token alone. */
export async function requestToken(
  io: Io,
  { subdomain, tokenUrl }: { subdomain: string | undefined; tokenUrl: string | undefined },
  isJson: boolean,
): Promise<0 | 1> {
  const url = urlOf(subdomain, tokenUrl);
  // A redirect would take the password elsewhere.
  const response = await fetch(url, {
    headers: { accept: "application/json", authorization: credentialsOf(io), "user-agent": "hc-jwt" },
    redirect: "manual",
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined);
  if (!response) {
    io.err(`${url} cannot be reached: check the subdomain, and this machine's network`);
    return 1;
  }
  const token = response.status === 200 ? await tokenIn(response) : undefined;
  if (token === undefined) {
    const what = response.status === 200 ? "200 and no token" : response.status;
    io.err(`${url} returned ${what}. ${remedies[response.status] ?? "Open the URL in a browser to see why"}`);
    return 1;
  }
  io.out(isJson ? JSON.stringify({ token }) : token);
  return 0;
}

async function tokenIn(response: Response): Promise<string | undefined> {
  // The body may hold a token, and the parser's error would quote it.
  const { token } = Object(await response.json().catch(() => undefined)) as { token?: unknown };
  return typeof token === "string" && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? token : undefined;
}

function urlOf(subdomain: string | undefined, tokenUrl: string | undefined): string {
  if ((subdomain === undefined) === (tokenUrl === undefined)) {
    throw new UsageError("Give --subdomain, or --token-url for a help center elsewhere");
  }
  const text = tokenUrl ?? `https://${subdomain}.zendesk.com${tokenPath}`;
  const isHost = subdomain === undefined || /^[a-z\d](?:[a-z\d-]*[a-z\d])?$/i.test(subdomain);
  if (!isHost || !URL.canParse(text))
    throw new UsageError("--subdomain is the first label of the host: acme for acme.zendesk.com");
  const { protocol, hostname, username, password, href } = new URL(text);
  const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol !== "https:" && !(protocol === "http:" && isLoopback)) {
    throw new UsageError("--token-url must be https: the password would be readable in transit");
  }
  if (username !== "" || password !== "")
    throw new UsageError("No user name or password in --token-url: use the environment");
  return href;
}

/** Zendesk, "Security and authentication": `email/token` with an API token, else the email with the password. */
function credentialsOf({ env }: Io): string {
  const { ZENDESK_EMAIL: email, ZENDESK_API_TOKEN: apiToken, ZENDESK_PASSWORD: password } = env;
  if (!email || !(apiToken || password)) {
    throw new UsageError("Set ZENDESK_EMAIL, and ZENDESK_API_TOKEN or ZENDESK_PASSWORD, in the environment");
  }
  return `Basic ${Buffer.from(apiToken ? `${email}/token:${apiToken}` : `${email}:${password}`).toString("base64")}`;
}
