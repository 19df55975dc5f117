/** The path of Zendesk's List Public Keys endpoint, on the host of the account. */
export const keysPath = "/api/v2/help_center/integration/keys";

export interface KeysLocation {
  /** The help center's own subdomain: `acme` for `acme.zendesk.com`, also where it is host-mapped. */
  subdomain?: string | undefined;
  /**
   * The keys endpoint in full, https or on a loopback host: `https://acme.zendesk.com/api/v2/help_center/integration/keys`.
   * Never taken from a request or a token. Its response may take 5 seconds and have 4 MiB.
   */
  keysUrl?: string | URL | undefined;
}

/** @throws TypeError for what names no keys endpoint, with what it should be */
export function readKeysUrl({ subdomain, keysUrl }: KeysLocation): URL {
  if (keysUrl === undefined) {
    // A whole host in its place would name other keys.
    if (typeof subdomain !== "string" || !/^[a-z\d](?:[a-z\d-]*[a-z\d])?$/i.test(subdomain)) {
      throw new TypeError('subdomain must be the first label of the help center\'s host: "acme" for acme.zendesk.com');
    }
    return new URL(`https://${subdomain}.zendesk.com${keysPath}`);
  }
  const text = String(keysUrl);
  if (!URL.canParse(text)) {
    throw new TypeError(
      `keysUrl must be a whole URL: https://acme.zendesk.com${keysPath}, or give { subdomain: "acme" }`,
    );
  }
  const url = new URL(text);
  if (
    url.protocol !== "https:" &&
    !(url.protocol === "http:" && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname))
  ) {
    throw new TypeError("keysUrl must be https: over plain http anybody on the network could replace the keys");
  }
  // fetch refuses it with a message that quotes it.
  if (url.username !== "" || url.password !== "") throw new TypeError("keysUrl must not hold a user name or password");
  if (url.pathname === "/" && url.hostname.endsWith(".zendesk.com")) {
    throw new TypeError(`keysUrl has no path: the keys of ${url.hostname} are at ${url.origin}${keysPath}`);
  }
  return url;
}
