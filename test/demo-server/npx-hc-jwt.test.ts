import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type Demo, startDemo } from "../../demo-server/demo.ts";
import { help, main } from "../../src/command-line/main.ts";
import type { Vector } from "../../test-vectors/make.ts";
import { newToken } from "./harness.ts";

const { jwks, vectors }: { jwks: object; vectors: Vector[] } = JSON.parse(
  readFileSync(new URL("../../test-vectors/help-center-jwt.json", import.meta.url), "utf8"),
);

let demo: Demo;
let keysUrl: string;
let tokenUrl: string;

beforeAll(async () => {
  demo = await startDemo();
  keysUrl = `${demo.helpCenter.origin}/api/v2/help_center/integration/keys`;
  tokenUrl = `${demo.helpCenter.origin}/api/v2/help_center/integration/token`;
});
afterAll(() => demo.close());
afterEach(() => {
  demo.controls.reset();
  vi.restoreAllMocks();
});

interface Run {
  readonly input?: string;
  readonly env?: Record<string, string>;
  readonly isTerminal?: boolean;
}

async function hcJwt(args: string[], { input = "", env = {}, isTerminal = false }: Run = {}) {
  const lines = { out: [] as string[], err: [] as string[] };
  const code = await main(args, {
    env,
    isTerminal,
    input: async () => input,
    out: (text) => lines.out.push(text),
    err: (text) => lines.err.push(text),
  });
  return { code, out: lines.out.join("\n"), err: lines.err.join("\n") };
}

const account = () => ({ ZENDESK_EMAIL: demo.helpCenter.users[0]?.email ?? "", ZENDESK_API_TOKEN: "demo-api-token" });

