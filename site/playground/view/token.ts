import { type TokenPhase, tokenAge } from "../timeline/token-age.ts";
import type { IssuedToken } from "../world/help-center.ts";
import { byId, percent } from "./dom.ts";

const meanings: Readonly<Record<TokenPhase, string>> = {
  fresh: "Calls use it as it is.",
  refreshed: "The next call still uses it, and a new one is requested in the background.",
  replaced: "No longer used: the next call gets a new one first.",
  expired: "Expired: the next call gets a new one first.",
};

/** The last token that was issued, and its age by the help center's clock. */
export function renderToken(token: IssuedToken | undefined, now: number): void {
  const panel = byId("token");
  if (!token) {
    panel.dataset.phase = "none";
    byId("token-name").textContent = "None has been issued.";
    byId("token-age").textContent = "";
    byId("token-meaning").textContent = "The first call asks for one.";
    return;
  }
  const { phase, age, lifetime, progress, refreshedFrom, replacedFrom } = tokenAge(token, now);
  panel.dataset.phase = token.isRevoked ? "revoked" : phase;
  byId("token-name").textContent = `Token ${token.number}, for ${token.visitor.email}`;
  byId("token-age").textContent = `${Math.min(age, lifetime)} s of ${lifetime} s`;
  byId("token-meaning").textContent = token.isRevoked ? "The API refuses it." : meanings[phase];
  byId("token-progress").style.width = percent(progress);
  byId("token-refreshed").style.left = percent(refreshedFrom);
  byId("token-replaced").style.left = percent(replacedFrom);
}
