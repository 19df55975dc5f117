import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

export interface Todo {
  id: number;
  title: string;
  done: boolean;
  createdAt: string;
}

export interface TodoStore {
  /** Oldest first. */
  list(userId: number): Todo[];
  add(userId: number, title: string): Todo;
  /** Undefined when this user has no such item, whoever else may have it. */
  change(userId: number, id: number, changes: { title?: string; done?: boolean }): Todo | undefined;
  /** False when this user has no such item. */
  remove(userId: number, id: number): boolean;
  close(): void;
}

// AUTOINCREMENT, so that the id of a deleted item never comes back as somebody else's.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS todos (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS todos_by_user ON todos (user_id, id);
`;

interface Row {
  id: number;
  title: string;
  done: number;
  created_at: string;
}

/** Opens the file, or makes it and its folder; `:memory:` keeps nothing. Every query is bound to one user. */
export function openTodoStore(file: string): TodoStore {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const sqlite = process.getBuiltinModule("node:sqlite");
  if (!sqlite)
    throw new Error("The to-do API needs Node 22.13 or later. Update Node, or name an API of your own by --api.");
  const database = new sqlite.DatabaseSync(file);
  if (file !== ":memory:") database.exec("PRAGMA journal_mode = WAL");
  database.exec(SCHEMA);

  const list = database.prepare("SELECT id, title, done, created_at FROM todos WHERE user_id = ? ORDER BY id");
  const add = database.prepare(
    "INSERT INTO todos (user_id, title, created_at) VALUES (?, ?, ?) RETURNING id, title, done, created_at",
  );
  const change = database.prepare(
    `UPDATE todos SET title = coalesce(?, title), done = coalesce(?, done)
     WHERE user_id = ? AND id = ? RETURNING id, title, done, created_at`,
  );
  const remove = database.prepare("DELETE FROM todos WHERE user_id = ? AND id = ?");

  return {
    list: (userId) => list.all(userId).map(todoOf),
    add: (userId, title) => todoOf(add.get(userId, title, new Date().toISOString())),
    change(userId, id, { title, done }) {
      const row = change.get(title ?? null, done === undefined ? null : Number(done), userId, id);
      return row && todoOf(row);
    },
    remove: (userId, id) => Number(remove.run(userId, id).changes) > 0,
    close: () => database.close(),
  };
}

function todoOf(row: unknown): Todo {
  const { id, title, done, created_at: createdAt } = row as Row;
  return { id, title, done: done === 1, createdAt };
}
