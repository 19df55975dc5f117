import { createHash } from "node:crypto";

export type Role = "end_user" | "agent" | "manager";

export interface User {
  /** Zendesk's ids have twelve digits and more: too many for 32 bits. */
  id: number;
  name: string;
  email: string;
  /** The id the account's own systems know the user by; most users have none. */
  externalId: string | null;
  role: Role;
  organizations: readonly { id: number; name: string }[];
  /** One sentence for the sign-in page: why this user is worth trying. */
  note: string;
}

export const USERS: readonly User[] = [
  {
    id: 361_204_550_971,
    name: "Mia Laurent",
    email: "mia.laurent@example.com",
    externalId: "crm-1001",
    role: "end_user",
    organizations: [
      { id: 360_000_071_204, name: "Northwind Bicycles" },
      { id: 360_000_071_318, name: "Laurent Courier Service" },
    ],
    note: "An end user with an external id.",
  },
  {
    id: 361_204_550_972,
    name: "Zoë Łukasińska",
    email: "zoë.łukasińska@bücher.example",
    externalId: "crm-Ω-1002",
    role: "end_user",
    organizations: [],
    note: "An end user whose name, email and external id are not ASCII.",
  },
  {
    id: 361_204_550_973,
    name: "Sam Okafor",
    email: "sam.okafor@example.com",
    externalId: null,
    role: "end_user",
    organizations: [],
    note: "An end user without an external id.",
  },
  {
    id: 361_204_550_981,
    name: "Ada Brandt",
    email: "ada.brandt@support.example",
    externalId: null,
    role: "agent",
    organizations: [],
    note: "An agent: answers requests.",
  },
  {
    id: 361_204_550_991,
    name: "Noor Haddad",
    email: "noor.haddad@support.example",
    externalId: "hr-7",
    role: "manager",
    organizations: [],
    note: "A manager: also runs the help center.",
  },
];

export const ROLE_NAMES: Record<Role, string> = { end_user: "End user", agent: "Agent", manager: "Manager" };

export function isStaff(user: User): boolean {
  return user.role !== "end_user";
}

/** What `HelpCenter.user.identifier` holds: 40 hex characters a user, and for a visitor the SHA-1 of nothing. */
export function identifierOf(user: User | undefined): string {
  return createHash("sha1")
    .update(user ? String(user.id) : "")
    .digest("hex");
}

/** A round picture with the user's first letter: a data URL, since the demo has no place to keep pictures. */
export function avatarUrl(user: User | undefined): string {
  const letter = user ? [...user.name][0] : "";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="20" fill="#3d5a73"/><text x="20" y="27" font-family="sans-serif" font-size="20" fill="#fff" text-anchor="middle">${letter}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
