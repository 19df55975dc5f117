import ky, { type KyInstance } from "ky";

/**
 * A ky instance over the authorized fetch. Its retries are off by default, because for them ky clones every request, also
 * uploads. `api.extend({ retry: 2 })` turns them on.
 */
export function createApi(authorizedFetch: typeof fetch): KyInstance {
  return ky.create({ fetch: authorizedFetch, retry: 0 });
}
