/**
 * Registers msw's service worker for this folder, and waits until it serves this page. A frame that is opened before does
 * not always hear, in WebKit, that the worker has become active.
 *
 * @throws Error (as a rejection) where the browser has no service workers, or does not start this one
 */
export async function startServiceWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) {
    throw new Error(
      "It has no service workers for this page: the window may be a private one, or the page is not https.",
    );
  }
  try {
    await navigator.serviceWorker.register("mockServiceWorker.js");
  } catch (error) {
    throw new Error(`It does not start the service worker: ${(error as Error).message}`);
  }
  const { active } = await navigator.serviceWorker.ready;
  if (active) await activated(active);
}

function activated(worker: ServiceWorker): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (worker.state !== "activated") return;
      worker.removeEventListener("statechange", check);
      resolve();
    };
    worker.addEventListener("statechange", check);
    check();
  });
}
