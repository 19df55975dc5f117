import { createSigner, helpCenterHandlers, type Signer } from "hc-jwt/testing";
import { HttpResponse, http } from "msw/http";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll } from "vitest";
import { visitor } from "./jwt.ts";

const origin = "https://support.example.com";
export const tokenUrl = `${origin}/api/v2/help_center/integration/token`;
export const apiUrl = "https://api.example.com/todos";

/** A request as a server saw it. */
export interface Arrival {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | null;
  readonly headers: Headers;
  readonly body: ArrayBuffer;
}

export interface Backend {
  /** Token requests that arrived. */
  readonly tokenRequests: Arrival[];
  /** Requests to any other place. */
  readonly arrivals: Arrival[];
  /** Tokens handed out so far. */
  readonly issued: string[];
  /** Life of the next token in seconds. */
  lifetime: number;
  /** Answers token requests in place of a token. */
  onToken: ((request: Request) => Response | Promise<Response> | undefined) | undefined;
  /** Answers all other requests; by default with 200 and what arrived. */
  onRequest: (arrival: Arrival) => Response | Promise<Response>;
}

async function arrivalOf(request: Request): Promise<Arrival> {
  const { method, url, headers } = request;
  return { method, url, headers, authorization: headers.get("authorization"), body: await request.arrayBuffer() };
}

/**
 * The help center's token endpoint and every other server, at the network, with real signed tokens. Call it once a file:
 * it starts and stops with the tests, and is as new before each.
 */
export function useBackend(): Backend {
  const initial = () => ({
    tokenRequests: [] as Arrival[],
    arrivals: [] as Arrival[],
    issued: [] as string[],
    lifetime: 300,
    onToken: undefined,
    onRequest: () => HttpResponse.json({ ok: true }),
  });
  const backend: Backend = initial();

  const key = createSigner();
  const signer: Signer = {
    ...key,
    async sign(claims, options) {
      // Of the test that asked, also where it has ended meanwhile.
      const { issued } = backend;
      const jwt = await key.sign(claims, options);
      issued.push(jwt);
      return jwt;
    },
  };

  const server = setupServer(
    http.get(tokenUrl, async ({ request }) => {
      backend.tokenRequests.push(await arrivalOf(request.clone()));
      // Nothing here leaves the request to the next handler.
      return backend.onToken?.(request);
    }),
    ...helpCenterHandlers({
      origin,
      signer,
      // No two tokens are the same, also within a second.
      claims: () => ({
        ...visitor,
        exp: Math.floor(Date.now() / 1000) + backend.lifetime,
        n: backend.issued.length,
      }),
    }),
    http.all("*", async ({ request }) => {
      const arrival = await arrivalOf(request);
      backend.arrivals.push(arrival);
      return backend.onRequest(arrival);
    }),
  );

  beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
  afterEach(() => Object.assign(backend, initial()));
  afterAll(() => server.close());
  return backend;
}

export const text = (arrival: Arrival | undefined) => new TextDecoder().decode(arrival?.body);
