import { useCallback, useEffect, useState } from "react";
import { addTodo, changeTodo, codeOf, loadTodos, type Todo } from "./todos";

type Loading = { status: "loading" } | { status: "failed"; code: string } | { status: "ready" };

/** The visitor's to-dos, and what can be done with them. Nothing is asked for where nobody is signed in. */
export function useTodos(apiOrigin: string, signedIn: boolean) {
  const [loading, setLoading] = useState<Loading>({ status: "loading" });
  const [todos, setTodos] = useState<readonly Todo[]>([]);

  const load = useCallback(async () => {
    setLoading({ status: "loading" });
    try {
      setTodos(await loadTodos(apiOrigin));
      setLoading({ status: "ready" });
    } catch (error) {
      setLoading({ status: "failed", code: codeOf(error) });
    }
  }, [apiOrigin]);

  useEffect(() => {
    if (signedIn) load();
    else setLoading({ status: "failed", code: "not_signed_in" });
  }, [load, signedIn]);

  // The theme's script.js shows the number in the header.
  useEffect(() => {
    if (loading.status !== "ready") return;
    const open = todos.filter(({ done }) => !done).length;
    document.dispatchEvent(new CustomEvent("todo-list:change", { detail: { open } }));
  }, [loading, todos]);

  const replace = (next: Todo) => setTodos((todos) => todos.map((todo) => (todo.id === next.id ? next : todo)));

  return {
    loading,
    todos,
    load,
    async add(title: string) {
      const todo = await addTodo(apiOrigin, title);
      setTodos((todos) => [...todos, todo]);
    },
    async setDone(todo: Todo, done: boolean) {
      replace({ ...todo, done });
      try {
        replace(await changeTodo(apiOrigin, todo, { done }));
      } catch (error) {
        replace(todo);
        throw error;
      }
    },
  };
}
