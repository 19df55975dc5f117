import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express5 from "express";
import express4 from "express-4";
import { type HelpCenterAuthOptions, type HelpCenterAuthRequest, helpCenterAuth } from "hc-jwt/express";
import { createVerifier, HelpCenterJwtVerificationError } from "hc-jwt/verify";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type {} from "../../src/express/globals.d.ts";
import { createSigningKey, type SigningKey, signToken, visitor } from "../helpers/jwt.ts";

let key: SigningKey;
let authorization: string;
const unhandled = vi.fn();
const servers: Server[] = [];

beforeAll(async () => {
  key = await createSigningKey("published");
  authorization = `Bearer ${await signToken(4e9, { key })}`;
});

beforeEach(() => {
  unhandled.mockClear();
  process.on("unhandledRejection", unhandled);
});

afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", unhandled);
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  // An unhandled rejection ends a process.
  expect(unhandled).not.toHaveBeenCalled();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`;
}

const keys = () => ({ keys: { keys: [key.jwk] as never } });
const down = { subdomain: "acme", fetch: async () => new Response(null, { status: 500 }) } as const;

type Answered = IncomingMessage & Pick<HelpCenterAuthRequest, "helpCenter">;

/** An application that sends what the middleware found out, on each framework. */
const frameworks: Record<string, (options: HelpCenterAuthOptions) => RequestListener> = {
  "Express 4": (options) => {
    const app = express4();
    app.use("/orders", helpCenterAuth(options));
    app.all("/orders", (request, response) => response.json(request.helpCenter?.claims ?? null));
    app.use(((error, _request, response, _next) => {
      response.status(error.status ?? 500).json({ handler: error.code ?? error.message });
    }) as express5.ErrorRequestHandler);
    return app as unknown as RequestListener;
  },
  "Express 5": (options) => {
    const app = express5();
    app.use("/orders", helpCenterAuth(options));
    app.all("/orders", (request, response) => {
      response.json(request.helpCenter?.claims ?? null);
    });
    app.use(((error, _request, response, _next) => {
      response.status(error.status ?? 500).json({ handler: error.code ?? error.message });
    }) as express5.ErrorRequestHandler);
    return app;
  },
  "Node's own server": (options) => {
    const auth = helpCenterAuth(options);
    return (request: Answered, response) =>
      auth(request, response, (error) => {
        const { status = 500, code, message } = Object(error);
        response.writeHead(error ? status : 200, { "content-type": "application/json" });
        response.end(JSON.stringify(error ? { handler: code ?? message } : (request.helpCenter?.claims ?? null)));
      });
  },
};

describe.each(Object.entries(frameworks))("helpCenterAuth on %s", (_, appWith) => {
  it("puts the claims of a good token at request.helpCenter", async () => {
    const response = await fetch(await serve(appWith(keys())), { headers: { authorization } });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ...visitor, exp: 4e9 });
  });

  it.each<[string, Record<string, string>, string]>([
    ["no token", {}, "missing_token"],
    ["an empty header", { authorization: "" }, "missing_token"],
    ["no Bearer token", { authorization: "Basic dXNlcjpwYXNz" }, "malformed_token"],
    ["a forged token", { authorization: "Bearer e30.e30.AA" }, "malformed_token"],
  ])("sends 401 as JSON that nobody may cache, with a challenge (%s)", async (_case, headers, code) => {
    const response = await fetch(await serve(appWith(keys())), { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: code });
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  });

  it("sends 503 where the keys cannot be loaded, with the seconds to wait, and lives on", async () => {
    const url = await serve(appWith(down));
    for (let n = 0; n < 3; n++) {
      const response = await fetch(url, { headers: { authorization } });
      expect([response.status, await response.json()]).toEqual([503, { error: "keys_unavailable" }]);
      expect(response.headers.get("retry-after")).toBe("1");
      expect(response.headers.get("cache-control")).toBe("no-store");
    }
  });

  it("lets a preflight pass, and no other OPTIONS", async () => {
    const url = await serve(appWith(keys()));
    const preflight = { "access-control-request-method": "GET", origin: "https://support.example.com" };
    expect((await fetch(url, { method: "OPTIONS", headers: preflight })).status).toBe(200);
    expect((await fetch(url, { method: "OPTIONS" })).status).toBe(401);
    expect((await fetch(url, { headers: preflight })).status).toBe(401);
  });

  it("lets a request without a token pass where that is optional, and refuses a bad one still", async () => {
    const url = await serve(appWith({ ...keys(), optional: true }));
    expect(await (await fetch(url)).json()).toBeNull();
    expect(await (await fetch(url, { headers: { authorization } })).json()).toMatchObject(visitor);
    expect((await fetch(url, { headers: { authorization: `${authorization}x` } })).status).toBe(401);
    expect((await fetch(url, { headers: { authorization: "" } })).status).toBe(401);
  });

  it('hands the error to the application with onError "next"', async () => {
    const url = await serve(appWith({ ...keys(), onError: "next" }));
    const response = await fetch(url);
    expect([response.status, await response.json()]).toEqual([401, { handler: "missing_token" }]);
    const downUrl = await serve(appWith({ ...down, onError: "next" }));
    expect((await fetch(downUrl, { headers: { authorization } })).status).toBe(503);
  });

  it("hands over what is no refusal: a verifier that is broken is no 401", async () => {
    const verifier = { authenticate: () => Promise.reject(new Error("broken")) };
    const response = await fetch(await serve(appWith({ verifier })), { headers: { authorization } });
    expect([response.status, await response.json()]).toEqual([500, { handler: "broken" }]);
  });

  it("takes a verifier that is there already", async () => {
    const verifier = createVerifier(keys());
    const url = await serve(appWith({ verifier, optional: true }));
    expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
    expect((await fetch(url, { headers: { authorization: "Bearer" } })).status).toBe(401);
  });
});

describe("helpCenterAuth", () => {
  it("keeps the CORS headers of what stands before it, so that the page can read a 401", async () => {
    const app = express4();
    app.use((_request, response, next) => {
      response.setHeader("Access-Control-Allow-Origin", "https://support.example.com");
      response.setHeader("Vary", "Origin");
      next();
    });
    app.use(helpCenterAuth(keys()));
    const response = await fetch(await serve(app as unknown as RequestListener));
    expect(response.status).toBe(401);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://support.example.com");
    expect(response.headers.get("vary")).toBe("Origin");
  });

  it("ends in a response where a handler throws that no framework watches over", async () => {
    const auth = helpCenterAuth(keys());
    const url = await serve((request: Answered, response) =>
      auth(request, response, () => {
        throw new Error("the handler failed");
      }),
    );
    expect((await fetch(url, { headers: { authorization } })).status).toBe(500);
  });

  it("sends nothing after a time limit of the application has", async () => {
    let release = (_: unknown) => {};
    const verifier = {
      authenticate: () =>
        new Promise<never>((_, reject) => {
          release = reject;
        }),
    };
    const auth = helpCenterAuth({ verifier });
    const url = await serve((request: Answered, response) => {
      auth(request, response, () => {});
      response.writeHead(504).end();
      release(new HelpCenterJwtVerificationError("token_expired", "late"));
    });
    expect((await fetch(url)).status).toBe(504);
  });

  it("is not made optional by a poisoned prototype", async () => {
    Object.defineProperty(Object.prototype, "optional", { value: true, configurable: true });
    try {
      const response = await fetch(await serve(frameworks["Express 4"]?.(keys()) as RequestListener));
      expect(response.status).toBe(401);
    } finally {
      delete (Object.prototype as { optional?: unknown }).optional;
    }
  });

  it.each([
    undefined,
    null,
    {},
    "acme",
    { subdomain: "acme", optional: "yes" },
    { subdomain: "acme", onError: "throw" },
    { subdomain: "acme", credentialsRequired: false },
    { verifier: {} },
    { verifier: null },
    { verifier: { authenticate() {} }, subdomain: "acme" },
  ])("refuses options that make no sense at once: %j", (options) => {
    expect(() => helpCenterAuth(options as never)).toThrow(TypeError);
  });
});
