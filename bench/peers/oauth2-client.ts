import { OAuth2Client, OAuth2Fetch, type OAuth2Token } from "@badgateway/oauth2-client";
import { type CreatePeer, type TokenAnswer, tokenUrl } from "./peer.ts";

// OAuth2Fetch, as its readme's "Fetch Wrapper" and "Storing tokens for later use" do it. A help center is no OAuth2
// server, so getNewToken asks the token endpoint; the expiry is read from the token, as there is no expires_in.

const key = "token-store";

export const create: CreatePeer = () => {
  const wrapper = new OAuth2Fetch({
    client: new OAuth2Client({ server: location.origin, clientId: "theme" }),
    async getNewToken(): Promise<OAuth2Token> {
      const answer = await fetch(tokenUrl);
      if (!answer.ok) throw new Error(`No token: ${answer.status}`);
      const { token }: TokenAnswer = await answer.json();
      return { accessToken: token, expiresAt: expiryOf(token), refreshToken: null };
    },
    storeToken: (token) => localStorage.setItem(key, JSON.stringify(token)),
    getStoredToken: () => JSON.parse(localStorage.getItem(key) ?? "null"),
  });

  return (url, init) => wrapper.fetch(url, init);
};

function expiryOf(token: string): number {
  const [, payload = ""] = token.split(".");
  return JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/"))).exp * 1000;
}
