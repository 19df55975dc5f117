import axios from "axios";
import { createAuthRefresh } from "axios-auth-refresh";
import { type CreatePeer, type TokenAnswer, tokenUrl } from "./peer.ts";

// axios with axios-auth-refresh, as the readme of the latter does it: the token in localStorage, a request interceptor
// that adds it, and a refresh after a 401. Nothing asks for a token before the first 401. Ours: no header "Bearer null"
// while there is none.

const key = "token";

export const create: CreatePeer = ({ transport }) => {
  const api = axios.create(transport ? { adapter: transport } : {});

  api.interceptors.request.use((request) => {
    const token = localStorage.getItem(key);
    if (token) request.headers.Authorization = `Bearer ${token}`;
    return request;
  });

  // Its types name the axios of CommonJS, which is another to TypeScript.
  createAuthRefresh(api as never, async (failedRequest) => {
    const { data } = await axios.get<TokenAnswer>(tokenUrl);
    localStorage.setItem(key, data.token);
    failedRequest.response.config.headers.Authorization = `Bearer ${data.token}`;
  });

  return (url, { method = "GET", body } = {}) =>
    api.request({ url, method, ...(body !== undefined && { data: body }) });
};
