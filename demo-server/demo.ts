import { readFile } from "node:fs/promises";
import { createControlPanel } from "./control-panel/app.ts";
import { type Controls, createControls, type Settings } from "./controls.ts";
import { DEMO_THEME } from "./folders.ts";
import { createHelpCenter } from "./help-center/app.ts";
import type { Problem } from "./help-center/curlybars/problem.ts";
import { BUILT_IN_DATA, readData } from "./help-center/data/data.ts";
import { createIssuedTokens } from "./help-center/issued-tokens.ts";
import { createSessions, SESSION_COOKIE } from "./help-center/sessions.ts";
import { createSigningKeys } from "./help-center/signing-keys.ts";
import { createThemeReader } from "./help-center/theme/reader.ts";
import type { SettingOverrides } from "./help-center/theme/theme.ts";
import { createTokenIssuer } from "./help-center/token-issuer.ts";
import type { User } from "./help-center/users.ts";
import { LOCALHOST, listen } from "./listener.ts";
import { createRequestLog, type RequestLog } from "./request-log.ts";
import { startTodoApi } from "./todo-api/start.ts";
import { createTokenActions } from "./token-actions.ts";

export type { Controls, Settings } from "./controls.ts";
export { ControlError } from "./controls.ts";
export { InvalidThemeError, type Problem } from "./help-center/curlybars/problem.ts";
export { InvalidDataError } from "./help-center/data/data.ts";
export type { User } from "./help-center/users.ts";
export { PortInUseError } from "./listener.ts";
export { startTodoApi, type TodoApi } from "./todo-api/start.ts";

export interface DemoOptions {
  /** 0, the default, takes a free port. */
  helpCenterPort?: number;
  /** 0, the default, takes a free port. */
  apiPort?: number;
  /** Where the to-dos are kept; `:memory:`, the default, keeps nothing. */
  databaseFile?: string;
  /** `demo-theme` of this repository by default. */
  themeDirectory?: string;
  /** Refuses a theme with any problem, in place of serving it with its problems listed. */
  strict?: boolean;
  /** Contents that replace or extend the built-in ones, as data.schema.json describes them. */
  dataFile?: string;
  /** An API that the theme calls, in place of the to-do API: an origin. */
  apiOrigin?: string;
  /** Settings of the theme, as an administrator would change them. */
  themeSettings?: SettingOverrides;
  /** The help center's name, which has to lead to this machine; `localhost` by default. */
  host?: string;
  /** Files in PEM: with them the help center is https. */
  https?: { certFile: string; keyFile: string };
  /** Open pages reload when a file of the theme changes. */
  liveReload?: boolean;
  /** What the control panel's switches start from, and go back to. */
  settings?: Partial<Settings>;
}

export interface Demo {
  helpCenter: {
    origin: string;
    keysUrl: string;
    /** What is not as it has to be in the theme as it is on disk now. */
    problems(): Promise<readonly Problem[]>;
    users: readonly User[];
    /** A cookie of a new session, for a browser that is to be signed in without going through the sign-in page. */
    signIn(userId: number): { name: string; value: string; url: string };
  };
  api: { origin: string };
  controls: Controls;
  /** Has the to-do API refuse every token that was issued so far. */
  revokeTokens(): void;
  rotateKeys(options: { keepOld: boolean }): Promise<void>;
  requestLog: RequestLog;
  close(): Promise<void>;
}

/** Starts a help center and a to-do API; any number of demos can run at once. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { helpCenterPort = 0, apiPort = 0, databaseFile = ":memory:", themeDirectory = DEMO_THEME } = options;
  const { strict = false, dataFile, liveReload = false } = options;
  const data = dataFile === undefined ? BUILT_IN_DATA : await readData(dataFile);
  const findUser = (id: number) => data.users.find((user) => user.id === id);
  const controls = createControls(options.settings);
  const requestLog = createRequestLog();
  const keys = createSigningKeys();
  const sessions = createSessions();
  const issuedTokens = createIssuedTokens();

  const { host = "localhost", https, apiOrigin, themeSettings } = options;
  const certificate = https && {
    cert: await readFile(https.certFile, "utf8"),
    key: await readFile(https.keyFile, "utf8"),
  };
  const listener = await listen(helpCenterPort, LOCALHOST, certificate);
  const scheme = certificate ? "https" : "http";
  const origin = `${scheme}://${host}:${listener.port}`;
  // Not by the help center's own name: a server looks names up where no browser tells it what is below localhost.
  const keysUrl = `${scheme}://localhost:${listener.port}/api/v2/help_center/integration/keys`;

  const ownApi = { origin: apiOrigin ?? "", forgetKeys() {}, close: async () => {} };
  const api =
    apiOrigin !== undefined
      ? ownApi
      : await startTodoApi({
          helpCenter: { origin, keysUrl },
          port: apiPort,
          databaseFile,
          controls,
          requestLog,
          onToken: issuedTokens.used,
          isRevoked: issuedTokens.isRevoked,
          nameOf: (userId) => findUser(userId)?.name,
        }).catch(async (error: unknown) => {
          await listener.close();
          throw error;
        });

  async function close(): Promise<void> {
    await Promise.all([listener.close(), api.close()]);
  }

  const theme = createThemeReader(themeDirectory, { todo_api_origin: api.origin, ...themeSettings }, { strict });
  await theme.current().catch(async (error: unknown) => {
    await close();
    throw error;
  });

  const tokens = createTokenActions({ keys, issuedTokens, onKeyWithdrawn: api.forgetKeys });
  const helpCenter = createHelpCenter({
    origin,
    theme,
    data,
    liveReload,
    watchedApi: apiOrigin,
    sessions,
    keys,
    issueToken: createTokenIssuer(keys, issuedTokens),
    controls,
    requestLog,
    panel: createControlPanel({ origin, apiOrigin: api.origin, controls, requestLog, tokens, theme }),
  });
  listener.serve((request) => helpCenter.fetch(request));

  return {
    helpCenter: {
      origin,
      keysUrl,
      problems: async () => (await theme.current()).problems,
      users: data.users,
      signIn(userId) {
        const user = findUser(userId);
        if (!user) throw new RangeError(`There is no user ${userId}.`);
        return { name: SESSION_COOKIE, value: sessions.create(user), url: origin };
      },
    },
    api: { origin: api.origin },
    controls,
    revokeTokens: tokens.revokeAll,
    rotateKeys: tokens.rotateKeys,
    requestLog,
    close,
  };
}
