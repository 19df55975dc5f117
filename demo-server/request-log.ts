import { createNotifier, type Notifier } from "./notifier.ts";

/** A token request, a request to the API, or the question a browser asks before it dares send one. */
export type RequestKind = "token" | "api" | "preflight";

export interface LoggedRequest {
  id: number;
  /** Milliseconds since 1970. */
  at: number;
  kind: RequestKind;
  method: string;
  /** Without the query. */
  path: string;
  status: number;
  /** The user's name, once a session or a verified token told who it is. */
  user: string | null;
  /** The fingerprint of the token that was answered or presented. */
  token: string | null;
}

export interface RequestCounts {
  token: number;
  api: number;
  preflight: number;
  /** How many API requests got which status; likewise below. */
  apiStatuses: Record<string, number>;
  tokenStatuses: Record<string, number>;
}

type Entry = Omit<LoggedRequest, "id" | "at">;

export interface RequestLog {
  add(request: Entry): void;
  /** Begins with a request whose end is logged by the function that this returns, unless the log was cleared meanwhile. */
  begin(): (request: Entry) => void;
  counts(): RequestCounts;
  /** The last requests, newest first. */
  recent(): readonly LoggedRequest[];
  clear(): void;
  subscribe: Notifier["subscribe"];
}

/** How many requests are kept; all of them are counted. */
const KEPT = 100;

export function createRequestLog(): RequestLog {
  const { notify, subscribe } = createNotifier();
  let recent: LoggedRequest[] = [];
  let counts = noCounts();
  let lastId = 0;
  let clearings = 0;

  function add(request: Entry): void {
    lastId += 1;
    recent = [{ id: lastId, at: Date.now(), ...request }, ...recent].slice(0, KEPT);
    counts[request.kind] += 1;
    if (request.kind === "api") countStatus(counts.apiStatuses, request.status);
    if (request.kind === "token") countStatus(counts.tokenStatuses, request.status);
    notify();
  }

  return {
    add,
    begin() {
      const clearingsBefore = clearings;
      return (request) => {
        if (clearings === clearingsBefore) add(request);
      };
    },
    counts: () => structuredClone(counts),
    recent: () => recent,
    clear() {
      clearings += 1;
      recent = [];
      counts = noCounts();
      notify();
    },
    subscribe,
  };
}

function noCounts(): RequestCounts {
  return { token: 0, api: 0, preflight: 0, apiStatuses: {}, tokenStatuses: {} };
}

function countStatus(statuses: Record<string, number>, status: number): void {
  statuses[status] = (statuses[status] ?? 0) + 1;
}
