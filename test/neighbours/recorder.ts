import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request as it came in, with its header lines as they were on the wire. */
export interface Arrival {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** An API that takes any call from any page, and remembers all but preflights. */
export interface Recorder extends AsyncDisposable {
  readonly origin: string;
  at(path: string): Arrival[];
  readonly arrivals: readonly Arrival[];
  clear(): void;
}

/** Where a call is answered with 401 once. */
export const revokedOnce = "/revoked";

export async function startRecorder(): Promise<Recorder> {
  const arrivals: Arrival[] = [];
  const at = (path: string) => arrivals.filter((arrival) => arrival.path === path);
  const server = createServer(async (request, response) => {
    const cors = corsFor(request);
    if (request.method === "OPTIONS") return void response.writeHead(204, cors).end();
    const { pathname: path } = new URL(request.url ?? "", "http://localhost");
    const status = path.startsWith(revokedOnce) && at(path).length === 0 ? 401 : 200;
    const { method = "", rawHeaders } = request;
    arrivals.push({ method, path, headers: headerLines(rawHeaders), body: await text(request) });
    response.writeHead(status, { ...cors, "Content-Type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    at,
    arrivals,
    clear: () => void arrivals.splice(0),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Whatever the page asks for: which headers monitoring adds is its own business. */
function corsFor({ headers }: IncomingMessage): Record<string, string> {
  return {
    "Access-Control-Allow-Origin": headers.origin ?? "*",
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Allow-Headers": headers["access-control-request-headers"] ?? "authorization",
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Max-Age": "600",
    "Timing-Allow-Origin": "*",
    Vary: "Origin",
  };
}

function headerLines(raw: readonly string[]): (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 ? [] : [[name.toLowerCase(), raw[index + 1] ?? ""] as const]));
}
