import { createPublicKey } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { type HelpCenterJwk, jwkToPem, listPublicKeys } from "../../../src/verify/index.ts";
import { createSigningKey, type SigningKey } from "../../helpers/jwt.ts";
import { startKeysServer } from "../../helpers/keys-server.ts";

let key: SigningKey;
beforeAll(async () => {
  key = await createSigningKey("published");
});

describe("listPublicKeys", () => {
  it("resolves to the published RSA keys, each with its four members", async () => {
    await using server = await startKeysServer(key, { ...key, jwk: { kty: "oct", k: "AA", kid: "secret" } });
    expect(await listPublicKeys({ keysUrl: server.url })).toEqual([key.jwk]);
    expect(server.requests).toHaveLength(1);
  });

  it("takes a subdomain, and another fetch", async () => {
    const urls: string[] = [];
    const fetch = async (url: string) => {
      urls.push(url);
      return Response.json({ keys: [{ ...key.jwk, alg: "RS256", use: "sig" }] });
    };
    expect(await listPublicKeys({ subdomain: "acme", fetch })).toEqual([key.jwk]);
    expect(urls).toEqual(["https://acme.zendesk.com/api/v2/help_center/integration/keys"]);
  });

  it("rejects where there are none to be had, with what to do", async () => {
    const fetch = async () => new Response("Not found", { status: 404 });
    await expect(listPublicKeys({ subdomain: "acme", fetch })).rejects.toMatchObject({
      name: "HelpCenterJwtVerificationError",
      code: "keys_unavailable",
      message: expect.stringContaining("returned 404. Check subdomain"),
    });
  });

  it.each([undefined, {}, { subdomain: "acme", keysUrl: "https://a.example/keys" }, { subdomain: "acme.zendesk.com" }])(
    "rejects options that make no sense (%j)",
    async (options) => {
      await expect(listPublicKeys(options as never)).rejects.toThrow(TypeError);
    },
  );
});

describe("jwkToPem", () => {
  it("gives the PEM that node:crypto gives", async () => {
    const expected = createPublicKey({ key: key.jwk as never, format: "jwk" }).export({ type: "spki", format: "pem" });
    expect(await jwkToPem(key.jwk as HelpCenterJwk)).toBe(expected);
  });

  it.each([undefined, {}, { kty: "oct", k: "AA" }, { kty: "RSA", n: "!", e: "AQAB" }])("refuses %j", async (jwk) => {
    await expect(jwkToPem(jwk as never)).rejects.toThrow(TypeError);
  });
});
