import type { BodyKind } from "./schedule.ts";

/** What a call with this number sends, whatever the kind of its body. */
export const contentOf = (id: number) => `body of call ${id}.`;

/** A body of each kind, with the content of that call. */
export function makeBody(kind: BodyKind, id: number): BodyInit | null {
  const text = contentOf(id);
  switch (kind.replace(/^request of (?:a )?/, "")) {
    case "text":
      return text;
    case "blob":
      return new Blob([text], { type: "text/x-todo" });
    case "form": {
      const form = new FormData();
      form.append("title", text);
      form.append("file", new File([text], "todo.bin", { type: "application/octet-stream" }));
      return form;
    }
    case "params":
      return new URLSearchParams({ title: text });
    case "buffer":
      return new TextEncoder().encode(text).buffer;
    case "bytes":
      return new TextEncoder().encode(text);
    case "stream":
      return new ReadableStream({
        start(stream) {
          stream.enqueue(new TextEncoder().encode(text.slice(0, 6)));
          stream.enqueue(new TextEncoder().encode(text.slice(6)));
          stream.close();
        },
      });
    default:
      return null;
  }
}

/** What a server would read of a request, as text. Uses a `Request` or a stream up, at once, as fetch does. */
export function readBody(input: unknown, init: RequestInit | undefined): string | Promise<string> {
  if (input instanceof Request) {
    const type = input.headers.get("content-type");
    const isForm = type?.startsWith("application/x-www-form-urlencoded");
    return input
      .text()
      .then((text) => (isForm ? `params|${new URLSearchParams(text).get("title")}` : `${type}|${text}`));
  }
  const body = init?.body;
  if (body === undefined || body === null) return "";
  if (typeof body === "string") return `text|${body}`;
  if (body instanceof URLSearchParams) return `params|${body.get("title")}`;
  if (body instanceof FormData) {
    const file = body.get("file") as File;
    return file.text().then((text) => `form|${body.get("title")}|${file.name}|${file.type}|${text}`);
  }
  // Bytes are sent again as a blob without a type, which to a server is the same.
  if (body instanceof Blob) return body.text().then((text) => `${body.type || "bytes"}|${text}`);
  if (body instanceof ReadableStream) return new Response(body).text();
  return `bytes|${new TextDecoder().decode(body)}`;
}
