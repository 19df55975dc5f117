/*
 * Sends the form of new_request_page.hbs to Zendesk's Requests API. That is the help center's own origin: the session
 * cookie and a CSRF token say who it is, and HCJwt has no part in it.
 */
(() => {
  "use strict";

  const form = document.getElementById("request-form");
  const button = form.querySelector("button");
  const errorBox = document.getElementById("request-error");
  const sentBox = document.getElementById("request-sent");

  function readJson(response) {
    if (!response.ok) throw new Error(`${new URL(response.url).pathname} answered ${response.status}`);
    return response.json();
  }

  /** Fetched and not rendered: the page may come from a cache. */
  function fetchCsrfToken() {
    return fetch("/api/v2/users/me.json")
      .then(readJson)
      .then((body) => body.user.authenticity_token);
  }

  function readForm() {
    const field = (name) => form.elements.namedItem(name);
    const request = { subject: field("subject").value, comment: { body: field("body").value } };
    // Only visitors who are not signed in are asked who they are.
    if (field("email")) request.requester = { name: field("name").value, email: field("email").value };
    return request;
  }

  function post(request, csrfToken) {
    return fetch("/api/v2/requests.json", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrfToken },
      body: JSON.stringify({ request: request }),
    });
  }

  function send(request) {
    return fetchCsrfToken()
      .then((csrfToken) => post(request, csrfToken))
      .then(readJson);
  }

  function showSent(answer) {
    sentBox.querySelector("[data-number]").textContent = `#${answer.request.id}`;
    form.hidden = true;
    sentBox.hidden = false;
    sentBox.focus();
  }

  function showError(error) {
    console.warn(`Request not sent: ${error.message}`);
    errorBox.textContent = "Your request was not sent. What you wrote is still here: please try again in a moment.";
    errorBox.hidden = false;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    errorBox.hidden = true;
    button.setAttribute("aria-disabled", "true");
    send(readForm())
      .then(showSent)
      .catch(showError)
      .then(() => button.setAttribute("aria-disabled", "false"));
  });
})();
