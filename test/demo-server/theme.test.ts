import { readdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
import { describe, expect, test } from "vitest";
import type { PageScope } from "../../demo-server/help-center/curlybars/helper.ts";
import { InvalidThemeError } from "../../demo-server/help-center/curlybars/problem.ts";
import { createThemeReader } from "../../demo-server/help-center/theme/reader.ts";
import { readTheme } from "../../demo-server/help-center/theme/theme.ts";
import { temporaryDirectory, writeTheme } from "./harness.ts";

const DEMO_THEME = fileURLToPath(new URL("../../demo-theme", import.meta.url));

async function problemsOf(changes: Record<string, string | undefined>): Promise<string> {
  const error = await readTheme(await writeTheme(changes), {}, { strict: true }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InvalidThemeError);
  return (error as InvalidThemeError).message;
}

const manifest = (changes: Record<string, unknown>) =>
  JSON.stringify({ name: "Fixture", version: "1.0.0", api_version: 4, settings: [], ...changes });
const withSetting = (variable: Record<string, unknown>) =>
  manifest({ settings: [{ label: "Group", variables: [variable] }] });

describe("the demo theme", () => {
  test("is one that Zendesk would take, every template of it", async () => {
    const theme = await readTheme(DEMO_THEME, {}, { strict: true });
    expect(theme.problems).toEqual([]);
    const files = await readdir(join(DEMO_THEME, "templates"), { recursive: true });
    expect(theme.templates.size).toBe(files.filter((file) => file.endsWith(".hbs")).length);
  });

  test("has its API's origin set by an administrator", async () => {
    const theme = await readTheme(DEMO_THEME, { todo_api_origin: "http://127.0.0.1:4100" });
    expect(theme.settings).toMatchObject({ todo_api_origin: "http://127.0.0.1:4100" });
  });
});

describe("the demo theme's own scripts", () => {
  test.each(["script.js", "assets/todo-list.js", "assets/request-form.js"])("are ES2015: %s", async (file) => {
    const script = await readFile(join(DEMO_THEME, file), "utf8");
    expect(() => parse(script, { ecmaVersion: 2015, sourceType: "script" })).not.toThrow();
  });

  test.each(["hc-jwt-bundle.js", "shared-bundle.js", "todo-react-bundle.js"])(
    "are ES modules where they were built: %s",
    async (file) => {
      const script = await readFile(join(DEMO_THEME, "assets", file), "utf8");
      const { body } = parse(script, { ecmaVersion: "latest", sourceType: "module" });
      expect(body.some(({ type }) => type === "ExportNamedDeclaration")).toBe(true);
    },
  );

  test("are those six, beside the library's bundle", async () => {
    const assets = await readdir(join(DEMO_THEME, "assets"));
    expect(assets.sort()).toEqual([
      "hc-jwt-bundle.js",
      "hc-jwt.js",
      "request-form.js",
      "shared-bundle.js",
      "todo-list.js",
      "todo-react-bundle.js",
    ]);
  });
});

describe("a strict server rejects a theme", () => {
  test("with all its problems at once", async () => {
    const message = await problemsOf({
      "templates/home_page.hbs": "{{nonsense}}",
      "templates/footer.hbs": "{{{x}}}",
      "style.css": "a { color: $missing; }",
    });
    expect(message).toContain("templates/home_page.hbs:1:3");
    expect(message).toContain("templates/footer.hbs:1:1");
    expect(message).toContain("style.css:1:12 $missing does not stand for anything here.");
  });

  test("with the templates that it lacks in one line", async () => {
    const message = await problemsOf({ "templates/home_page.hbs": undefined });
    expect(message.match(/lacks|no such template/g)).toHaveLength(1);
    expect(message).toMatch(
      /templates\/ The theme lacks \d+ templates: home_page\.hbs, .*\.hbs\. Zendesk's import asks/,
    );
  });

  test("for a template that Zendesk renders nowhere", async () => {
    expect(await problemsOf({ "templates/my_page.hbs": "" })).toContain("Zendesk renders no template of this name.");
  });

  test("for a folder that is not there, by its name", async () => {
    await expect(createThemeReader("/nowhere/theme").current()).rejects.toThrow(
      "the theme was read from /nowhere/theme",
    );
  });

  test.each([
    ["script.js", "script.js:1:1 The theme has no such file."],
    ["style.css", "style.css:1:1 The theme has no such file."],
    ["manifest.json", "manifest.json:1:1 The theme has no such file."],
    ["settings/logo.svg", "Setting logo is a file, and there is no settings/logo.*."],
  ])("without its %s", async (file, problem) => {
    expect(await problemsOf({ [file]: undefined })).toContain(problem);
  });

  test.each([
    ["{", "It is not JSON"],
    [manifest({ name: "" }), "It has no name."],
    [manifest({ version: "one" }), "Its version is not semantic"],
    [manifest({ api_version: 5 }), "Its api_version is not a number from 1 to 4."],
    [manifest({ settings: {} }), "Its settings are not a list."],
    [withSetting({ identifier: "a-b", type: "text", label: "A", value: "" }), '"a-b" is not an identifier.'],
    [withSetting({ identifier: "a", type: "number", label: "A", value: 1 }), "Setting a has an unknown type."],
    [withSetting({ identifier: "a", type: "text", value: "" }), "Setting a has no label."],
    [withSetting({ identifier: "a", type: "text", label: "A", value: 1 }), "Setting a needs a value that is string"],
    [
      withSetting({ identifier: "a", type: "list", label: "A", value: "x", options: [] }),
      "whose options do not hold its value",
    ],
  ])("for a manifest like %s", async (source, problem) => {
    expect(await problemsOf({ "manifest.json": source })).toContain(problem);
  });

  test("for colors that cannot be computed", async () => {
    expect(await problemsOf({ "style.css": "a { color: lighten(nonsense, 5%); }" })).toContain(
      "lighten(…) does not stand",
    );
  });
});

describe("a theme that parses is served", () => {
  const SCOPE: PageScope = {
    locale: "en-us",
    user: undefined,
    path: "/",
    layout: "production",
    crumbs: [],
    related: [],
    activity: [],
    topics: [],
    communityEnabled: true,
    assetUrl: () => undefined,
  };

  async function homePageOf(source: string): Promise<{ html: string; unknown: string[] }> {
    const theme = await readTheme(await writeTheme({ "templates/home_page.hbs": source }));
    const unknown = theme.problems.filter(({ kind }) => kind === "unknown");
    const html =
      theme.templates.get("home_page")?.({ user: { name: "Mia" }, help_center: { name: "HC" } }, SCOPE) ?? "-";
    return { html, unknown: unknown.map(({ what, instead }) => `${what} ${instead}`) };
  }

  test.each([
    ["an identifier", "[{{nonsense}}]", "[]", "'nonsense' does not exist. nothing"],
    ["a field", "[{{user.nonsense}}]", "[]", "It is not possible to access 'nonsense' in 'user'. nothing"],
    ["a helper", "[{{nonsense 1}}]", "[]", "'nonsense' is not a helper, so it takes no arguments. nothing"],
    ["a helper in parentheses", "[{{#if (nonsense 1)}}a{{/if}}]", "[]", "'nonsense' is not a helper. nothing"],
    [
      "a block",
      "[{{#nonsense}}{{user.name}}{{/nonsense}}]",
      "[Mia]",
      "{{#nonsense}} is no block that this server knows. its content",
    ],
    [
      "a block with arguments",
      "[{{#nonsense 1}}a{{/nonsense}}]",
      "[a]",
      "{{#nonsense}} is no block that this server knows. its content",
    ],
    [
      "a text",
      "[{{t 'nonsense'}}]",
      "[nonsense]",
      "'nonsense' is not a text that this server's 't' knows. nonsense, the key",
    ],
    ["a page", "[{{link 'nonsense'}}]", "[]", "'nonsense' is not the id of a page. nothing"],
    ["an asset", "[{{asset 'nonsense.js'}}]", "[]", "The theme has no file assets/nonsense.js. nothing"],
    [
      "each over a value",
      "[{{#each user.name}}a{{else}}none{{/each}}]",
      "[none]",
      "{{#each user.name}} needs a collection, and this is a value. its {{else}}",
    ],
  ])("with %s that is not known listed, and rendered as said", async (_, source, html, problem) => {
    expect(await homePageOf(source)).toEqual({ html, unknown: [problem] });
  });

  test("with what is inside an unknown collection not reported again", async () => {
    const source = "{{#each nonsense}}{{title}}{{#with author}}{{name}}{{/with}}{{/each}}";
    expect((await homePageOf(source)).unknown).toHaveLength(1);
  });

  test("with no template of one name in the way of another", async () => {
    const theme = await readTheme(await writeTheme({ "templates/home_page.hbs": "{{{x}}}" }));
    expect(theme.templates.has("home_page")).toBe(false);
    expect(theme.templates.has("header")).toBe(true);
  });

  test("with a manifest that is partly wrong, by the part that is not", async () => {
    const variables = [
      { identifier: "good", type: "text", label: "Good", value: "1" },
      { identifier: "bad", type: "nonsense", label: "Bad", value: "1" },
    ];
    const source = manifest({ api_version: 2, settings: [{ label: "Group", variables }] });
    const theme = await readTheme(await writeTheme({ "manifest.json": source }));
    expect(theme.settings).toEqual({ good: "1" });
    expect(theme.manifest.apiVersion).toBe(2);
  });
});

describe("what a theme cannot do to the server", () => {
  const problemsIn = async (directory: string, file: string) =>
    (await readTheme(directory)).problems.filter((problem) => problem.file === file).map(({ what }) => what);

  test.each([
    ["blocks", "{{#if signed_in}}".repeat(1000) + "{{/if}}".repeat(1000)],
    ["blocks that never end", "{{#if signed_in}}".repeat(100_000)],
    ["parentheses", `{{#if ${"(not ".repeat(1000)}signed_in${")".repeat(1000)}}}{{/if}}`],
  ])("nest %s a thousand deep", async (_, source) => {
    const directory = await writeTheme({ "templates/home_page.hbs": source });
    expect(await problemsIn(directory, "templates/home_page.hbs")).toEqual([
      "Blocks or parentheses nest deeper than 100 levels here.",
    ]);
  });

  test("have it read a file outside, by a link to it", async () => {
    const outside = await temporaryDirectory();
    await writeFile(join(outside, "secret.txt"), "secret");
    const directory = await writeTheme();
    await symlink(join(outside, "secret.txt"), join(directory, "assets/secret.txt"));
    const theme = await readTheme(directory);
    expect(theme.assets.has("secret.txt")).toBe(false);
    expect(await problemsIn(directory, "assets/secret.txt")).toEqual(["It is a link, and links are not followed."]);
  });

  test("have it read a folder outside, or one folder for ever, by a link to it", async () => {
    const outside = await temporaryDirectory();
    await writeFile(join(outside, "home_page.hbs"), "secret");
    const directory = await writeTheme({ "assets/dot.svg": undefined, "style.css": "" });
    await symlink(directory, join(directory, "templates/custom_pages/again"));
    await symlink(outside, join(directory, "templates/custom_pages/outside"));
    await symlink(outside, join(directory, "assets"));
    const theme = await readTheme(directory);
    expect(theme.assets.size).toBe(0);
    expect([...theme.templates.keys()].filter((name) => name.startsWith("custom_pages/"))).toEqual([
      "custom_pages/hello",
    ]);
  });

  test("have it read 100 MB", async () => {
    const directory = await writeTheme();
    await truncate(join(directory, "assets/dot.svg"), 100_000_000);
    expect(await problemsIn(directory, "assets/dot.svg")).toEqual([
      "It has 100000000 bytes; this server reads up to 31457280, Zendesk's limit for a theme.",
    ]);
  });
});

describe("style.css", () => {
  test("has settings and assets in place of their names", async () => {
    const style = "a { color: $brand_color; border: 1px solid #{$brand_color}; background: url($assets-dot-svg) }";
    const theme = await readTheme(await writeTheme({ "style.css": style }));
    const url = theme.assets.get("dot.svg")?.url;
    expect(theme.style).toBe(`a { color: #123456; border: 1px solid #123456; background: url(${url}) }`);
  });

  // By the formulas of CSS Color 4 for HSL, rounded to whole channels.
  test.each([
    ["lighten($brand_color, 20%)", "#2467aa"],
    ["darken($brand_color, 20%)", "#000102"],
    ["darken(#17494d, 5%)", "#113639"],
    ["lighten(rgb(47, 57, 65), 20%)", "#5a6d7c"],
    ["darken(lighten(#336699, 10%), 10%)", "#336699"],
    ["lighten(white, 5%)", "#ffffff"],
  ])("has the color that %s gives", async (call, color) => {
    const theme = await readTheme(await writeTheme({ "style.css": `a { color: ${call}; }` }));
    expect(theme.style).toBe(`a { color: ${color}; }`);
  });
});

describe("assets", () => {
  test("have URLs that tell neither name nor type, the same as long as the content is", async () => {
    const urlOf = async (content: string) => {
      const theme = await readTheme(await writeTheme({ "assets/dot.svg": content }));
      return theme.assets.get("dot.svg")?.url;
    };
    const url = await urlOf("<svg/>");
    expect(url).toMatch(/^\/hc\/theming_assets\/[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(await urlOf("<svg/>")).toBe(url);
    expect(await urlOf("<svg></svg>")).not.toBe(url);
  });

  test("leave out what zcli would not pack: dotfiles and folders", async () => {
    const theme = await readTheme(await writeTheme({ "assets/.DS_Store": "x", "assets/deep/x.js": "x" }));
    expect([...theme.assets.keys()]).toEqual(["dot.svg"]);
  });

  test("may be missing altogether", async () => {
    const theme = await readTheme(await writeTheme({ "assets/dot.svg": undefined, "style.css": "" }));
    expect(theme.assets.size).toBe(0);
  });
});

describe("a theme on disk", () => {
  test("is read once for as long as no file changes", async () => {
    const reader = createThemeReader(await writeTheme());
    expect(await reader.current()).toBe(await reader.current());
  });

  test("shows an edit the next time, and serves an open page's assets still", async () => {
    const directory = await writeTheme();
    const reader = createThemeReader(directory);
    const before = (await reader.current()).assets.get("dot.svg");
    await writeFile(join(directory, "assets/dot.svg"), "<svg>edited</svg>");
    const after = (await reader.current()).assets.get("dot.svg");
    expect(after?.url).not.toBe(before?.url);
    expect(reader.asset(before?.url ?? "")).toBe(before);
    expect(reader.asset(after?.url ?? "")).toBe(after);
  });

  test("may be named by a link, and shows edits all the same", async () => {
    const directory = await writeTheme();
    const link = join(await temporaryDirectory(), "theme");
    await symlink(directory, link);
    const reader = createThemeReader(link);
    expect((await reader.current()).script).toContain("themeScriptRan");
    await writeFile(join(directory, "script.js"), "// edited");
    expect((await reader.current()).script).toBe("// edited");
  });

  test("has no problem any more once an edit mends it", async () => {
    const directory = await writeTheme();
    const reader = createThemeReader(directory);
    const problemsOfHome = async () => {
      const { problems } = await reader.current();
      return problems.filter(({ file }) => file === "templates/home_page.hbs").map(({ kind }) => kind);
    };
    await writeFile(join(directory, "templates/home_page.hbs"), "{{nonsense}}");
    expect(await problemsOfHome()).toEqual(["unknown"]);
    await writeFile(join(directory, "templates/home_page.hbs"), "{{user.name}}!");
    expect(await problemsOfHome()).toEqual([]);
  });
});
