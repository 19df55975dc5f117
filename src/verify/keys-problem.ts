/** Why the keys cannot be loaded. The message says where they were requested, what came, and what to do. */
export class KeysProblem extends Error {
  /** Whether it may pass by itself: an outage, as opposed to a wrong URL. */
  readonly isTemporary: boolean;

  constructor(message: string, isTemporary: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.isTemporary = isTemporary;
  }
}

const tryLater = "Try again later";
const checkUrl = "Check subdomain or keysUrl, and open the URL yourself";

export function statusProblem(url: string, status: number): KeysProblem {
  const isTemporary = status === 408 || status === 425 || status === 429 || status >= 500;
  const isRedirect = status === 0 || (status >= 300 && status < 400);
  // Status 0: browsers do not show the status of a redirect that is not followed.
  const what = isRedirect
    ? `redirects${status === 0 ? "" : ` (${status})`}, which is not followed: another host could name the keys`
    : `returned ${status}`;
  return new KeysProblem(`The keys endpoint ${url} ${what}. ${isTemporary ? tryLater : checkUrl}.`, isTemporary);
}

export function bodyProblem(url: string, contentType: string | null): KeysProblem {
  const type = contentType?.split(";")[0]?.trim().slice(0, 40);
  return new KeysProblem(
    `The keys endpoint ${url} returned 200 and no key set${type ? ` (${type})` : ""}. ${checkUrl}.`,
    false,
  );
}

export function sizeProblem(url: string, limit: string): KeysProblem {
  return new KeysProblem(`The response of the keys endpoint ${url} is longer than ${limit}. ${checkUrl}.`, false);
}

export function timeoutProblem(url: string, milliseconds: number, cause?: unknown): KeysProblem {
  const what = `The keys endpoint ${url} did not respond in full within ${milliseconds} ms`;
  return new KeysProblem(
    `${what}. ${tryLater}; if it stays so, check that this server may connect to it.`,
    true,
    cause,
  );
}

/** `fetch` itself failed: no connection, no such host, a certificate that is not trusted. */
export function connectionProblem(url: string, error: unknown): KeysProblem {
  if (error instanceof KeysProblem) return error;
  const code = systemCodeOf(error);
  const what = `The keys endpoint ${url} cannot be reached${code ? ` (${code})` : ""}`;
  if (code === "ENOTFOUND") return new KeysProblem(`${what}: there is no such host. ${checkUrl}.`, false, error);
  if (code && /CERT|SSL|TLS|SIGNATURE|ALTNAME/.test(code)) {
    return new KeysProblem(
      `${what}: its certificate is not trusted. Check keysUrl, and proxies in between.`,
      false,
      error,
    );
  }
  return new KeysProblem(
    `${what}. ${tryLater}; if it stays so, check that this server may connect to it.`,
    true,
    error,
  );
}

export function keyProblem(url: string, cause: unknown): KeysProblem {
  const what = `The help center publishes no usable key of this name at ${url}`;
  const why =
    cause instanceof Error && cause.message.includes("bits")
      ? cause.message
      : "two different ones, or one that is no RSA key";
  return new KeysProblem(`${what}: ${why}. The help center has to publish another.`, false, cause);
}

/** Node's fetch says `fetch failed`, and why in its cause; several addresses of a host are a list of causes. */
function systemCodeOf(error: unknown): string | undefined {
  const { code, cause, errors } = Object(error) as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === "string") return code;
  if (cause !== undefined) return systemCodeOf(cause);
  return Array.isArray(errors) && errors.length > 0 ? systemCodeOf(errors[0]) : undefined;
}
