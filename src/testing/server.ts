import { basePath, createEndpoints, type Endpoints, type HelpCenterHandlersOptions, respondAt } from "./endpoints.ts";
import { nodeModule } from "./node.ts";

/** A help center on loopback. */
export interface TestHelpCenter {
  /** `http://127.0.0.1` and its port. */
  readonly origin: string;
  /** For `createVerifier({ keysUrl })`. */
  readonly keysUrl: string;
  readonly tokenUrl: string;
  /** What it was asked for, in order: `GET /api/v2/help_center/integration/keys`. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** What is used of Node's server: the sources know the web's standards, and no more. */
interface NodeHttp {
  createServer(listener: (request: NodeRequest, response: NodeResponse) => void): NodeServer;
}
interface NodeServer {
  listen(port: number, host: string, listening: () => void): void;
  address(): { port: number };
  once(event: "error", listener: (error: Error) => void): void;
  close(closed: () => void): void;
  closeAllConnections(): void;
}
interface NodeRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
}
interface NodeResponse {
  writeHead(status: number, headers: Record<string, string>): { end(body: string): void };
}

/**
 * Starts a help center on a free port of this machine: a keys endpoint and a token endpoint, with real signed tokens, for
 * tests of a server. It needs neither msw nor a certain test runner: Node 20 or later, Deno or Bun.
 *
 * @param options as for `helpCenterHandlers`
 * @throws TypeError (as a rejection) for options that make no sense
 * @example
 * const helpCenter = await startHelpCenter();
 * const app = createApp({ keysUrl: helpCenter.keysUrl });
 * const response = await fetch(ordersUrl, { headers: { Authorization: `Bearer ${await signToken({ userId: 42 })}` } });
 * await helpCenter.close();
 */
export async function startHelpCenter(
  options: Omit<HelpCenterHandlersOptions, "origin"> = {},
): Promise<TestHelpCenter> {
  const endpoints = createEndpoints(options, () => Response);
  const requests: string[] = [];
  const http = await nodeModule<NodeHttp>("http");
  if (!http) throw new Error("startHelpCenter needs a runtime with Node's http module: Node 20 or later, Deno or Bun");
  const server = http.createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const { status, headers, body } = await respond(endpoints, request);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  const urls = { origin, keysUrl: `${origin}${basePath}/keys`, tokenUrl: `${origin}${basePath}/token` };
  return { ...urls, requests, close };
}

async function respond(endpoints: Endpoints, request: NodeRequest) {
  const response = await responseTo(endpoints, request).catch((error) =>
    Response.json({ error: "TestFailed", description: String(error) }, { status: 500 }),
  );
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

async function responseTo(endpoints: Endpoints, { method, url, headers }: NodeRequest): Promise<Response> {
  const response = await respondAt(endpoints, new Request(`http://127.0.0.1${url}`, { method, headers }));
  return response ?? Response.json({ error: "InvalidEndpoint", description: "Not found" }, { status: 404 });
}
