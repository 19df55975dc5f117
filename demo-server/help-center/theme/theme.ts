import { readdir, readFile, stat } from "node:fs/promises";
import { basename, extname, join, relative, sep } from "node:path";
import { createCompiler, type RenderTemplate } from "../curlybars/compile.ts";
import { InvalidThemeError, type Problem } from "../curlybars/problem.ts";
import { validateTemplate } from "../curlybars/validate.ts";
import { HELPERS } from "../helpers/index.ts";
import { type Asset, createAsset, digestOf } from "./assets.ts";
import { type Manifest, ManifestError, parseManifest, type SettingValue } from "./manifest.ts";
import { findUnknownReferences, renderStylesheet } from "./stylesheet.ts";
import { namesIn } from "./vocabulary.ts";

/** A theme as Zendesk holds it after an import: checked, compiled and with its assets renamed. */
export interface Theme {
  manifest: Manifest;
  settings: Readonly<Record<string, SettingValue>>;
  templates: ReadonlyMap<string, RenderTemplate>;
  /** By file name, as the `asset` helper asks for them. */
  assets: ReadonlyMap<string, Asset>;
  /** The values of settings that are files. */
  settingFiles: readonly Asset[];
  script: string;
  scriptDigest: string;
  style: string;
  styleDigest: string;
}

/** Settings as an administrator would have changed them in the Settings panel. */
export type SettingOverrides = Readonly<Record<string, SettingValue>>;

const compile = createCompiler(HELPERS);

/** Reads a theme's folder; rejects with `InvalidThemeError` when Zendesk would not take it. */
export async function readTheme(directory: string, overrides: SettingOverrides = {}): Promise<Theme> {
  const [manifestSource, script, styleSource, assetFiles, settingFiles, templateFiles] = await Promise.all([
    readText(directory, "manifest.json"),
    readText(directory, "script.js"),
    readText(directory, "style.css"),
    readAssets(join(directory, "assets")),
    readAssets(join(directory, "settings")),
    readTemplates(join(directory, "templates")),
  ]);
  const problems: Problem[] = [];
  const manifest = readManifest(manifestSource, problems);
  const settings = settingsOf(manifest, settingFiles, overrides, problems);
  const assets = new Map(assetFiles.map((asset) => [asset.name, asset]));

  const stylesheetValues = { settings, assets: new Map(assetFiles.map(({ name, url }) => [name, url])) };
  for (const { line, column, name } of findUnknownReferences(styleSource, stylesheetValues)) {
    problems.push({
      file: "style.css",
      line,
      column,
      what: `${name} does not stand for anything here.`,
      fix: "Name a setting of the manifest or $assets-file-extension.",
    });
  }

  const templates = new Map<string, RenderTemplate>();
  for (const [template, source] of templateFiles) {
    const found = checkTemplate(template, source, Object.keys(settings), new Set(assets.keys()));
    problems.push(...found);
    if (found.length === 0) templates.set(template, compile(source));
  }
  if (problems.length > 0) throw new InvalidThemeError(problems);

  const style = renderStylesheet(styleSource, stylesheetValues);
  return {
    manifest,
    settings,
    templates,
    assets,
    settingFiles,
    script,
    scriptDigest: digestOf(script),
    style,
    styleDigest: digestOf(style),
  };
}

function checkTemplate(template: string, source: string, settings: string[], assets: ReadonlySet<string>): Problem[] {
  const file = `templates/${template}.hbs`;
  const names = namesIn(template, settings);
  if (!names) {
    return [
      {
        file,
        line: 1,
        column: 1,
        what: "Zendesk renders no template of this name.",
        fix: "Custom pages go to templates/custom_pages.",
      },
    ];
  }
  return validateTemplate(source, { file, template, names, helpers: HELPERS, theme: { assets } });
}

function readManifest(source: string, problems: Problem[]): Manifest {
  try {
    return parseManifest(source);
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    problems.push({
      file: "manifest.json",
      line: 1,
      column: 1,
      what: error.message,
      fix: "See Zendesk's article on the Settings panel.",
    });
    return { name: "", version: "", apiVersion: 4, variables: [] };
  }
}

function settingsOf(
  { variables }: Manifest,
  files: readonly Asset[],
  overrides: SettingOverrides,
  problems: Problem[],
): Record<string, SettingValue> {
  const entries = variables.map(({ identifier, type, value }): [string, SettingValue] => {
    if (type !== "file") return [identifier, overrides[identifier] ?? value ?? ""];
    const file = files.find(({ name }) => basename(name, extname(name)) === identifier);
    if (!file) {
      const what = `Setting ${identifier} is a file, and there is no settings/${identifier}.*.`;
      problems.push({ file: "manifest.json", line: 1, column: 1, what, fix: "Add the file." });
    }
    return [identifier, file?.url ?? ""];
  });
  return Object.fromEntries(entries);
}

async function readText(directory: string, file: string): Promise<string> {
  try {
    return await readFile(join(directory, file), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const fix = `Zendesk's import asks for it; the theme was read from ${directory}.`;
    throw new InvalidThemeError([{ file, line: 1, column: 1, what: "The theme has no such file.", fix }]);
  }
}

/** The files at the top of a folder, as zcli packs them. */
async function readAssets(folder: string): Promise<Asset[]> {
  const files = (await filesIn(folder)).filter((file) => !basename(file).startsWith("."));
  return Promise.all(files.map(async (file) => createAsset(basename(file), new Uint8Array(await readFile(file)))));
}

/** Sources by name: `home_page`, `custom_pages/todo`. */
async function readTemplates(folder: string): Promise<[string, string][]> {
  const templates = (await filesIn(folder, { recursive: true })).filter((file) => file.endsWith(".hbs"));
  return Promise.all(
    templates.map(async (file): Promise<[string, string]> => {
      const name = relative(folder, file).split(sep).join("/").slice(0, -".hbs".length);
      return [name, await readFile(file, "utf8")];
    }),
  );
}

/** In the order of their names; none where there is no such folder, as a theme may do without. */
async function filesIn(folder: string, { recursive = false } = {}): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Changes whenever a file of the theme does, is added or goes away. */
async function stampOf(directory: string): Promise<string> {
  const files = await filesIn(directory, { recursive: true });
  const stamps = await Promise.all(
    files.map(async (file) => {
      const { mtimeMs, size } = await stat(file);
      return `${file}:${mtimeMs}:${size}`;
    }),
  );
  return stamps.join("\n");
}

export interface ThemeReader {
  /** The theme as it is on disk now: an edit shows on the next page. */
  current(): Promise<Theme>;
  /** An asset of the theme as it is now, or as it was when some open page was rendered. */
  asset(url: string): Asset | undefined;
}

export function createThemeReader(directory: string, overrides: SettingOverrides = {}): ThemeReader {
  let read: { stamp: string; theme: Promise<Theme> } | undefined;
  const served = new Map<string, Asset>();

  async function readAndKeepAssets(): Promise<Theme> {
    const theme = await readTheme(directory, overrides);
    for (const asset of [...theme.assets.values(), ...theme.settingFiles]) served.set(asset.url, asset);
    return theme;
  }

  return {
    async current() {
      const stamp = await stampOf(directory);
      if (read?.stamp !== stamp) read = { stamp, theme: readAndKeepAssets() };
      return read.theme;
    },
    asset: (url) => served.get(url),
  };
}
