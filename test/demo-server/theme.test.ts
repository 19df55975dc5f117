import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
import { describe, expect, test } from "vitest";
import { InvalidThemeError } from "../../demo-server/help-center/curlybars/problem.ts";
import { createThemeReader, readTheme } from "../../demo-server/help-center/theme/theme.ts";
import { writeTheme } from "./harness.ts";

const DEMO_THEME = fileURLToPath(new URL("../../demo-theme", import.meta.url));

async function problemsOf(changes: Record<string, string | undefined>): Promise<string> {
  const error = await readTheme(await writeTheme(changes)).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InvalidThemeError);
  return (error as InvalidThemeError).message;
}

const manifest = (changes: Record<string, unknown>) =>
  JSON.stringify({ name: "Fixture", version: "1.0.0", api_version: 4, settings: [], ...changes });
const withSetting = (variable: Record<string, unknown>) =>
  manifest({ settings: [{ label: "Group", variables: [variable] }] });

describe("the demo theme", () => {
  test("is one that Zendesk would take, every template of it", async () => {
    const theme = await readTheme(DEMO_THEME);
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

  test.each(["shared-bundle.js", "todo-react-bundle.js"])("are ES modules where they were built: %s", async (file) => {
    const script = await readFile(join(DEMO_THEME, "assets", file), "utf8");
    const { body } = parse(script, { ecmaVersion: "latest", sourceType: "module" });
    expect(body.some(({ type }) => type === "ExportNamedDeclaration")).toBe(true);
  });

  test("are those five, beside the library's bundle", async () => {
    const assets = await readdir(join(DEMO_THEME, "assets"));
    expect(assets.sort()).toEqual([
      "hc-jwt.js",
      "request-form.js",
      "shared-bundle.js",
      "todo-list.js",
      "todo-react-bundle.js",
    ]);
  });
});

describe("a theme that Zendesk would not take is rejected", () => {
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
    [manifest({ api_version: 3 }), "Its api_version is not 4"],
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

  test("for colors that only Sass could compute", async () => {
    expect(await problemsOf({ "style.css": "a { color: lighten(#fff, 5%); }" })).toContain("lighten(…) does not stand");
  });
});

describe("style.css", () => {
  test("has settings and assets in place of their names", async () => {
    const style = "a { color: $brand_color; border: 1px solid #{$brand_color}; background: url($assets-dot-svg) }";
    const theme = await readTheme(await writeTheme({ "style.css": style }));
    const url = theme.assets.get("dot.svg")?.url;
    expect(theme.style).toBe(`a { color: #123456; border: 1px solid #123456; background: url(${url}) }`);
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

  test("is mended by an edit after it was broken by one", async () => {
    const directory = await writeTheme();
    const reader = createThemeReader(directory);
    await writeFile(join(directory, "templates/home_page.hbs"), "{{nonsense}}");
    await expect(reader.current()).rejects.toBeInstanceOf(InvalidThemeError);
    await writeFile(join(directory, "templates/home_page.hbs"), "{{user.name}}!");
    await expect(reader.current()).resolves.toBeDefined();
  });
});
