/** A user of the help center of this page. */
export interface Visitor {
  readonly userId: number;
  readonly name: string;
  readonly email: string;
  readonly todos: readonly string[];
}

export const visitors = {
  mia: { userId: 9001, name: "Mia Laurent", email: "mia@example.com", todos: ["Oil the chain", "Order brake pads"] },
  liam: { userId: 9002, name: "Liam Okafor", email: "liam@example.com", todos: ["Call the workshop"] },
} as const satisfies Record<string, Visitor>;

export type VisitorName = keyof typeof visitors;

/** `window.HelpCenter` as Zendesk's pages have it, as far as it says who is signed in. */
export function helpCenterGlobal(visitor: Visitor | undefined): { user: Record<string, string | null> } {
  if (!visitor) return { user: { identifier: null, email: null, name: "", role: "anonymous" } };
  const { userId, email, name } = visitor;
  return { user: { identifier: `user-${userId}`, email, name, role: "end_user" } };
}
