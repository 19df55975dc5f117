import { type FormEvent, type ReactElement, useRef, useState } from "react";
import { problemOf } from "./problems";
import { codeOf, type Todo } from "./todos";
import { useTodos } from "./useTodos";

export interface TodoListProps {
  /** Origin of the to-do API, from the theme settings. */
  apiOrigin: string;
  /** Whether somebody is signed in, as the template knows it. */
  signedIn: boolean;
  signInPath: string;
}

// One list a page: React 17 has no useId.
const titleId = "todo-react-title";
const headingId = "todo-react-heading";

export function TodoList({ apiOrigin, signedIn, signInPath }: TodoListProps): ReactElement {
  const { loading, todos, load, add, setDone } = useTodos(apiOrigin, signedIn);
  const [alert, setAlert] = useState("");
  const panel = useRef<HTMLDivElement>(null);
  const isSignedOut = loading.status === "failed" && loading.code === "not_signed_in";

  /** Runs a change; one that did not reach the server is told, and leaves what is on the page. */
  async function attempt(change: () => Promise<void>, failure: string): Promise<boolean> {
    setAlert("");
    try {
      await change();
      return true;
    } catch (error) {
      setAlert(`${failure} ${problemOf(codeOf(error)).text}`);
      return false;
    }
  }

  function retry() {
    // The button is about to vanish: without this the focus would fall back to the top of the page.
    panel.current?.focus();
    load();
  }

  return (
    <div
      ref={panel}
      className="todo__panel"
      data-state={isSignedOut ? "signed-out" : loading.status}
      tabIndex={-1}
      aria-busy={loading.status === "loading"}
    >
      {loading.status === "loading" && <Loading />}
      {isSignedOut && <SignedOut signInPath={signInPath} />}
      {loading.status === "failed" && !isSignedOut && <Failed code={loading.code} onRetry={retry} />}
      {loading.status === "ready" && (
        <>
          <NewTodo onAdd={(title) => attempt(() => add(title), "Your to-do was not added.")} />
          {alert && (
            <p className="notice" role="alert">
              {alert}
            </p>
          )}
          <Items
            todos={todos}
            onChange={(todo, done) => attempt(() => setDone(todo, done), `“${todo.title}” was not changed.`)}
          />
        </>
      )}
    </div>
  );
}

function Loading() {
  return (
    <>
      <p role="status">Loading your to-dos…</p>
      <div className="skeleton" aria-hidden="true">
        <span />
        <span />
        <span />
      </div>
    </>
  );
}

function SignedOut({ signInPath }: { signInPath: string }) {
  return (
    <>
      <h2>Sign in to see your list</h2>
      <p>Your to-dos belong to your help center account.</p>
      <p>
        <a className="button" href={signInPath} rel="nofollow">
          Sign in
        </a>
      </p>
    </>
  );
}

function Failed({ code, onRetry }: { code: string; onRetry: () => void }) {
  const { title, text, canRetry } = problemOf(code);
  return (
    <>
      <div role="alert">
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
      {canRetry && (
        <p>
          <button type="button" className="button" onClick={onRetry}>
            Try again
          </button>
        </p>
      )}
      <p className="meta">
        Code for support: <code>{code}</code>
      </p>
    </>
  );
}

function NewTodo({ onAdd }: { onAdd: (title: string) => Promise<boolean> }) {
  const [title, setTitle] = useState("");
  const [isAdding, setAdding] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isAdding || !title.trim()) return;
    setAdding(true);
    if (await onAdd(title)) setTitle("");
    setAdding(false);
  }

  return (
    <form className="todo__form" onSubmit={submit} aria-busy={isAdding}>
      <label htmlFor={titleId}>New to-do</label>
      <div className="todo__field">
        <input
          id={titleId}
          type="text"
          maxLength={200}
          autoComplete="off"
          dir="auto"
          readOnly={isAdding}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <button type="submit" className="button" aria-disabled={isAdding}>
          Add
        </button>
      </div>
    </form>
  );
}

interface ItemsProps {
  todos: readonly Todo[];
  onChange: (todo: Todo, done: boolean) => void;
}

function Items({ todos, onChange }: ItemsProps) {
  return (
    <>
      <h2 className="todo__count" id={headingId}>
        <span role="status">{countText(todos)}</span>
      </h2>
      {todos.length === 0 && <p className="todo__empty">Nothing to do. Write the first one down above.</p>}
      <ul className="todo__items" aria-labelledby={headingId}>
        {todos.map((todo) => (
          <li key={todo.id} className="todo-item">
            <label className="todo-item__label">
              <input type="checkbox" checked={todo.done} onChange={({ target }) => onChange(todo, target.checked)} />
              <span className="todo-item__title" dir="auto">
                {todo.title}
              </span>
            </label>
          </li>
        ))}
      </ul>
    </>
  );
}

function countText(todos: readonly Todo[]): string {
  const done = todos.filter((todo) => todo.done).length;
  const open = todos.length - done;
  if (todos.length === 0) return "Your to-dos";
  if (open === 0) return `All ${done} done`;
  return done === 0 ? `${open} to do` : `${open} to do, ${done} done`;
}
