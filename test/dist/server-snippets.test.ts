import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Vector } from "../../test-vectors/make.ts";
import { codeBlocksOf } from "../helpers/markdown.ts";
import { importRecipe, localized } from "../helpers/recipes.ts";

// The servers of the docs as they stand there, but for addresses, against the test vectors.

type Module = Record<string, unknown>;
type Call = (method: string, path: string, headers: Record<string, string>) => Promise<Response>;

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");
const { jwks, vectors }: { jwks: unknown; vectors: readonly Vector[] } = JSON.parse(
  await read("test-vectors/help-center-jwt.json"),
);
const origin = "https://support.example.com";
const good = vectors.find(
  ({ result, requiredClaims, kind }) => result === "valid" && !requiredClaims && kind === "token",
);
const authorization = good?.authorization as string;

const servers: { close(): unknown }[] = [];

const overHttp = async (server: Server): Promise<Call> => {
  servers.push(server);
  if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return (method, path, headers) => fetch(`http://127.0.0.1:${port}${path}`, { method, headers });
};

/** How each kind of module is called. */
const forms = {
  server: ({ server }: Module) => overHttp(server as Server),
  app: ({ default: app }: Module) => overHttp((app as { server: Server }).server),
  handler: async (module: Module): Promise<Call> => {
    const { fetch: handle } = module.default as { fetch(request: Request): Promise<Response> };
    return async (method, path, headers) => handle(new Request(`https://api.example.com${path}`, { method, headers }));
  },
  routes: async (module: Module): Promise<Call> => {
    return (method, path, headers) =>
      (module[method] as (request: Request) => Promise<Response>)(
        new Request(`https://api.example.com${path}`, { method, headers }),
      );
  },
  lambda: async (module: Module): Promise<Call> => {
    const handler = module.handler as (
      event: unknown,
    ) => Promise<{ statusCode: number; headers: HeadersInit; body?: string }>;
    return async (method, rawPath, headers) => {
      const { statusCode, body, ...rest } = await handler({ headers, rawPath, requestContext: { http: { method } } });
      return new Response(body ?? null, { status: statusCode, headers: rest.headers });
    };
  },
};

const snippets: readonly { file: string; heading: string; form: keyof typeof forms; hasHealth: boolean }[] = [
  { file: "docs/verify-anywhere.md", heading: "Express, Connect, Polka, Nest", form: "server", hasHealth: true },
  { file: "docs/verify-anywhere.md", heading: "Fastify", form: "app", hasHealth: true },
  { file: "docs/verify-anywhere.md", heading: "Hono", form: "handler", hasHealth: true },
  { file: "docs/verify-anywhere.md", heading: "Workers", form: "handler", hasHealth: true },
  { file: "docs/verify-anywhere.md", heading: "AWS Lambda", form: "lambda", hasHealth: false },
  { file: "docs/verify-anywhere.md", heading: "Next.js route handlers", form: "routes", hasHealth: false },
  { file: "docs/verify-anywhere.md", heading: "Several help centers", form: "handler", hasHealth: false },
  { file: "docs/recipes.md", heading: "Node", form: "server", hasHealth: true },
  { file: "docs/recipes.md", heading: "Hono", form: "handler", hasHealth: true },
  { file: "docs/recipes.md", heading: "Workers", form: "handler", hasHealth: true },
];

async function blocksOf(file: string, heading: string): Promise<string[]> {
  const blocks = codeBlocksOf(await read(file)).filter((block) => block.heading === heading && block.language === "js");
  return blocks.map(({ code }) => code);
}

