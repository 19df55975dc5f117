import { originalOf } from "../page/patch.ts";

/** Why there is no response. Browsers give scripts no details. */
export type NoResponse = "network" | "timeout";

// In milliseconds: the client's default for the token endpoint.
const timeout = 10_000;

/**
 * Sends a request by the browser's fetch, below the patch of `install()`: no token is added, and nothing is retried. Never
 * rejects, and takes ten seconds at most.
 *
 * @param read reads the response, within these ten seconds
 */
export async function plainRequest<Result>(
  href: string,
  init: RequestInit,
  read: (response: Response) => Result | Promise<Result>,
): Promise<Result | NoResponse> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeout);
  try {
    const send = originalOf(globalThis.fetch);
    return await read(await send(href, Object.assign({}, init, { signal: controller.signal })));
  } catch {
    return controller.signal.aborted ? "timeout" : "network";
  } finally {
    clearTimeout(timer);
  }
}
