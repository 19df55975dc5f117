import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The API of a long run: it takes any token, so that most of the time is the browser's, and fails in each way. */
export interface SoakApi {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * - `/ok` answers 200, `/error` 500
 * - `/once` answers 401 to the first request with a body, and 200 to the second with the same
 * - `/drop` cuts the connection, `/hang` never answers
 *
 * @param pageOrigin the only origin whose pages may call
 */
export async function startSoakApi(pageOrigin: string): Promise<SoakApi> {
  const refused = new Set<string>();
  const cors = {
    "Access-Control-Allow-Origin": pageOrigin,
    "Access-Control-Allow-Headers": "Authorization",
    "Access-Control-Max-Age": "7200",
  };
  const server = createServer(async (request, response) => {
    if (request.method === "OPTIONS") return response.writeHead(204, cors).end();
    let body = "";
    for await (const chunk of request) body += chunk;
    const answer = (status: number) => response.writeHead(status, cors).end("Milk");
    if (!request.headers.authorization) return answer(403);
    switch (request.url) {
      case "/ok":
        return answer(200);
      case "/error":
        return answer(500);
      case "/once":
        if (refused.delete(body)) return answer(200);
        refused.add(body);
        return answer(401);
      case "/drop":
        return response.destroy();
      case "/hang":
        return undefined;
      default:
        return answer(404);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
