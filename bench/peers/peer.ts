/** What a theme asks of a peer: one call to a third-party API, signed in, answered or rejected in the peer's own way. */
export type Call = (url: string, init?: CallInit) => Promise<{ readonly status: number }>;

export interface CallInit {
  readonly method?: "GET" | "POST";
  readonly body?: string;
}

export interface CreateOptions {
  /** The API that the theme calls. */
  readonly apiOrigin: string;
  /** A token, for the baseline, which has no way to get one. */
  readonly token?: string;
  /** axios uses XMLHttpRequest in browsers; where `fetch` is stubbed it has to be told to use that. */
  readonly transport?: "fetch";
}

/** Run once a page, as a theme's script would. */
export type CreatePeer = (options: CreateOptions) => Call;

export const tokenUrl = "/api/v2/help_center/integration/token";

/** The token endpoint's answer. */
export interface TokenAnswer {
  readonly token: string;
}
