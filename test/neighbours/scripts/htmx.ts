import { introduce } from "./neighbour.ts";

interface Htmx {
  config: Record<string, unknown>;
  ajax(verb: string, url: string, options: object): Promise<unknown>;
}

/** @param urlIn where an `htmx:afterRequest`-like event has the URL and the status */
export function watchWithHtmx(
  htmx: Htmx,
  eventName: string,
  urlAndStatusIn: (detail: never) => [url: string, status: number],
): void {
  const seen: string[] = [];
  const statuses = new Map<string, number>();
  document.addEventListener(eventName, (event) => {
    const [url, status] = urlAndStatusIn((event as CustomEvent).detail as never);
    seen.push(url);
    statuses.set(url, status);
  });
  introduce({
    seen,
    calls: {
      "htmx.ajax": async (url) => {
        await htmx.ajax("POST", url, { target: document.body, swap: "none", values: { title: "Milk" } });
        return statuses.get(url) ?? 0;
      },
    },
  });
}
