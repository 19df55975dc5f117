const names = ["auto", "light", "dark"] as const;

/** The colours of the system, until a reader chooses others. The choice is kept where storage is allowed. */
export function startThemeSwitch(): void {
  const button = document.querySelector<HTMLButtonElement>("#theme");
  if (!button) return;
  const page = document.documentElement;
  const current = () => names.find((name) => name === page.dataset.theme) ?? "auto";
  const label = () => {
    button.textContent = `Theme: ${current()}`;
  };
  button.addEventListener("click", () => {
    const next = names[(names.indexOf(current()) + 1) % names.length] ?? "auto";
    if (next === "auto") delete page.dataset.theme;
    else page.dataset.theme = next;
    try {
      if (next === "auto") localStorage.removeItem("hc-jwt-docs-theme");
      else localStorage.setItem("hc-jwt-docs-theme", next);
    } catch {}
    label();
  });
  label();
  button.hidden = false;
}
