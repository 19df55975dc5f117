import ky from "ky";
import { type CreatePeer, type TokenAnswer, tokenUrl } from "./peer.ts";

// ky 2 with hooks. `beforeRequest` attaches the token as its readme's FAQ does ("How do I add authentication headers…");
// the 401 recipe is the one under "hooks.afterResponse": refresh on the first 401 of each request, and ky.retry() with
// the new header. The shared promise is ours: a competent author would not have two calls fetch two first tokens.

export const create: CreatePeer = () => {
  let pending: Promise<string> | undefined;

  function fetchToken(): Promise<string> {
    const request = ky(tokenUrl)
      .json<TokenAnswer>()
      .then(({ token }) => token);
    pending = request;
    request.catch(() => {
      if (pending === request) pending = undefined;
    });
    return request;
  }

  const api = ky.create({
    hooks: {
      beforeRequest: [
        async ({ request }) => {
          request.headers.set("Authorization", `Bearer ${await (pending ?? fetchToken())}`);
        },
      ],
      afterResponse: [
        async ({ request, response, retryCount }) => {
          if (response.status === 401 && retryCount === 0) {
            const token = await fetchToken();
            const headers = new Headers(request.headers);
            headers.set("Authorization", `Bearer ${token}`);
            return ky.retry({ request: new Request(request, { headers }), code: "TOKEN_REFRESHED" });
          }
          return undefined;
        },
      ],
    },
  });

  return (url, init) => api(url, init);
};
