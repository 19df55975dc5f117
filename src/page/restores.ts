let restores = 0;
let isListening = false;

/**
 * How often this page has come back from the back/forward cache: it may belong to another visitor by now. One listener a
 * page, however many clients there are, and none before the first.
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
