import type { CreatePeer } from "./peer.ts";

// The floor: the browser's fetch with a token that is already there, written into the header by hand.

export const create: CreatePeer =
  ({ token }) =>
  (url, init) =>
    fetch(url, { ...init, headers: { Authorization: `Bearer ${token}` } });
