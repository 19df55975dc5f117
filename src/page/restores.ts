let restores = 0;
let isListening = false;

/**
 * How often this page was restored from the back/forward cache. The visitor may be another one after that. There is one
 * listener per page, however many clients there are, and none before the first.
 */
export function pageRestores(): number {
  if (!isListening) {
    isListening = true;
    globalThis.addEventListener?.("pageshow", ({ persisted }) => {
      if (persisted) restores++;
    });
  }
  return restores;
}