describe("hc-jwt token", () => {
  test("prints a token of the local help center, which hc-jwt verify accepts", async () => {
    const { code, out } = await hcJwt(["token", "--token-url", tokenUrl], { env: account() });
    expect(code).toBe(0);
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const checked = await hcJwt(["verify", "--keys-url", keysUrl, "--require", "product=todo-demo"], { input: out });
    expect(checked.code).toBe(0);
    expect(checked.out).toContain(`userId: ${demo.helpCenter.users[0]?.id}`);
    const password = { ZENDESK_EMAIL: account().ZENDESK_EMAIL, ZENDESK_PASSWORD: "demo-api-token" };
    expect((await hcJwt(["token", "--token-url", tokenUrl, "--json"], { env: password })).out).toMatch(/^\{"token":"/);
  });

  test.each([
    ["unauthorized", /returned 401\. Check ZENDESK_EMAIL/],
    ["forbidden", /returned 403\. The user may not sign in/],
    ["plan_unsupported", /returned 404\. The subdomain is wrong, or the plan/],
    ["rate_limited", /returned 429\. Too many requests/],
    ["sign_in_page", /returned 200 and no token/],
    ["redirect_to_sign_in", /returned 302/],
    ["garbage_token", /returned/],
  ] as const)("says what to do about %s, and shows no secret", async (tokenFault, message) => {
    demo.controls.set({ tokenFault });
    const { code, out, err } = await hcJwt(["token", "--token-url", tokenUrl], { env: account() });
    if (tokenFault === "garbage_token") return expect([code, out]).toEqual([0, "this.is-not.a-token"]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/demo-api-token|Basic/);
  });

  test("sends a wrong password nowhere else, and says that it is wrong", async () => {
    const { code, err } = await hcJwt(["token", "--token-url", tokenUrl], {
      env: { ...account(), ZENDESK_API_TOKEN: "my-secret" },
    });
    expect(code).toBe(1);
    expect(err).toContain("401");
    expect(err).not.toContain("my-secret");
  });

  test.each([
    [["token"], account],
    [["token", "--subdomain", "acme.zendesk.com"], account],
    [["token", "--token-url", "http://acme.zendesk.com/token"], account],
    [["token", "--token-url", "https://mia:secret@acme.example/token"], account],
    [["token", "--subdomain", "acme"], () => ({})],
  ])("sends nothing where it is called in a wrong way: %j", async (args, env) => {
    const asked = vi.spyOn(globalThis, "fetch");
    const { code, err } = await hcJwt(args, { env: env() as Record<string, string> });
    expect(code).toBe(2);
    expect(err).toContain("hc-jwt --help");
    expect(err).not.toContain("secret@");
    expect(asked).not.toHaveBeenCalled();
  });
});

describe("hc-jwt verify", () => {
  test.each(vectors)("exits as it should on vector $id, and prints no token: $comment", async (vector) => {
    vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json(jwks));
    const args = ["verify", "--subdomain", "acme"];
    for (const [name, value] of Object.entries(vector.requiredClaims ?? {})) args.push("--require", `${name}=${value}`);
    const run =
      vector.kind === "token" ? { env: { HC_JWT_TOKEN: vector.token ?? "" } } : { input: vector.authorization ?? "" };
    const { code, out, err } = await hcJwt(args, run);
    // Without anything to read it has been called in a wrong way.
    expect(code).toBe(vector.authorization === null ? 2 : vector.result === "valid" ? 0 : 1);
    for (const part of (vector.token ?? vector.authorization ?? "").split(/[.\s]+/)) {
      if (part.length > 20) expect(out + err).not.toContain(part);
    }
    if (code === 1) expect(out).toContain("FAILED");
    // It would lead back to where one is.
    expect(out + err).not.toContain("npx hc-jwt verify");
  });

  test("says check by check what holds, with the reason and what to do, as text and as JSON", async () => {
    const token = await newToken(demo);
    const wrong = await hcJwt(["verify", "--keys-url", keysUrl, "--require", "product=orders"], {
      input: `${token}\n`,
    });
    expect(wrong.code).toBe(1);
    expect(wrong.out).toMatch(/ok {5}signature\nok {5}lifetime\nFAILED claims: .*product.*claim_rejected/s);
    const good = await hcJwt(["verify", "--keys-url", keysUrl, "--json"], { input: token });
    expect(JSON.parse(good.out)).toMatchObject({ valid: true, code: null, header: { alg: "RS256" } });
    expect(good.out).not.toContain(token.split(".")[1]);
  });

  test("is coloured on a terminal only, and lets no token steer it", async () => {
    const claims = Buffer.from(JSON.stringify({ email: "\u001b[31mred\u202e", exp: 1 })).toString("base64url");
    const input = `eyJhbGciOiJSUzI1NiJ9.${claims}.AA`;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    const escapes = /\u001b|\u202e/;
    expect((await hcJwt(["verify", "--keys-url", keysUrl], { input })).out).not.toMatch(escapes);
    expect((await hcJwt(["decode"], { input, isTerminal: true })).out).not.toMatch(escapes);
    expect((await hcJwt(["verify", "--keys-url", keysUrl], { input, isTerminal: true })).out).toMatch(escapes);
  });
});

describe("hc-jwt", () => {
  test("decodes without keys, and says that it has not verified", async () => {
    const { code, out } = await hcJwt(["decode"], { input: await newToken(demo) });
    expect(code).toBe(0);
    expect(out).toContain('product: "todo-demo"');
    expect(out).toContain("not verified");
    expect((await hcJwt(["decode"], { input: "hello" })).code).toBe(1);
  });

  test("prints the published keys: kid, size, fingerprint", async () => {
    const { code, out } = await hcJwt(["keys", keysUrl]);
    expect(code).toBe(0);
    expect(out).toMatch(/^[0-9a-f]{64} {2}RSA 3072 {2}SHA256:[\w-]{43}$/);
    expect(JSON.parse((await hcJwt(["keys", keysUrl, "--json"])).out).keys).toHaveLength(1);
    const wrong = await hcJwt(["keys", `${demo.helpCenter.origin}/nowhere`]);
    expect([wrong.code, wrong.out]).toEqual([1, ""]);
    expect(wrong.err).toContain("returned 404");
  });

  test("takes no token as an argument, and repeats none", async () => {
    const token = await newToken(demo);
    for (const args of [
      ["verify", "--subdomain", "acme", token],
      [token],
      ["verify", `--${token}`],
      ["keys", token, "x"],
    ]) {
      const { code, out, err } = await hcJwt(args);
      expect([code, out]).toEqual([2, ""]);
      for (const part of token.split(".")) expect(err).not.toContain(part);
    }
  });

  test("explains itself, and names what is missing", async () => {
    expect(await hcJwt(["--help"])).toEqual({ code: 0, out: help, err: "" });
    expect((await hcJwt([])).code).toBe(2);
    expect((await hcJwt(["verify"], { input: "x" })).err).toContain("subdomain");
    expect((await hcJwt(["verify", "--subdomain", "acme", "--require", "product"], { input: "x" })).code).toBe(2);
  });
});
