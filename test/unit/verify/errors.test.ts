import { describe, expect, it } from "vitest";
import { HelpCenterJwtVerificationError } from "../../../src/verify/errors.ts";

describe("HelpCenterJwtVerificationError", () => {
  it("is ready to be sent: 401 with a challenge (RFC 6750, section 3)", () => {
    const error = new HelpCenterJwtVerificationError("token_expired", "The token has expired");
    expect(error).toMatchObject({ name: "HelpCenterJwtVerificationError", status: 401 });
    expect(error.headers).toStrictEqual({
      "WWW-Authenticate": 'Bearer error="invalid_token", error_description="The token has expired"',
    });
  });

  it("blames nobody where the keys cannot be had: 503, and no challenge", () => {
    const cause = new TypeError("offline");
    const error = new HelpCenterJwtVerificationError("keys_unavailable", "Try again later", { cause });
    expect(error).toMatchObject({ status: 503, challenge: undefined, cause });
    expect(error.headers).toStrictEqual({});
  });

  it("leaves out of the challenge what would end its text or is no ASCII, as of a claim's name", () => {
    const error = new HelpCenterJwtVerificationError(
      "claim_rejected",
      'The claim a"b\\c\r\nSet-Cookie: é ☕ is missing',
    );
    expect(error.challenge).toBe(
      "Bearer error=\"invalid_token\", error_description=\"The claim a'b'c''Set-Cookie: ' ' is missing\"",
    );
  });
});
