/*
 * Runs on every page, for every visitor. Zendesk puts this file at the end of <body>, a theme preview puts it into
 * <head>: nothing here counts on elements, or on window.HelpCenter, before the page has been parsed.
 */
(() => {
  "use strict";

  function whenParsed(run) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run);
    else run();
  }

  /* Menus: a button with aria-controls shows and hides what it names. */

  function setUpToggle(button) {
    const panel = document.getElementById(button.getAttribute("aria-controls"));
    if (!panel) return;

    const isOpen = () => button.getAttribute("aria-expanded") === "true";
    const holds = (node) => panel.contains(node) || button.contains(node);
    const setOpen = (open) => {
      button.setAttribute("aria-expanded", String(open));
      panel.classList.toggle("is-open", open);
    };

    button.addEventListener("click", () => setOpen(!isOpen()));

    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !isOpen()) return;
      const hadFocus = holds(document.activeElement);
      setOpen(false);
      if (hadFocus) button.focus();
    });

    document.addEventListener("click", (event) => {
      if (isOpen() && !holds(event.target)) setOpen(false);
    });

    panel.addEventListener("focusout", (event) => {
      // Without a related target the focus left the window or landed on nothing, and the menu stays as it is.
      if (event.relatedTarget && !holds(event.relatedTarget)) setOpen(false);
    });
  }

  function markCurrentPage() {
    document.querySelectorAll(".site-nav a").forEach((link) => {
      if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
    });
  }

  /* The number of open to-dos in the header. Templates leave the badge out for visitors who are not signed in. */

  function showOpenCount(count) {
    const badge = document.querySelector("[data-todo-badge]");
    if (!badge) return;
    badge.querySelector("[data-todo-count]").textContent = count > 99 ? "99+" : String(count);
    badge.hidden = count === 0;
  }

  function fetchOpenCount(apiOrigin) {
    return HCJwt.fetch(`${apiOrigin}/todos`)
      .then((response) => {
        if (!response.ok) throw new Error(`The to-do API answered ${response.status}.`);
        return response.json();
      })
      .then((list) => list.items.filter((item) => !item.done).length);
  }

  function loadBadge() {
    const apiOrigin = document.documentElement.getAttribute("data-todo-api");
    // The to-do page loads the list itself and tells the number by event.
    if (!apiOrigin || !document.querySelector("[data-todo-badge]") || document.getElementById("todo-app")) return;
    fetchOpenCount(apiOrigin).then(showOpenCount, (error) => {
      console.warn(`No to-do count: ${error.code || error.name}: ${error.message}`);
    });
  }

  document.addEventListener("todo-list:change", (event) => showOpenCount(event.detail.open));

  whenParsed(() => {
    document.querySelectorAll("[data-toggle]").forEach(setUpToggle);
    markCurrentPage();
    loadBadge();
  });
})();
