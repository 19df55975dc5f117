/** On narrow screens the list of pages opens on demand. Without scripts it is always there. */
export function startMenu(): void {
  const button = document.querySelector<HTMLButtonElement>("#menu");
  const pages = document.querySelector<HTMLElement>("#pages");
  if (!button || !pages) return;
  document.documentElement.classList.add("scripted");
  button.hidden = false;
  // The list may be longer than the window.
  pages.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  const show = (open: boolean) => {
    button.setAttribute("aria-expanded", String(open));
    pages.classList.toggle("open", open);
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !pages.classList.contains("open")) return;
    show(false);
    button.focus();
  });
}
