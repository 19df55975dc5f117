import type { HelpCenterVisitor } from "./index.ts";

// Declaration merging for `@types/express`. It has no effect if those types are not installed.
declare global {
  namespace Express {
    interface Request {
      /** Set by `helpCenterAuth`; unset where `optional` has let a request without a token pass. */
      helpCenter?: HelpCenterVisitor | undefined;
    }
  }
}
