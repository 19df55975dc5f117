import { get } from "node:http";
import { connect, createServer, type Socket } from "node:net";
import { signToken } from "../helpers/jwt.ts";
import { installation, own, redirection, reporter, tokenPath } from "./in-page.ts";
import type { Mode } from "./options.ts";

/**
 * Stands in front of `wpt serve`. What is no concern of ours passes byte for byte, for many of these tests are about bytes
 * that an HTTP library would put right. Ours are documents, which get the library before testharness.js; the token
 * endpoint; the hook for the results; and, where the API has an origin of its own, its CORS headers.
 */
export interface FrontProxy {
  readonly port: number;
  mode: Mode;
  close(): Promise<void>;
}

export interface FrontProxyOptions {
  readonly bundle: string;
  /** The port of `wpt serve`. */
  readonly upstream: number;
  /** Milliseconds that the token endpoint takes. */
  readonly delay: number;
  readonly pageOrigin: string;
  readonly apiOrigin: string;
}

export async function startProxy(options: FrontProxyOptions): Promise<FrontProxy> {
  const { bundle, upstream, delay, pageOrigin, apiOrigin } = options;
  const isApartFromPage = apiOrigin !== pageOrigin;
  const apiHost = new URL(apiOrigin).host;
  let pages = 0;
  /** Scripts that hold up their page until its token is there. */
  const held = new Map<string, () => void>();
  const sockets = new Set<Socket>();

  const server = createServer((browser) => {
    const wpt = connect(upstream, "127.0.0.1");
    /** The origin that the next answer's CORS headers are for. */
    let corsFor: string | undefined;
    let begun = Buffer.alloc(0);
    for (const socket of [browser, wpt]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    }
    browser.on("data", (bytes) => {
      // Browsers send no request before the last one is answered, and the whole head of one at once.
      const head = bytes.toString("latin1");
      const [, method, path] = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/.exec(head) ?? [];
      const origin = isApartFromPage && path && headerOf(head, "host") === apiHost && headerOf(head, "origin");
      if (origin && method === "OPTIONS" && headerOf(head, "access-control-request-method")) {
        browser.write(preflightAnswer(origin, head), "latin1");
        return;
      }
      if (path) corsFor = origin || undefined;
      const answer = method === "GET" && path ? answerTo(path, head) : undefined;
      if (!answer) wpt.write(bytes);
      else {
        answer.then(
          (text) => browser.write(text, "latin1"),
          () => browser.destroy(),
        );
      }
    });
    wpt.on("data", (bytes) => {
      if (!corsFor) {
        browser.write(bytes);
        return;
      }
      begun = Buffer.concat([begun, bytes]);
      if (!begun.includes("\r\n\r\n")) return;
      browser.write(withCors(begun, corsFor));
      corsFor = undefined;
      begun = Buffer.alloc(0);
    });
    browser.on("end", () => wpt.end());
    wpt.on("end", () => browser.end(begun));
    browser.on("error", () => wpt.destroy());
    wpt.on("error", () => browser.destroy());
    browser.on("close", () => wpt.destroy());
  });

  /** `undefined`: none of ours. */
  function answerTo(path: string, head: string): Promise<string> | undefined {
    if (path.startsWith(tokenPath)) return answerToken();
    if (path === "/resources/testharnessreport.js") return Promise.resolve(script(reporter));
    if (path.startsWith(own)) return answerOwn(path.slice(own.length));
    if (headerOf(head, "sec-fetch-dest") === "document" && inserted()) return answerDocument(path, head);
    return undefined;
  }

  async function answerToken(): Promise<string> {
    const seconds = Math.floor(Date.now() / 1000);
    const token = await signToken(seconds + 300, { claims: { iat: seconds } });
    if (proxy.mode !== "warm") await new Promise((resolve) => setTimeout(resolve, delay));
    return message("application/json", JSON.stringify({ token }));
  }

  async function answerOwn(path: string): Promise<string> {
    const [name, id = ""] = path.split("?");
    if (name === "check.html") return message("text/html", `<title>check</title>${inserted()}`);
    if (name === "install.js") return script(`${bundle}\n${installation(proxy.mode, apiOrigin, id)}`);
    if (name === "redirect.js") return script(redirection(apiOrigin));
    if (name === "held.js") {
      // A page whose policy forbids the token request goes on without.
      const patience = new Promise<void>((resolve) => setTimeout(resolve, 8_000));
      await Promise.race([patience, new Promise<void>((resolve) => held.set(id, resolve))]);
    } else held.get(id)?.();
    return script("");
  }

  function answerDocument(path: string, head: string): Promise<string> {
    const headers = Object.fromEntries(
      Array.from(head.matchAll(/^([^:\r\n]+): *(.*?)\r$/gm), ([, name, value]) => [name as string, value as string]),
    );
    delete headers["Accept-Encoding"];
    return new Promise((resolve, reject) => {
      get({ host: "127.0.0.1", port: upstream, path, headers: { ...headers, Connection: "close" } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
          for (let i = 0; i < answer.rawHeaders.length; i += 2) {
            const name = answer.rawHeaders[i] as string;
            if (/^(?:content-length|transfer-encoding|connection)$/i.test(name)) continue;
            lines.push(`${name}: ${answer.rawHeaders[i + 1]}`);
          }
          const text = Buffer.concat(chunks).toString("latin1");
          const page = text.replace(/<script\b[^>]*\bsrc=["']?[^"'>\s]*\/testharness\.js/i, (tag) => inserted() + tag);
          resolve(`${lines.join("\r\n")}\r\nContent-Length: ${page.length}\r\n\r\n${page}`);
        });
      }).on("error", reject);
    });
  }

  /** The script elements for one more page. */
  function inserted(): string {
    const id = ++pages;
    const names = [
      proxy.mode !== "native" && "install.js",
      proxy.mode === "warm" && "held.js",
      isApartFromPage && "redirect.js",
    ];
    return names.map((name) => (name ? `<script src="${own}${name}?${id}"></script>` : "")).join("");
  }

  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const proxy: FrontProxy = {
    port: (server.address() as { port: number }).port,
    mode: "native",
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

/** Of a message's first bytes. */
function headerOf(head: string, name: string): string | undefined {
  return new RegExp(`^${name}: *(.*?)\\r$`, "im").exec(head.split("\r\n\r\n", 1)[0] as string)?.[1];
}

function script(text: string): string {
  return message("text/javascript;charset=utf-8", text);
}

/** An HTTP message, a byte a character. */
function message(type: string, text: string): string {
  const body = Buffer.from(text, "utf8").toString("latin1");
  return [
    "HTTP/1.1 200 OK",
    `Content-Type: ${type}`,
    `Content-Length: ${body.length}`,
    `Date: ${new Date().toUTCString()}`,
    "Cache-Control: no-store",
    "",
    body,
  ].join("\r\n");
}

/** An API that allows its pages everything. */
function preflightAnswer(origin: string, head: string): string {
  return [
    "HTTP/1.1 204 No Content",
    `Access-Control-Allow-Origin: ${origin}`,
    "Access-Control-Allow-Credentials: true",
    `Access-Control-Allow-Methods: ${headerOf(head, "access-control-request-method")}`,
    `Access-Control-Allow-Headers: ${headerOf(head, "access-control-request-headers") ?? ""}`,
    "",
    "",
  ].join("\r\n");
}

/** Into the head of an answer, which begins with these bytes. What the server says of CORS itself is about tests of CORS. */
function withCors(bytes: Buffer, origin: string): Buffer {
  const text = bytes.toString("latin1");
  const end = text.indexOf("\r\n\r\n");
  const [status, ...headers] = text.slice(0, end).split("\r\n");
  const kept = headers.filter((line) => !/^access-control-/i.test(line));
  const exposed = new Set(kept.map((line) => line.split(":", 1)[0] as string));
  const added = [
    `Access-Control-Allow-Origin: ${origin}`,
    "Access-Control-Allow-Credentials: true",
    `Access-Control-Expose-Headers: ${[...exposed].filter((name) => /^[\w-]+$/.test(name)).join(", ")}`,
  ];
  return Buffer.from([status, ...added, ...kept].join("\r\n") + text.slice(end), "latin1");
}
