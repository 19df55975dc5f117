import { unpatched } from "../page/patch.ts";

/** Why there is no answer. Browsers do not tell scripts more. */
export type NoAnswer = "network" | "timeout";

// As long as the client waits for the token endpoint by default.
const patience = 10_000;

/**
 * One request by the browser's fetch, past the patch of `install()`: nothing is added to it and nothing is repeated.
 * Never rejects, and never takes longer than ten seconds.
 *
 * @param read what is wanted of the answer; the time counts until it is done
 */
export async function plainRequest<Result>(
  href: string,
  init: RequestInit,
  read: (response: Response) => Result | Promise<Result>,
): Promise<Result | NoAnswer> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), patience);
  try {
    const send = unpatched(globalThis.fetch);
    return await read(await send(href, Object.assign({}, init, { signal: controller.signal })));
  } catch {
    return controller.signal.aborted ? "timeout" : "network";
  } finally {
    clearTimeout(timer);
  }
}
