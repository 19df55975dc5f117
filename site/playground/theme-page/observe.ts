import type { Log } from "../timeline/log.ts";

type Client = {
  fetch: typeof fetch;
  getToken(...options: unknown[]): Promise<string>;
  getClaims(...options: unknown[]): Promise<unknown>;
};

/** Puts the calls of a client onto the timeline. Arguments, results and errors pass as they are. */
export function observeClient(client: Client, log: Log): void {
  const { fetch, getToken, getClaims } = client;

  function watch<T>(label: string, work: Promise<T>, outcomeOf: (value: T) => string): Promise<T> {
    const end = log.begin("call", label);
    work.then(
      (value) => end({ outcome: outcomeOf(value), tone: value instanceof Response && !value.ok ? "bad" : "good" }),
      (error) => end({ outcome: String(error?.code ?? error?.name ?? "rejected"), tone: "bad", detail: "rejected" }),
    );
    return work;
  }

  client.fetch = (...args) => watch(labelOf(args), fetch(...args), ({ status }) => String(status));
  client.getToken = (...args) => watch("getToken", getToken(...args), () => "a token");
  client.getClaims = (...args) => watch("getClaims", getClaims(...args), () => "claims");
}

/** `fetch GET https://api.example.com/todos`. */
function labelOf([input, init]: Parameters<typeof fetch>): string {
  const url = input instanceof Request ? input.url : String(input);
  const method = init?.method ?? (input instanceof Request ? input.method : "GET");
  return `fetch ${method.toUpperCase()} ${url}`;
}
