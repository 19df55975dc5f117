/** A page of the site, and the Markdown file that it is made from. */
export interface SitePage {
  /** From the root of the repository. Empty for what the build writes itself. */
  readonly source: string;
  /** The file in the site. All of them are in one folder, so that links work from the disk as they do from a server. */
  readonly file: string;
  /** How the navigation calls it. */
  readonly name: string;
}

export interface PageGroup {
  readonly title: string;
  readonly pages: readonly SitePage[];
}

const doc = (name: string, title: string): SitePage => ({
  source: `docs/${name}.md`,
  file: `${name}.html`,
  name: title,
});
const reference = (entry: string, title: string): SitePage => ({ source: "", file: `api-${entry}.html`, name: title });

/** Each public entry of the package, whose declarations the reference is made from. */
export const entries: Readonly<Record<string, string>> = {
  index: "hc-jwt",
  verify: "hc-jwt/verify",
  express: "hc-jwt/express",
  testing: "hc-jwt/testing",
  diagnose: "hc-jwt/diagnose",
};

export const groups: readonly PageGroup[] = [
  {
    title: "Start",
    pages: [
      { source: "README.md", file: "index.html", name: "Overview" },
      doc("getting-started", "Getting started"),
      doc("how-it-works", "How it works"),
      doc("recipes", "Recipes"),
      doc("coming-from-the-tutorial", "Coming from the tutorial"),
      doc("faq", "Questions"),
    ],
  },
  {
    title: "In the browser",
    pages: [
      doc("methods", "Methods"),
      doc("options", "Options"),
      doc("errors", "Errors"),
      doc("troubleshooting", "Troubleshooting"),
      doc("browsers", "Browsers"),
      doc("other-scripts", "Beside other scripts"),
    ],
  },
  { title: "On the server", pages: [doc("server", "The server"), doc("verify-anywhere", "Verify anywhere")] },
  {
    title: "Tests",
    pages: [
      doc("testing", "Testing your theme"),
      doc("local-help-center", "Local help center"),
      { source: "demo-server/README.md", file: "hc-jwt-local.html", name: "hc-jwt-local in full" },
    ],
  },
  {
    title: "Trust",
    pages: [
      doc("security-model", "Security model"),
      { source: "SECURITY.md", file: "security.html", name: "Threats, one by one" },
      doc("benchmark", "Benchmark"),
      doc("size", "What each kilobyte is"),
    ],
  },
  { title: "API reference", pages: Object.entries(entries).map(([entry, title]) => reference(entry, title)) },
  {
    title: "Project",
    pages: [
      { source: "CHANGELOG.md", file: "changelog.html", name: "Changelog" },
      { source: "CONTRIBUTING.md", file: "contributing.html", name: "Contributing" },
      { source: "ARCHITECTURE.md", file: "architecture.html", name: "Architecture" },
    ],
  },
];

export const pages: readonly SitePage[] = groups.flatMap(({ pages }) => pages);

/** Files that pages link to, copied as they are: from the root of the repository, to their name in the site. */
export const downloads: Readonly<Record<string, string>> = {
  "dist/hc-jwt.js": "downloads/hc-jwt.js",
  "dist/hc-jwt-diagnose.js": "downloads/hc-jwt-diagnose.js",
  "test-vectors/help-center-jwt.json": "downloads/help-center-jwt.json",
  LICENSE: "downloads/LICENSE.txt",
  "docs/images/demo.png": "images/demo.png",
};
