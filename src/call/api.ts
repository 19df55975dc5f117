import ky, { type KyInstance } from "ky";

/**
 * ky over the authorized fetch. Its own retry is off: with it on, ky clones every request, uploads too.
 * `api.extend({ retry: 2 })` turns it on.
 */
export function createApi(authorizedFetch: typeof fetch): KyInstance {
  return ky.create({ fetch: authorizedFetch, retry: 0 });
}
