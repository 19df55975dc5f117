import { introduce } from "./neighbour.ts";

interface Query {
  (
    target: unknown,
  ): {
    on(name: string, handler: (event: unknown, request: unknown, settings: { url: string }) => void): void;
  };
  ajax(settings: object): { then(done: (data: unknown, text: string, request: { status: number }) => void): void };
}

export function watchWithJquery($: Query): void {
  const seen: string[] = [];
  $(document).on("ajaxComplete", (_event, _request, { url }) => seen.push(url));
  introduce({
    seen,
    calls: {
      "$.ajax": (url) =>
        new Promise((resolve) => {
          $.ajax({ url, method: "POST", data: { title: "Milk" } }).then((_data, _text, { status }) => resolve(status));
        }),
    },
  });
}
