import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { SigningKey } from "./jwt.ts";

/** A keys endpoint of its own, on loopback, that counts who asks. */
export interface KeysServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly string[];
  /** What it publishes. */
  keys: readonly SigningKey[];
  /** Answers in place of the keys; `"hang"` never does. */
  fault: { status?: number; body?: string; headers?: Record<string, string> } | "hang" | undefined;
}

export async function startKeysServer(...keys: SigningKey[]): Promise<KeysServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const { fault } = state;
    if (fault === "hang") return;
    response.writeHead(fault?.status ?? 200, { "content-type": "application/json", ...fault?.headers });
    response.end(fault ? (fault.body ?? "") : JSON.stringify({ keys: state.keys.map(({ jwk }) => jwk) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const state: KeysServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v2/help_center/integration/keys`,
    requests,
    keys,
    fault: undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return state;
}
