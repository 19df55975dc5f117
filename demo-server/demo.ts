import { fileURLToPath } from "node:url";
import { createControlPanel } from "./control-panel/app.ts";
import { type Controls, createControls, type Settings } from "./controls.ts";
import { createHelpCenter } from "./help-center/app.ts";
import { createIssuedTokens } from "./help-center/issued-tokens.ts";
import { createSessions, SESSION_COOKIE } from "./help-center/sessions.ts";
import { createSigningKeys } from "./help-center/signing-keys.ts";
import { createThemeReader } from "./help-center/theme/theme.ts";
import { createTokenIssuer } from "./help-center/token-issuer.ts";
import { findUser, USERS, type User } from "./help-center/users.ts";
import { LOCALHOST, listen } from "./listener.ts";
import { createRequestLog, type RequestLog } from "./request-log.ts";
import { startTodoApi } from "./todo-api/start.ts";
import { createTokenActions } from "./token-actions.ts";

export type { Controls, Settings } from "./controls.ts";
export { ControlError } from "./controls.ts";
export { InvalidThemeError } from "./help-center/curlybars/problem.ts";
export type { User } from "./help-center/users.ts";
export { PortInUseError } from "./listener.ts";
export type { LoggedRequest, RequestCounts, RequestLog } from "./request-log.ts";
export { type StartTodoApiOptions, startTodoApi, type TodoApi } from "./todo-api/start.ts";

export interface DemoOptions {
  /** 0, the default, takes a free port. */
  helpCenterPort?: number;
  /** 0, the default, takes a free port. */
  apiPort?: number;
  /** Where the to-dos are kept; `:memory:`, the default, keeps nothing. */
  databaseFile?: string;
  /** `demo-theme` of this repository by default. */
  themeDirectory?: string;
  /** What the control panel's switches start from, and go back to. */
  settings?: Partial<Settings>;
}

export interface Demo {
  helpCenter: {
    origin: string;
    keysUrl: string;
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

const DEMO_THEME = fileURLToPath(new URL("../demo-theme", import.meta.url));

/** Starts a help center and a to-do API; any number of demos can run at once. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { helpCenterPort = 0, apiPort = 0, databaseFile = ":memory:", themeDirectory = DEMO_THEME } = options;
  const controls = createControls(options.settings);
  const requestLog = createRequestLog();
  const keys = createSigningKeys();
  const sessions = createSessions();
  const issuedTokens = createIssuedTokens();

  const listener = await listen(helpCenterPort, LOCALHOST);
  const origin = `http://localhost:${listener.port}`;
  const keysUrl = `${origin}/api/v2/help_center/integration/keys`;

  const api = await startTodoApi({
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

  const theme = createThemeReader(themeDirectory, { todo_api_origin: api.origin });
  await theme.current().catch(async (error: unknown) => {
    await close();
    throw error;
  });

  const tokens = createTokenActions({ keys, issuedTokens, onKeyWithdrawn: api.forgetKeys });
  const helpCenter = createHelpCenter({
    origin,
    theme,
    sessions,
    keys,
    issueToken: createTokenIssuer(keys, issuedTokens),
    controls,
    requestLog,
    panel: createControlPanel({ origin, apiOrigin: api.origin, controls, requestLog, tokens }),
  });
  listener.serve((request) => helpCenter.fetch(request));

  return {
    helpCenter: {
      origin,
      keysUrl,
      users: USERS,
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
