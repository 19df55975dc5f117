// Before the page is drawn, so that a reader's choice does not flash. Storage may be blocked.
try {
  const chosen = localStorage.getItem("hc-jwt-docs-theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {}
