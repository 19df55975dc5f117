import { render } from "react-dom";
import { TodoList, type TodoListProps } from "./TodoList";

/** What templates/custom_pages/todo_react.hbs imports by the name of this folder. */
export function renderTodoList(container: Element, props: TodoListProps): void {
  render(<TodoList {...props} />, container);
}
