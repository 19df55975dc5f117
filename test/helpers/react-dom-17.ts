// `render` as react-dom has it until React 18: the signature, over the version that is installed. Two versions of React side by side
// are something that npm does not install.
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";

export function render(element: ReactNode, container: Element | null): void {
  createRoot(container as Element).render(element);
}
