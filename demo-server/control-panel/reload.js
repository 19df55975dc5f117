// Loads the page again when a file of the theme has changed.
new EventSource("/demo/api/theme-changes").addEventListener("change", () => location.reload());
