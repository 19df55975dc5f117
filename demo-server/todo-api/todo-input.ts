/** What a request's body says about a to-do, or why it cannot be used. */
export type TodoInput = { title?: string; done?: boolean } | { problem: string };

const LONGEST_TITLE = 200;

export function readTodoInput(body: string): TodoInput {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { problem: 'The body is not JSON. Send, for example, {"title": "Call Ada"}.' };
  }
  if (json === null || typeof json !== "object" || Array.isArray(json))
    return { problem: "The body is not a JSON object." };
  const { title, done } = json as Record<string, unknown>;
  if (title !== undefined && typeof title !== "string") return { problem: "The title is not text." };
  const trimmed = title?.trim();
  if (trimmed === "") return { problem: "The title is empty." };
  if (trimmed !== undefined && [...trimmed].length > LONGEST_TITLE) {
    return { problem: `The title is longer than ${LONGEST_TITLE} characters.` };
  }
  if (done !== undefined && typeof done !== "boolean") return { problem: "done is neither true nor false." };
  return { ...(trimmed !== undefined && { title: trimmed }), ...(done !== undefined && { done }) };
}
