import type { Mode } from "./options.ts";

/** Subtests that cannot pass with the library, by design or by how this run is set up. All that is said must hold. */
export interface Expectation {
  readonly page?: RegExp;
  readonly subtest?: RegExp;
  /** What the subtest failed with. */
  readonly says?: RegExp;
  readonly modes?: readonly Mode[];
  readonly reason: string;
}

export const expectations: readonly Expectation[] = [
  {
    says: /a synchronous request cannot wait/,
    modes: ["cold", "each"],
    reason: "a synchronous request cannot wait for a token, and is refused instead",
  },
  {
    page: /csp-blocked/,
    reason: "the page's policy forbids the token request, too, whose failure has a code",
  },
  {
    page: /send-authentication-basic-repeat-no-args/,
    reason: "a request without user and password carries the token, though the browser remembers some for its origin",
  },
  {
    page: /abort-after-send/,
    says: /upload\.abort/,
    reason:
      "Chromium itself fires upload events without a body, wherever a request to another origin has an own header",
  },
];
