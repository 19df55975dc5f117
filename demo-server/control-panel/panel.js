// The page's script: shows the state that the server sends, and sends what is switched. Tokens never come here.

/** The server's clock minus this one's, in milliseconds. */
let clockOffset = 0;
let token = null;

/** Requests in the table. The server keeps more, for whoever asks it. */
const ROWS = 25;

const byId = (id) => document.getElementById(id);
const form = byId("settings");

// Shown when it arrives, so that a slow answer to one switch cannot turn another back: the last event is the latest.
const events = new EventSource("/demo/api/events");
events.addEventListener("state", ({ data }) => show(JSON.parse(data)));
events.addEventListener("open", () => say(""));
events.addEventListener("error", () => say("The demo server does not answer. Is it still running?"));

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", async ({ target }) => {
  if (!target.checkValidity()) {
    target.setAttribute("aria-invalid", "true");
    target.reportValidity();
    return;
  }
  target.removeAttribute("aria-invalid");
  if (await post("settings", { [target.name]: settingOf(target) })) say("Switched.");
});

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("button[data-action]");
  if (!button) return;
  const { action, keepOld } = button.dataset;
  if (await post(action, keepOld === undefined ? {} : { keepOld: keepOld === "true" }))
    say(`${button.textContent}: done.`);
});

setInterval(showTokenTime, 250);

async function post(path, body) {
  try {
    const response = await fetch(`/demo/api/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) return true;
    const { error } = await response.json();
    say(error);
  } catch {
    say("The demo server does not answer. Is it still running?");
  }
  return false;
}

function settingOf(field) {
  if (field.type === "checkbox") return field.checked;
  return field.type === "number" ? field.valueAsNumber : field.value;
}

function show(state) {
  clockOffset = state.now - Date.now();
  token = state.token;
  showSettings(state.settings);
  showCounts(state.counts);
  showToken(state.keys);
  byId("problems").textContent = String(state.problems);
  showRequests(state.requests);
}

function showSettings(settings) {
  for (const [name, value] of Object.entries(settings)) {
    const field = form.elements.namedItem(name);
    // What somebody is typing stays as it is.
    if (!field || (field.type === "number" && field === document.activeElement)) continue;
    if (field.type === "checkbox") field.checked = value;
    else if (field.value !== String(value)) field.value = String(value);
  }
  for (const name of ["tokenFault", "apiFault"]) {
    byId(name)
      .closest(".field")
      .classList.toggle("switched", settings[name] !== "ok");
  }
}

function showCounts({ token: tokens, api, preflight, tokenStatuses, apiStatuses }) {
  byId("token-count").textContent = tokens;
  byId("api-count").textContent = api;
  byId("preflight-count").textContent = preflight;
  showStatuses("token-statuses", tokenStatuses);
  showStatuses("api-statuses", apiStatuses);
}

function showStatuses(id, statuses) {
  byId(id).textContent = Object.entries(statuses)
    .map(([status, count]) => `${count} × ${status}`)
    .join(", ");
}

function showToken(keys) {
  byId("keys").textContent = keys.map((kid) => `${kid.slice(0, 8)}…`).join(", ");
  byId("no-token").hidden = token !== null;
  byId("token").hidden = token === null;
  byId("token-progress").hidden = token === null;
  if (!token) return;
  byId("token-fingerprint").textContent = token.fingerprint;
  byId("token-user").textContent = token.userName;
  showTokenTime();
}

function showTokenTime() {
  if (!token) return;
  const now = Date.now() + clockOffset;
  const left = token.expiresAt - now;
  byId("token-age").textContent = inWords(now - token.issuedAt);
  const leftField = byId("token-left");
  leftField.textContent = token.revoked ? "revoked" : left > 0 ? inWords(left) : "expired";
  leftField.className = token.revoked || left <= 0 ? "bad" : "";
  const life = token.expiresAt - token.issuedAt;
  byId("token-progress").value = life > 0 ? Math.min(1, (now - token.issuedAt) / life) : 1;
}

function inWords(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function showRequests(requests) {
  byId("no-requests").hidden = requests.length > 0;
  byId("requests").hidden = requests.length === 0;
  const rows = requests.slice(0, ROWS).map(({ at, kind, method, path, status, user, token: fingerprint }) => {
    const row = document.createElement("tr");
    row.append(
      cell(new Date(at).toLocaleTimeString([], { hour12: false })),
      cell(status, status < 300 ? "good" : status < 400 ? "warn" : "bad"),
      cell(fingerprint ?? "–", "token"),
      cell(`${method} ${path}${kind === "preflight" ? " (preflight)" : ""}`, "path"),
      cell(user ?? "", "user"),
    );
    return row;
  });
  byId("requests")
    .querySelector("tbody")
    .replaceChildren(...rows);
}

function cell(text, className = "") {
  const element = document.createElement("td");
  element.className = className;
  element.textContent = text;
  return element;
}

let silence;
function say(text) {
  clearTimeout(silence);
  byId("status").textContent = text;
  if (text) silence = setTimeout(() => say(""), 4000);
}
