// Tells the control panel which calls this page made to the theme's API. The browser's own list of what it loaded names
// the path and the status, and neither headers nor bodies; nothing of the page is replaced for it.
(() => {
  const { api } = document.currentScript.dataset;
  new PerformanceObserver((list) => {
    for (const { name, initiatorType, responseStatus } of list.getEntries()) {
      const url = new URL(name);
      if (url.origin !== api || !["fetch", "xmlhttprequest"].includes(initiatorType)) continue;
      fetch("/demo/api/browser-calls", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ path: url.pathname, status: responseStatus }),
        keepalive: true,
      });
    }
  }).observe({ type: "resource", buffered: true });
})();
