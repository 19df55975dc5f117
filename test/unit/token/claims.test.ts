import { describe, expect, it } from "vitest";
import { decodeToken } from "../../../src/token/claims.ts";
import { signToken, visitor } from "../../helpers/jwt.ts";

const tokenOf = (payload: string) => `e30.${Buffer.from(payload).toString("base64url")}.c2ln`;

describe("decodeToken", () => {
  it("reads the claims of a real token", async () => {
    const claims = decodeToken(await signToken(2_000_000_000, { claims: { product: "todo" } }));
    expect(claims).toEqual({ ...visitor, exp: 2_000_000_000, product: "todo" });
  });

  it("reads claims beyond ASCII, in any base64url", async () => {
    for (const email of ["zoë@exämple.com", "名前@例え.jp", "🙂🙂🙂@example.com", "???>>>~~~ÿÿÿ"]) {
      expect(decodeToken(await signToken(2_000_000_000, { claims: { email } })).email).toBe(email);
    }
  });

  it.each([
    ["nothing", undefined, "it has no `token` that is a JWT"],
    ["null", null, "it has no `token` that is a JWT"],
    ["a number", 5, "it has no `token` that is a JWT"],
    ["a list of one token", [tokenOf('{"exp":2000000000}')], "it has no `token` that is a JWT"],
    ["an object", {}, "it has no `token` that is a JWT"],
    ["an empty string", "", "it has no `token` that is a JWT"],
    ["one part", "abc", "it has no `token` that is a JWT"],
    ["an unsigned token", "e30.e30.", "it has no `token` that is a JWT"],
    ["five parts, encrypted", "a.b.c.d.e", "it has no `token` that is a JWT"],
    ["a line break in it", "e30.e30.c2ln\r\nx: y", "it has no `token` that is a JWT"],
    ["spaces around", ` ${tokenOf('{"exp":2000000000}')} `, "it has no `token` that is a JWT"],
    ["a payload that is not base64", "e30.a.c2ln", "the token's payload is not JSON"],
    ["a payload that is not JSON", tokenOf("hello"), "the token's payload is not JSON"],
    ["a payload that is null", tokenOf("null"), "the token has no usable `exp`"],
    ["a payload that is a list", tokenOf("[1]"), "the token has no usable `exp`"],
    ["no exp", tokenOf("{}"), "the token has no usable `exp`"],
    ["a string for exp", tokenOf('{"exp":"2000000000"}'), "the token has no usable `exp`"],
    ["null for exp", tokenOf('{"exp":null}'), "the token has no usable `exp`"],
    ["exp 0", tokenOf('{"exp":0}'), "the token has no usable `exp`"],
    ["a negative exp", tokenOf('{"exp":-5}'), "the token has no usable `exp`"],
    ["the first exp that no Date can hold", tokenOf('{"exp":8640000000000}'), "the token has no usable `exp`"],
    ["exp 1e308", tokenOf('{"exp":1e308}'), "the token has no usable `exp`"],
    ["exp beyond numbers", tokenOf('{"exp":1e999}'), "the token has no usable `exp`"],
  ])("refuses %s, and says what is wrong", (_, token, what) => {
    expect(() => decodeToken(token)).toThrow(
      expect.objectContaining({
        code: "invalid_token_response",
        message: expect.stringContaining(`: ${what}.`),
      }),
    );
  });

  it("quotes nothing of the token in its errors", () => {
    const secret = "c2VjcmV0LXBheWxvYWQ";
    for (const token of [`e30.${secret}.c2ln`, secret, `${secret}.`]) {
      try {
        decodeToken(token);
        expect.unreachable();
      } catch (error) {
        const { message, stack, cause } = error as Error;
        expect(`${message} ${stack} ${cause}`).not.toContain("secret");
        expect(`${message} ${stack} ${cause}`).not.toContain(secret);
      }
    }
  });

  it("takes a fraction of a second for exp, which RFC 7519 allows", () => {
    expect(decodeToken(tokenOf('{"exp":2000000000.5}')).exp).toBe(2_000_000_000.5);
  });
});
