import { createVerifier } from "../../src/verify/index.ts";
import { type Controls, createControls } from "../controls.ts";
import { type Listener, listen } from "../listener.ts";
import { createRequestLog, type RequestLog } from "../request-log.ts";
import { createTodoApi, type TodoApiOptions } from "./app.ts";
import { openTodoStore, type TodoStore } from "./store.ts";

export interface StartTodoApiOptions {
  /** Where the tokens come from, and the only origin whose pages may call. */
  helpCenter: { origin: string; keysUrl: string };
  /** 0, the default, takes a free port. */
  port?: number;
  /** `:memory:`, the default, keeps nothing. */
  databaseFile?: string;
  controls?: Controls;
  requestLog?: RequestLog;
  onToken?: TodoApiOptions["onToken"];
  isRevoked?: TodoApiOptions["isRevoked"];
  nameOf?: TodoApiOptions["nameOf"];
}

export interface TodoApi {
  origin: string;
  controls: Controls;
  requestLog: RequestLog;
  /** Has the keys fetched anew for the next request, as they are in time without this. */
  forgetKeys(): void;
  close(): Promise<void>;
}

/**
 * The address, not `localhost`: to a browser another host than the help center's, so that no cookie of the one reaches
 * the other, as between a real help center and a real API.
 */
const HOST = "127.0.0.1";

/** Starts a to-do API; several can run side by side. */
export async function startTodoApi(options: StartTodoApiOptions): Promise<TodoApi> {
  const { helpCenter, port = 0, databaseFile = ":memory:" } = options;
  const { controls = createControls(), requestLog = createRequestLog() } = options;
  const listener = await listen(port, [HOST]);
  const store = await openOrClose(databaseFile, listener);

  const newVerifier = () =>
    createVerifier({
      keysUrl: helpCenter.keysUrl,
      // Tokens name no audience. The account's custom claim says that they are meant for this product.
      requiredClaims: { product: "todo-demo" },
      // So that a rotation in the control panel works at the first try. The default is right for a real API.
      keysCooldown: 0,
    });
  let verifier = newVerifier();

  const app = createTodoApi({
    allowedOrigin: helpCenter.origin,
    verifier: () => verifier,
    store,
    controls,
    requestLog,
    onToken: options.onToken ?? (() => {}),
    isRevoked: options.isRevoked ?? (() => false),
    nameOf: options.nameOf ?? (() => undefined),
  });
  listener.serve((request) => app.fetch(request));

  return {
    origin: `http://${HOST}:${listener.port}`,
    controls,
    requestLog,
    forgetKeys() {
      verifier = newVerifier();
    },
    async close() {
      await listener.close();
      store.close();
    },
  };
}

/** The port first: a second demo on the same file fails for the port's sake, before it touches the file. */
async function openOrClose(databaseFile: string, listener: Listener): Promise<TodoStore> {
  try {
    return openTodoStore(databaseFile);
  } catch (error) {
    await listener.close();
    throw error;
  }
}
