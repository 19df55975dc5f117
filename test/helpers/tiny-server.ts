import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that answers everything alike, and remembers what it was asked. */
export interface TinyServer extends AsyncDisposable {
  readonly origin: string;
  /** Methods, in order. */
  readonly methods: readonly string[];
  /** Whether each request carried `Authorization`. */
  readonly authorized: readonly boolean[];
}

/** @param headers what it answers with: to a preflight, and to everything else */
export async function startTinyServer(
  headers: (isPreflight: boolean) => Record<string, string>,
  status = 200,
): Promise<TinyServer> {
  const methods: string[] = [];
  const authorized: boolean[] = [];
  const server = createServer((request, response) => {
    methods.push(request.method ?? "");
    authorized.push(request.headers.authorization !== undefined);
    const isPreflight = request.method === "OPTIONS";
    response.writeHead(isPreflight ? 204 : status, headers(isPreflight)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    methods,
    authorized,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