let keysUrl: string;
let areKeysDown = false;
beforeAll(async () => {
  const server = createServer((_, response) => {
    response.writeHead(areKeysDown ? 500 : 200, { "content-type": "application/json" }).end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  keysUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  vi.stubGlobal("ordersOf", async (userId: number) => [{ id: 1, title: `An order of visitor ${userId}` }]);
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterAll(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  for (const server of servers) await new Promise((resolve) => (server as Server).close(resolve));
});

/** Each is asked for anew: a verifier remembers keys and failures. */
async function load(code: string): Promise<Module> {
  const local = localized(code, { helpCenter: { origin, keysUrl } })
    .replace("port: 8080", "port: 0")
    .replace("(8080)", "(0)")
    .replace("logger: true", "logger: false");
  return importRecipe(local);
}

function expectReadable({ headers }: Response) {
  expect(headers.get("access-control-allow-origin")).toBe(origin);
  expect(headers.get("vary")).toContain("Origin");
  expect(headers.get("cache-control")).toMatch(/\bno-store\b/);
}

describe.each(snippets)("the server under $heading in $file", ({ file, heading, form }) => {
  let code: string;
  let call: Call;
  beforeAll(async () => {
    [code = ""] = await blocksOf(file, heading);
    areKeysDown = false;
    call = await forms[form](await load(code));
  });

  it("gives every test vector its status, and the page can read each response", async () => {
    for (const { id, authorization, requiredClaims, status, code, result } of vectors) {
      if (requiredClaims && result === "invalid") continue;
      const headers: Record<string, string> = authorization === null ? { origin } : { origin, authorization };
      const response = await call("GET", "/orders", headers);
      expect([id, response.status]).toEqual([id, status]);
      expectReadable(response);
      const body = await response.json();
      if (code !== null) expect(body).toEqual({ error: code });
      else expect(body).toEqual([{ id: 1, title: expect.stringMatching(/^An order of visitor \d+$/) }]);
      if (status === 401) expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    }
  });

  it("responds to a preflight without a token, with the methods that it allows", async () => {
    const response = await call("OPTIONS", "/orders", {
      origin,
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "authorization",
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    expect(response.headers.get("access-control-allow-headers")).toMatch(/authorization/i);
    expect(response.headers.get("access-control-allow-methods")).toMatch(/GET.*PATCH/);
  });

  it("lets the page read that the server itself failed, and lives on", async () => {
    const fails = code.includes("ordersOf(");
    const { ordersOf } = globalThis as unknown as { ordersOf: unknown };
    if (fails) vi.stubGlobal("ordersOf", () => Promise.reject(new Error("broken")));
    else {
      vi.spyOn(JSON, "stringify").mockImplementationOnce(() => {
        throw new Error("broken");
      });
    }
    const response = await call("GET", "/orders", { origin, authorization });
    if (fails) vi.stubGlobal("ordersOf", ordersOf);
    expect([response.status, await response.json()]).toEqual([500, { error: "internal_error" }]);
    expectReadable(response);
    expect((await call("GET", "/orders", { origin, authorization })).status).toBe(200);
  });

  it("responds 503 while the keys cannot be loaded, and says when to come again", async () => {
    areKeysDown = true;
    const cold = await forms[form](await load(code));
    const response = await cold("GET", "/orders", { origin, authorization });
    areKeysDown = false;
    expect([response.status, await response.json()]).toEqual([503, { error: "keys_unavailable" }]);
    expect(response.headers.get("retry-after")).toBe("1");
    expectReadable(response);
  });
});

it.each(snippets.filter(({ hasHealth }) => hasHealth))(
  "lets monitoring in without a token: $heading in $file",
  async ({ file, heading, form }) => {
    const [code = ""] = await blocksOf(file, heading);
    const call = await forms[form](await load(code));
    expect((await call("GET", "/health", {})).status).toBe(200);
  },
);

async function startFirstLines(file: string, framework: string): Promise<Call> {
  const [code = ""] = codeBlocksOf(await read(file))
    .map((block) => block.code)
    .filter((code) => code.includes('from "hc-jwt/express"'));
  const free = code.replace(/^app\.listen\(.*\n/m, "");
  const whole = `${free.replace('from "express"', `from ${JSON.stringify(framework)}`)}
    export const server = app.listen(0, "127.0.0.1");`;
  return forms.server(await load(whole));
}

it.each(["express-4", "express"])(
  "the page can read each response of the README's server, with %s",
  async (framework) => {
    const call = await startFirstLines("README.md", framework);
    expectReadable(await call("GET", "/orders", { origin, authorization }));
    expectReadable(await call("GET", "/orders", { origin }));
    const preflight = await call("OPTIONS", "/orders", { origin, "access-control-request-method": "GET" });
    expect(preflight.status).toBe(204);
    expectReadable(preflight);
  },
);

describe.each(
  [
    ["README.md", 200, 200],
    ["docs/server.md", 200, 500],
    // Without a route of its own, what passes is not found.
    ["docs/coming-from-the-tutorial.md", 404, 404],
  ].flatMap(([file, passed, broken]) =>
    ["express-4", "express"].map((framework) => ({ file, framework, passed, broken })),
  ) as {
    file: string;
    framework: string;
    /** What a request with a good token gets, and what it gets where `ordersOf` fails. */
    passed: number;
    broken: number;
  }[],
)("the first lines for a server in $file, with $framework", ({ file, framework, passed, broken }) => {
  const start = () => startFirstLines(file, framework);

  it("give every test vector its status", async () => {
    const call = await start();
    for (const { id, authorization, requiredClaims, status, result, code } of vectors) {
      if (requiredClaims && result === "invalid") continue;
      const response = await call("GET", "/orders", authorization === null ? {} : { authorization });
      expect([id, response.status]).toEqual([id, status === 200 ? passed : status]);
      if (code !== null) expect(await response.json()).toEqual({ error: code });
    }
  });

  it("leave no rejection unhandled, which would end the process", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const call = await start();
    const { ordersOf } = globalThis as unknown as { ordersOf: unknown };
    for (const orders of [() => Promise.reject(new Error("broken")), async () => ({ id: 1n })]) {
      vi.stubGlobal("ordersOf", orders);
      const { status } = await call("GET", "/orders", { authorization });
      expect(status).toBe(broken);
    }
    vi.stubGlobal("ordersOf", ordersOf);
    expect((await call("GET", "/orders", {})).status).toBe(401);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("the authorizer for API Gateway", () => {
  const event = (headers: Record<string, string>) => ({
    headers,
    methodArn: "arn:aws:execute-api:eu-1:1:api/live/GET/orders",
  });
  const authorizer = async () => {
    const [, code = ""] = await blocksOf("docs/verify-anywhere.md", "AWS Lambda");
    return (await load(code)).handler as (event: unknown) => Promise<unknown>;
  };

  it("allows every good test vector, and has API Gateway respond 401 to all others", async () => {
    const handler = await authorizer();
    for (const { id, authorization, requiredClaims, result } of vectors) {
      if (requiredClaims && result === "invalid") continue;
      const outcome = await handler(event(authorization === null ? {} : { Authorization: authorization })).then(
        (policy) => policy,
        ({ message }) => message,
      );
      const allowed = {
        principalId: expect.stringMatching(/^\d+$/),
        policyDocument: { Version: "2012-10-17", Statement: [expect.objectContaining({ Effect: "Allow" })] },
        context: { userId: expect.any(Number) },
      };
      expect([id, outcome]).toEqual([id, result === "valid" ? allowed : "Unauthorized"]);
    }
  });

  it("fails, and refuses nobody, while the keys cannot be loaded", async () => {
    areKeysDown = true;
    const outcome = (await authorizer())(event({ authorization }));
    await expect(outcome).rejects.toMatchObject({ code: "keys_unavailable" });
    areKeysDown = false;
  });
});

describe("several help centers", () => {
  it("are distinguished by the origin: a token of one is none of the other's, and strangers get nothing", async () => {
    const [code = ""] = await blocksOf("docs/verify-anywhere.md", "Several help centers");
    const other = createServer((_, response) => response.end('{"keys":[]}'));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    servers.push(other);
    const otherKeys = `keysUrl: "http://127.0.0.1:${(other.address() as AddressInfo).port}/"`;
    const call = await forms.handler(await load(code.replace('subdomain: "acme-labs"', otherKeys)));
    expect((await call("GET", "/orders", { origin, authorization })).status).toBe(200);
    const crossed = await call("GET", "/orders", { origin: "https://help.example.org", authorization });
    expect([crossed.status, await crossed.json()]).toEqual([401, { error: "unknown_key" }]);
    expect(crossed.headers.get("access-control-allow-origin")).toBe("https://help.example.org");
    for (const headers of [{ origin: "https://evil.example", authorization }, { authorization }]) {
      const strange = await call("GET", "/orders", headers as Record<string, string>);
      expect(strange.status).toBe(403);
      expect(strange.headers.get("access-control-allow-origin")).toBeNull();
    }
  });
});

describe("docs/verify-anywhere.md", () => {
  it("has the snippets for Hono and Workers that the recipes have", async () => {
    for (const heading of ["Hono", "Workers"]) {
      expect(await blocksOf("docs/verify-anywhere.md", heading)).toEqual(await blocksOf("docs/recipes.md", heading));
    }
  });

  it("has no JavaScript that is not run here", async () => {
    const blocks = codeBlocksOf(await read("docs/verify-anywhere.md")).filter(({ language }) => language === "js");
    const run = snippets.filter(({ file }) => file === "docs/verify-anywhere.md").map(({ heading }) => heading);
    // The authorizer, and one line that makes a verifier.
    expect(blocks.map(({ heading }) => heading).sort()).toEqual([...run, "AWS Lambda", "A claim of your own"].sort());
  });
});
