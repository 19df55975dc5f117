import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { jwtVerify } from "jose";
import { createSigningKey, signToken } from "../../test/helpers/jwt.ts";
import { tokenUrl } from "../peers/peer.ts";

/** A help center and an API, each on an origin of its own, whose clock runs as clocks do and can be moved ahead. */
export interface VirtualTimeServers extends AsyncDisposable {
  readonly helpCenter: string;
  readonly api: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds. */
  moveClock(by: number): void;
  readonly counts: { tokens: number; refused: number };
}

/** Seconds that the API takes a token after its expiry: hc-jwt's verifier's default. */
const clockTolerance = 5;

/** @param lifetime of tokens, in seconds */
export async function startVirtualTimeServers(lifetime: number): Promise<VirtualTimeServers> {
  const key = await createSigningKey("virtual");
  const counts = { tokens: 0, refused: 0 };
  let ahead = 0;
  const now = () => Date.now() + ahead;

  const helpCenter = await listen(async (request, response) => {
    if (request.url !== tokenUrl) return void response.writeHead(404).end();
    counts.tokens++;
    const token = await signToken(Math.floor(now() / 1000) + lifetime, { key, claims: { n: counts.tokens } });
    response.writeHead(200, {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      Date: new Date(now()).toUTCString(),
    });
    response.end(JSON.stringify({ token }));
  });

  const api = await listen(async (request, response) => {
    const cors = {
      "Access-Control-Allow-Origin": helpCenter.origin,
      "Access-Control-Allow-Headers": "Authorization",
      "Access-Control-Max-Age": "600",
      Vary: "Origin",
    };
    if (request.method === "OPTIONS") return void response.writeHead(204, cors).end();
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
    const isAccepted = await jwtVerify(token, key.publicKey, { clockTolerance, currentDate: new Date(now()) }).then(
      () => true,
      () => false,
    );
    if (!isAccepted) counts.refused++;
    response.writeHead(isAccepted ? 200 : 401, { "Content-Type": "application/json", ...cors }).end("{}");
  });

  return {
    helpCenter: helpCenter.origin,
    api: api.origin,
    counts,
    now,
    moveClock(by) {
      ahead += by;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([helpCenter.close(), api.close()]);
    },
  };
}

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>) {
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
