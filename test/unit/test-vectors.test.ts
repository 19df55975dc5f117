import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import express5 from "express";
import express4 from "express-4";
import { helpCenterAuth } from "hc-jwt/express";
import { createVerifier } from "hc-jwt/verify";
import { describe, expect, it } from "vitest";
import { type Vector, vectorsText } from "../../test-vectors/make.ts";

const text = readFileSync(new URL("../../test-vectors/help-center-jwt.json", import.meta.url), "utf8");
const { jwks, vectors }: { jwks: never; vectors: Vector[] } = JSON.parse(text);

const optionsFor = ({ requiredClaims }: Pick<Vector, "requiredClaims">) => ({ keys: jwks, requiredClaims });

describe("test-vectors/help-center-jwt.json", () => {
  it("is what its script gives: run `node test-vectors/make.ts` if this fails", () => {
    expect(text).toBe(vectorsText());
  });

  it("has sixty and more, none twice, of both kinds and both results", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(60);
    expect(
      new Set(vectors.map(({ authorization, requiredClaims }) => JSON.stringify([authorization, requiredClaims]))).size,
    ).toBe(vectors.length);
    expect(vectors.filter(({ result }) => result === "valid").length).toBeGreaterThan(10);
  });

  it("publishes public keys only, of four members", () => {
    for (const key of (jwks as { keys: object[] }).keys) expect(Object.keys(key)).toEqual(["kty", "n", "e", "kid"]);
  });

  it.each(vectors)("$id, $comment: $result", async (vector) => {
    const verifier = createVerifier(optionsFor(vector));
    const headers = vector.authorization === null ? {} : { authorization: vector.authorization };
    const outcome = await verifier.authenticate({ headers }).then(
      () => null,
      ({ code }) => code,
    );
    expect(outcome).toBe(vector.code);
    if (vector.token === null) return;
    const byToken = await verifier.verify(vector.token).then(
      () => null,
      ({ code }) => code,
    );
    // Without a header around it, the code of a broken one may differ.
    expect(byToken === null).toBe(vector.result === "valid");
  });

  it.each<[string, () => ReturnType<typeof express5>]>([
    ["Express 4", () => (express4 as unknown as typeof express5)()],
    ["Express 5", () => express5()],
  ])("holds through HTTP on %s", async (_, create) => {
    const app = create();
    app.use("/plain", helpCenterAuth(optionsFor({})));
    app.use("/orders", helpCenterAuth(optionsFor({ requiredClaims: { product: "orders" } })));
    app.use((request, response) => {
      response.json({ userId: request.helpCenter?.claims.userId });
    });
    const server = createServer(app as RequestListener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (const { id, authorization, requiredClaims, status, code } of vectors) {
      const headers = authorization === null ? {} : { authorization };
      const response = await fetch(`${origin}/${requiredClaims ? "orders" : "plain"}`, { headers });
      const body = await response.json();
      expect([id, response.status]).toEqual([id, status]);
      expect(body).toEqual(code === null ? { userId: expect.any(Number) } : { error: code });
    }
    await new Promise((resolve) => server.close(resolve));
  });
});
