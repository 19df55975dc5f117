import type { Log } from "../timeline/log.ts";
import { helpCenterGlobal } from "../world/visitors.ts";
import type { World } from "../world/world.ts";
import type { ThemePage } from "./bridge.ts";

/** Milliseconds. The page is of this folder: past this, the browser keeps it from loading or from being served. */
const patience = 20_000;

/**
 * Loads the theme's page anew, in a frame in place of the one before.
 *
 * @throws Error (as a rejection) where the browser keeps the page, or its service worker, from working
 */
export async function openThemePage(container: Element, world: World, log: Log): Promise<ThemePage> {
  const { visitor } = world.helpCenter;
  log.mark("page", `The page loads: ${visitor ? `${visitor.name} is signed in` : "nobody is signed in"}`);
  const frame = document.createElement("iframe");
  frame.title = "The theme's page";
  frame.src = "theme.html";
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<ThemePage>((resolve, reject) => {
      window.playgroundBridge = {
        world,
        log,
        helpCenterGlobal: helpCenterGlobal(visitor),
        ready: resolve,
        failed: (reason) => reject(new Error(reason)),
      };
      timer = setTimeout(() => reject(new Error("The theme's page does not load.")), patience);
      container.replaceChildren(frame);
    });
  } finally {
    clearTimeout(timer);
  }
}
