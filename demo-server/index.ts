import { type Controls, type Demo, type Settings, startDemo, type User } from "./demo.ts";
import type { Problem } from "./help-center/curlybars/problem.ts";
import type { SettingOverrides } from "./help-center/theme/theme.ts";
import type { RequestLog } from "./request-log.ts";

export { InvalidDataError, InvalidThemeError, PortInUseError } from "./demo.ts";
export type { LoggedRequest, RequestCounts, RequestLog } from "./request-log.ts";
export type { Controls, Problem, SettingOverrides, Settings, User };

export interface StartHelpCenterOptions {
  /** The theme's folder; a theme with a to-do list without it. */
  theme?: string;
  /**
   * The origin of the API that the theme calls; a to-do API is started without it. The theme reads it from its text
   * setting `todo_api_origin`; for a setting of another name use `themeSettings`.
   */
  api?: string;
  /** Settings of the theme by identifier, as an administrator would change them. */
  themeSettings?: SettingOverrides;
  /** A file that adds to the built-in contents or replaces them; `data.schema.json` describes it. */
  data?: string;
  /** 0, the default, takes a free port. */
  port?: number;
  /** The help center's name, which has to lead to this machine; `localhost` by default. */
  host?: string;
  /** Files in PEM: with them the help center is https. */
  https?: { certFile: string; keyFile: string };
  /** Rejects for any problem with the theme, in place of serving it; false by default. */
  strict?: boolean;
  /** What the faults start from, and what `faults.reset()` goes back to. */
  settings?: Partial<Settings>;
}

export interface LocalHelpCenter {
  /** `http://localhost:<port>`, for the API's CORS list. */
  origin: string;
  /** For `createVerifier({ keysUrl })`. */
  keysUrl: string;
  /** Of the API that the theme calls. */
  apiOrigin: string;
  users: readonly User[];
  /**
   * Signs a user in without the sign-in page.
   *
   * @param user the id or the email of one of `users`
   * @returns a cookie for Playwright's `context.addCookies([cookie])`, or for a `Cookie` header
   * @throws RangeError where there is no such user
   */
  signIn(user: number | string): { name: string; value: string; url: string };
  /**
   * What the token endpoint answers, and how long its tokens last: `set({ tokenFault: "rate_limited", tokenFaultTimes: 1 })`.
   * Throws `ControlError` for a setting that does not exist.
   */
  faults: Pick<Controls, "get" | "set" | "reset">;
  /**
   * Sets the clock of the pages that are loaded from now on.
   *
   * @param seconds how far it is ahead of the server's; negative for behind, 0 for right
   */
  setPageClock(seconds: number): void;
  /** Signs with a new key; the old one stays published until the next rotation, or is withdrawn at once. */
  rotateKeys(options: { keepOld: boolean }): Promise<void>;
  /** Requests of tokens, and of the to-do API; with an `api` of your own, the calls that pages made to it. */
  requests: RequestLog;
  /** What is not as it has to be in the theme, as it is on disk now. */
  problems(): Promise<readonly Problem[]>;
  /** Takes no more requests, and cuts what is open. */
  close(): Promise<void>;
}

/**
 * Starts a help center on this machine, for a test or a script; several can run at once.
 *
 * @returns once it takes requests
 * @throws InvalidThemeError, InvalidDataError, PortInUseError
 * @example
 * const helpCenter = await startHelpCenter({ theme: ".", api: "http://localhost:3000" });
 * await context.addCookies([helpCenter.signIn("mia.laurent@example.com")]);
 * await page.goto(`${helpCenter.origin}/hc/en-us`);
 * await helpCenter.close();
 */
export async function startHelpCenter(options: StartHelpCenterOptions = {}): Promise<LocalHelpCenter> {
  const { theme, api, themeSettings, data, port, host, https, strict, settings } = options;
  const demo = await startDemo({
    ...(theme !== undefined && { themeDirectory: theme }),
    ...(api !== undefined && { apiOrigin: new URL(api).origin }),
    ...(themeSettings && { themeSettings }),
    ...(data !== undefined && { dataFile: data }),
    ...(port !== undefined && { helpCenterPort: port }),
    ...(host !== undefined && { host }),
    ...(https && { https }),
    ...(strict !== undefined && { strict }),
    ...(settings && { settings }),
  });
  return handleOf(demo);
}

function handleOf({ helpCenter, api, controls, rotateKeys, requestLog, close }: Demo): LocalHelpCenter {
  const { origin, keysUrl, users, problems } = helpCenter;
  return {
    origin,
    keysUrl,
    apiOrigin: api.origin,
    users,
    signIn(user) {
      const found = users.find(({ id, email }) => id === user || email === user);
      if (!found)
        throw new RangeError(`There is no user ${user}. There is ${users.map(({ email }) => email).join(", ")}.`);
      return helpCenter.signIn(found.id);
    },
    faults: controls,
    setPageClock(seconds) {
      controls.set({ pageClockSkew: seconds });
    },
    rotateKeys,
    requests: requestLog,
    problems,
    close,
  };
}
