import type { HelpCenterVisitor } from "./index.ts";

// Express reads this namespace; without its types it is an addition to nothing.
declare global {
  namespace Express {
    interface Request {
      /** Set by `helpCenterAuth`; unset where `optional` has let a request without a token pass. */
      helpCenter?: HelpCenterVisitor | undefined;
    }
  }
}
