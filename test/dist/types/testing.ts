import {
  createSigner,
  type HelpCenterHandlersOptions,
  helpCenterFetch,
  helpCenterHandlers,
  type Signer,
  type SignOptions,
  signToken,
  startHelpCenter,
  type TestApi,
  type TestClaims,
  type TestHelpCenter,
  type TestJwk,
} from "hc-jwt/testing";
import { same } from "./expect.js";

same<ReturnType<typeof createSigner>, Signer>(true);
same<typeof signToken, (claims?: TestClaims, options?: SignOptions) => Promise<string>>(true);
same<ReturnType<Signer["jwks"]>, Promise<{ keys: TestJwk[] }>>(true);
same<ReturnType<typeof startHelpCenter>, Promise<TestHelpCenter>>(true);

const options: HelpCenterHandlersOptions = {
  claims: async ({ url }) => ({ userId: url.length, product: "todo" }),
  signer: createSigner({ kid: "1" }),
  lifetime: 60,
  status: 403,
  retryAfter: 5,
  origin: "https://a.example",
};
helpCenterHandlers(options);
const api: TestApi = ({ url }) => Response.json({ url });
const standIn: typeof fetch = helpCenterFetch({ claims: { userId: 42 } }, api);
helpCenterFetch({ status: 403 });
standIn("/orders");
startHelpCenter({ claims: { email: "mia@example.com" } });
// @ts-expect-error a claim of another type
signToken({ userId: "42" });
// @ts-expect-error milliseconds have no option of their own
helpCenterHandlers({ lifetimeMs: 5 });
// @ts-expect-error it has an origin
startHelpCenter({ origin: "https://a.example" });
// @ts-expect-error it responds for any
helpCenterFetch({ origin: "https://a.example" });
