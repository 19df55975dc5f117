import type { Log } from "../timeline/log.ts";
import type { World } from "../world/world.ts";

/** What the playground gives to the theme's page, which runs in a frame of it. */
export interface Bridge {
  readonly world: World;
  readonly log: Log;
  /** For `window.HelpCenter`. */
  readonly helpCenterGlobal: unknown;
  /** Called once the page is loaded and its requests reach the world. */
  ready(page: ThemePage): void;
  failed(reason: string): void;
}

/** What the theme's page gives to the playground. */
export interface ThemePage {
  /** Runs code of a theme. Never rejects. */
  run(code: string): Promise<Result>;
}

/** What came of the reader's code, as text. */
export interface Result {
  readonly isError: boolean;
  readonly text: string;
  /** What the code printed to the console, a line each. */
  readonly printed: readonly string[];
}

declare global {
  interface Window {
    /** On the playground's page, while a page of the theme is loading. */
    playgroundBridge?: Bridge;
  }
}
