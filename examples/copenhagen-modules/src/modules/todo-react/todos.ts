import { HCJwt, isHelpCenterJwtError } from "hc-jwt";

export interface Todo {
  id: number;
  title: string;
  done: boolean;
}

class ApiError extends Error {
  readonly code: string;

  constructor(status: number) {
    super(`The to-do API answered ${status}`);
    this.code = `api_${status}`;
  }
}

const longestWaitMs = 15_000;

/** The to-do API, called as the visitor who is signed in. */
async function call<Answer>(method: string, url: string, body?: unknown): Promise<Answer> {
  const response = await HCJwt.fetch(url, {
    method,
    signal: AbortSignal.timeout(longestWaitMs),
    ...(body !== undefined && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new ApiError(response.status);
  return response.json();
}

export async function loadTodos(apiOrigin: string): Promise<Todo[]> {
  const { items } = await call<{ items: Todo[] }>("GET", `${apiOrigin}/todos`);
  return items;
}

export function addTodo(apiOrigin: string, title: string): Promise<Todo> {
  return call("POST", `${apiOrigin}/todos`, { title });
}

export function changeTodo(apiOrigin: string, { id }: Todo, change: Partial<Todo>): Promise<Todo> {
  return call("PATCH", `${apiOrigin}/todos/${id}`, change);
}

/** To a script, a dead server, a refused preflight and a lost connection are one and the same. */
export function codeOf(error: unknown): string {
  return isHelpCenterJwtError(error) || error instanceof ApiError ? error.code : "unreachable";
}
