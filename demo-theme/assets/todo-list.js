/*
 * The to-do page (templates/custom_pages/todo_list.hbs). Loaded with `defer`, so after the page and script.js, and
 * only for visitors who are signed in. The configuration of HCJwt is in document_head.hbs.
 */
(() => {
  "use strict";

  /* Everything the visitor may read, by the code of what went wrong. */

  const NOT_SET_UP = {
    state: "misconfigured",
    title: "The to-do list is not set up yet",
    text: "Whoever looks after this help center can finish it in the theme settings. There is nothing you need to do.",
    final: true,
  };
  const UNKNOWN_VISITOR = {
    state: "unavailable",
    title: "We could not check who you are",
    text: "Your to-dos are safe. Try again in a moment, or sign out and in again.",
  };
  const SERVICE_DOWN = {
    state: "api-down",
    title: "The to-do service has a problem",
    text: "Your to-dos are safe, but we cannot get at them right now. Try again in a moment.",
  };
  const REFUSED = {
    state: "api-down",
    title: "The to-do service did not let you in",
    text: "Sign out of the help center and in again, then try once more. If that does not help, please tell support.",
  };
  const PROBLEMS = {
    // Codes of HelpCenterJwtError
    not_signed_in: {
      state: "signed-out",
      text: "You have been signed out. Sign in again in another tab, then repeat this here.",
    },
    plan_unsupported: {
      state: "plan-unsupported",
      title: "The to-do list is not available here",
      text: "This help center cannot offer to-do lists at the moment. Everything else works as usual.",
      final: true,
    },
    rate_limited: {
      state: "unavailable",
      title: "Many people are here right now",
      text: "Please wait a minute, then try again. Your to-dos are safe.",
    },
    token_endpoint_unavailable: UNKNOWN_VISITOR,
    invalid_token_response: UNKNOWN_VISITOR,
    destination_not_allowed: NOT_SET_UP,
    insecure_destination: NOT_SET_UP,
    unsupported_mode: NOT_SET_UP,
    invalid_option: NOT_SET_UP,
    // Codes of this file
    invalid_setting: NOT_SET_UP,
    api_401: REFUSED,
    api_403: REFUSED,
    unreachable: {
      state: "api-down",
      title: "We cannot reach your to-dos",
      text: "Check your connection, then try again. Your to-dos are safe.",
    },
  };

  const LONGEST_WAIT_MS = 15000;

  const page = document.documentElement;
  const app = document.getElementById("todo-app");
  const form = document.getElementById("todo-form");
  const titleInput = document.getElementById("todo-title");
  const list = document.getElementById("todo-items");
  const status = document.getElementById("todo-status");
  const alertBox = document.getElementById("todo-alert");
  const retryButton = document.getElementById("todo-retry");
  const rowTemplate = document.getElementById("todo-item");

  /** What the server last told, in its order; each row holds one of these. */
  let items = [];

  /* Talking to the API */

  class ApiError extends Error {
    constructor(httpStatus, message) {
      super(message);
      this.code = `api_${httpStatus}`;
    }
  }

  function readAnswer(response) {
    if (response.status === 204) return null;
    if (response.ok) return response.json();
    return response
      .json()
      .catch(() => null)
      .then((body) => {
        const reason = Object(Object(body).error);
        throw new ApiError(response.status, reason.message || "No reason given.");
      });
  }

  function request(method, path, body) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), LONGEST_WAIT_MS);
    const init = { method: method, signal: controller.signal };
    if (body) {
      init.headers = { "Content-Type": "application/json" };
      init.body = JSON.stringify(body);
    }
    const answer = HCJwt.fetch(page.getAttribute("data-todo-api") + path, init).then(readAnswer);
    const stopTimer = () => clearTimeout(timer);
    answer.then(stopTimer, stopTimer);
    return answer;
  }

  const itemPath = (item) => `/todos/${encodeURIComponent(item.id)}`;

  /* What went wrong */

  function codeOf(error) {
    if (typeof error.code === "string") return error.code;
    // To a script, a dead server, a refused preflight and a lost connection are one and the same TypeError.
    return error instanceof TypeError || error.name === "AbortError" ? "unreachable" : "unexpected_answer";
  }

  const problemOf = (code) => PROBLEMS[code] || SERVICE_DOWN;

  function logProblem(error) {
    console.warn(`To-do list: ${codeOf(error)}: ${error.message}`);
  }

  /* States of the page */

  function showState(state, panelName) {
    app.setAttribute("data-state", state);
    app.querySelectorAll("[data-panel]").forEach((panel) => {
      panel.hidden = panel.getAttribute("data-panel") !== panelName;
    });
  }

  function showProblem(code) {
    const problem = problemOf(code);
    if (problem.state === "signed-out") {
      showState("signed-out", "signed-out");
      announce(app.querySelector('[data-panel="signed-out"] h2').textContent);
      return;
    }
    app.querySelector("[data-problem-title]").textContent = problem.title;
    app.querySelector("[data-problem-text]").textContent = problem.text;
    app.querySelector("[data-problem-code]").textContent = code;
    retryButton.hidden = Boolean(problem.final);
    showState(problem.state, "problem");
    announce(`${problem.title}. ${problem.text}`);
  }

  function announce(text) {
    status.textContent = text;
  }

  /** A change that did not reach the server: what is on the page stays, with the reason beside it. */
  function showFailure(what, error) {
    logProblem(error);
    const code = codeOf(error);
    const reason = code === "api_400" ? error.message : problemOf(code).text;
    showAlert(`${what} ${reason}`, code);
  }

  function showAlert(text, code) {
    alertBox.querySelector("[data-alert-text]").textContent = text;
    alertBox.querySelector("[data-alert-code]").textContent = code ? `(${code})` : "";
    alertBox.hidden = false;
  }

  function clearFailure() {
    alertBox.hidden = true;
    titleInput.removeAttribute("aria-invalid");
  }

  function showCounts() {
    const done = items.filter((item) => item.done).length;
    const open = items.length - done;
    document.getElementById("todo-count").textContent = countText(open, done);
    app.querySelector("[data-empty]").hidden = items.length > 0;
    document.dispatchEvent(new CustomEvent("todo-list:change", { detail: { open: open } }));
  }

  function countText(open, done) {
    if (open === 0 && done === 0) return "Your to-dos";
    if (open === 0) return `All ${done} done`;
    return done === 0 ? `${open} to do` : `${open} to do, ${done} done`;
  }

  /* Rows */

  function addRow(item) {
    const row = rowTemplate.content.firstElementChild.cloneNode(true);
    const checkbox = row.querySelector("input");
    const deleteButton = row.querySelector("button");
    let saving = false;

    row.setAttribute("data-id", item.id);
    row.querySelectorAll("[data-title]").forEach((element) => {
      element.textContent = item.title;
    });
    checkbox.checked = item.done;

    // One PATCH at a time: of two that overlap, the older could arrive last. What was clicked meanwhile goes next.
    function save() {
      const wanted = checkbox.checked;
      if (saving || wanted === item.done) return;
      const saved = () => {
        saving = false;
        item.done = wanted;
        showCounts();
        announce(`“${item.title}” ${wanted ? "done" : "is to do again"}.`);
        save();
      };
      const failed = (error) => {
        saving = false;
        if (error.code === "api_404") return removeGone(row, item);
        checkbox.checked = item.done;
        showFailure(`“${item.title}” was not changed.`, error);
      };
      saving = true;
      request("PATCH", itemPath(item), { done: wanted }).then(saved, failed);
    }

    function remove() {
      if (row.classList.contains("is-leaving")) return;
      const failed = (error) => {
        if (error.code === "api_404") return removeGone(row, item);
        markLeaving(false);
        showFailure(`“${item.title}” was not deleted.`, error);
      };
      clearFailure();
      markLeaving(true);
      request("DELETE", itemPath(item)).then(() => removeRow(row, item), failed);
    }

    // aria-disabled rather than disabled, which would take the focus away.
    function markLeaving(leaving) {
      row.classList.toggle("is-leaving", leaving);
      deleteButton.setAttribute("aria-disabled", String(leaving));
    }

    checkbox.addEventListener("change", () => {
      clearFailure();
      save();
    });
    deleteButton.addEventListener("click", remove);
    list.append(row);
  }

  function removeRow(row, item) {
    const hadFocus = row.contains(document.activeElement);
    const neighbour = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    items = items.filter((other) => other !== item);
    showCounts();
    if (hadFocus) (neighbour ? neighbour.querySelector("button") : titleInput).focus();
    announce(`“${item.title}” deleted. ${items.length} left.`);
  }

  /** Deleted elsewhere, in another tab or on another device. */
  function removeGone(row, item) {
    if (!row.isConnected) return;
    removeRow(row, item);
    announce(`“${item.title}” had already been deleted.`);
  }

  /* Adding */

  function setAdding(adding) {
    form.setAttribute("aria-busy", String(adding));
    form.querySelector("button").setAttribute("aria-disabled", String(adding));
    titleInput.readOnly = adding;
  }

  function showAdded(item) {
    setAdding(false);
    items.push(item);
    addRow(item);
    titleInput.value = "";
    // Ready for the next one, unless the visitor has moved on to something else meanwhile.
    if (form.contains(document.activeElement) || document.activeElement === document.body) titleInput.focus();
    showCounts();
    announce(`“${item.title}” added.`);
  }

  function add(event) {
    event.preventDefault();
    if (titleInput.readOnly) return;
    clearFailure();
    const title = titleInput.value.trim();
    if (!title) {
      titleInput.setAttribute("aria-invalid", "true");
      titleInput.focus();
      showAlert("Write down what there is to do first.");
      return;
    }
    const failed = (error) => {
      setAdding(false);
      showFailure("Your to-do was not added; the text is still in the field.", error);
    };
    setAdding(true);
    request("POST", "/todos", { title: title }).then(showAdded, failed);
  }

  /* Loading */

  function showItems(answer) {
    if (!Array.isArray(Object(answer).items)) throw new Error("The API's answer holds no items.");
    items = answer.items;
    list.textContent = "";
    items.forEach(addRow);
    showState("ready", "ready");
    showCounts();
    announce(items.length ? `${document.getElementById("todo-count").textContent}.` : "The list is empty.");
  }

  function load() {
    if (!page.hasAttribute("data-todo-api")) {
      showProblem(page.getAttribute("data-todo-error"));
      return Promise.resolve();
    }
    showState("loading", "loading");
    return request("GET", "/todos")
      .then(showItems)
      .catch((error) => {
        logProblem(error);
        showProblem(codeOf(error));
      });
  }

  function retry() {
    // The button is about to vanish: without this the focus would fall back to the top of the page.
    app.focus();
    announce("Loading your to-dos…");
    load().then(() => {
      if (document.activeElement !== app) return;
      if (app.getAttribute("data-state") === "ready") titleInput.focus();
      else if (!retryButton.hidden) retryButton.focus();
    });
  }

  form.addEventListener("submit", add);
  titleInput.addEventListener("input", () => {
    if (titleInput.hasAttribute("aria-invalid")) clearFailure();
  });
  retryButton.addEventListener("click", retry);
  load();
})();
