import type { Story } from "./stories.ts";
import type { ThemePage } from "./theme-page/bridge.ts";
import { openThemePage } from "./theme-page/open.ts";
import { createLog, type Log } from "./timeline/log.ts";
import type { PageResult } from "./view/result.ts";
import { type VisitorName, visitors } from "./world/visitors.ts";
import { createWorld, type World } from "./world/world.ts";

/** One telling of a story, in a world of its own: what is still under way in an earlier one shows up nowhere. */
export interface Session {
  readonly story: Story;
  readonly log: Log;
  readonly world: World;
  /** Loads the page of the first visit, so that the code can be run. */
  prepare(): Promise<void>;
  /** Runs the code on the page that is open; where the story has several page loads, on each of them. */
  run(code: string): Promise<PageResult[]>;
}

/** Milliseconds: long enough to be seen. */
const latency = { token: 240, api: 120 };

/** Where hc-jwt keeps the token with `storage: "session"`. */
const storageKey = "hc-jwt.v1";

export function createSession(story: Story, container: Element, onChange: () => void): Session {
  const log = createLog(() => performance.now(), onChange);
  const world = createWorld({ origin: location.origin, log, latency, apiFault: story.apiFault });
  world.helpCenter.endpoint = story.endpoint ?? "ok";
  world.helpCenter.lifetime = story.lifetime ?? 300;
  const visits = story.visits ?? ["mia"];
  let page: ThemePage | undefined;
  try {
    sessionStorage.removeItem(storageKey);
  } catch {
    // Blocked: then there is nothing in it.
  }

  async function visit(name: VisitorName | null | undefined): Promise<ThemePage> {
    world.helpCenter.visitor = name ? visitors[name] : undefined;
    page = await openThemePage(container, world, log);
    return page;
  }

  return {
    story,
    log,
    world,
    async prepare() {
      await visit(visits[0]);
    },
    async run(code) {
      const results: PageResult[] = [];
      for (const [index, name] of visits.entries()) {
        const current = visits.length === 1 && page ? page : await visit(name);
        const who = name ? visitors[name].name : "nobody signed in";
        results.push({ ...(await current.run(code)), page: `Page load ${index + 1}: ${who}` });
      }
      return results;
    },
  };
}
