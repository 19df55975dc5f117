import { basename, extname } from "node:path";
import { createCompiler, type RenderTemplate } from "../curlybars/compile.ts";
import { InvalidThemeError, type Problem } from "../curlybars/problem.ts";
import { validateTemplate } from "../curlybars/validate.ts";
import { HELPERS } from "../helpers/index.ts";
import { type Asset, createAsset, digestOf } from "./assets.ts";
import { listFiles, readThemeFile } from "./files.ts";
import { type Manifest, parseManifest, type SettingValue } from "./manifest.ts";
import { findUnknownReferences, renderStylesheet } from "./stylesheet.ts";
import { BASE_TEMPLATES, namesIn } from "./vocabulary.ts";

/** A theme as this server holds it: checked, compiled and with its assets renamed, as an import renames them. */
export interface Theme {
  manifest: Manifest;
  settings: Readonly<Record<string, SettingValue>>;
  /** Those that Curlybars does not reject. */
  templates: ReadonlyMap<string, RenderTemplate>;
  /** By file name, as the `asset` helper asks for them. */
  assets: ReadonlyMap<string, Asset>;
  /** The values of settings that are files. */
  settingFiles: readonly Asset[];
  script: string;
  scriptDigest: string;
  style: string;
  styleDigest: string;
  /** All that is not as it has to be, by file; the theme is served all the same. */
  problems: readonly Problem[];
}

/** Settings as an administrator would have changed them in the Settings panel. */
export type SettingOverrides = Readonly<Record<string, SettingValue>>;

export interface ThemeOptions {
  /** Whether a theme with any problem is refused, in place of served with its problems listed. */
  strict?: boolean;
}

const compile = createCompiler(HELPERS);

/** Reads a theme's folder. Rejects with `InvalidThemeError` where there is no theme, and for any problem if `strict`. */
export async function readTheme(
  directory: string,
  overrides: SettingOverrides = {},
  { strict = false }: ThemeOptions = {},
): Promise<Theme> {
  const problems: Problem[] = [];
  const report = (problem: Problem) => problems.push(problem);
  const bodyOf = async (path: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const file = await readThemeFile(directory, path);
    if ("body" in file) return file.body;
    report(file.problem);
    return undefined;
  };
  const textOf = async (path: string) => new TextDecoder().decode(await bodyOf(path));
  const assetsIn = async (folder: string) => {
    const paths = (await listFiles(directory, folder)).filter((path) => !basename(path).startsWith("."));
    const bodies = await Promise.all(paths.map(bodyOf));
    return paths.flatMap((path, index) => {
      const body = bodies[index];
      return body ? [createAsset(basename(path), body)] : [];
    });
  };

  const templateFiles = (await listFiles(directory, "templates", { deep: true })).filter((path) =>
    path.endsWith(".hbs"),
  );
  const manifestSource = await textOf("manifest.json");
  if (templateFiles.length === 0 && manifestSource === "") throw new InvalidThemeError(problems);
  const [script, styleSource, assetFiles, settingFiles] = await Promise.all([
    textOf("script.js"),
    textOf("style.css"),
    assetsIn("assets"),
    assetsIn("settings"),
  ]);
  const manifest = parseManifest(manifestSource, (what) =>
    report(problemOf("rejected", "manifest.json", what, "See Zendesk's article on the Settings panel.")),
  );
  const settings = settingsOf(manifest, settingFiles, overrides, report);
  const assets = new Map(assetFiles.map((asset) => [asset.name, asset]));

  const stylesheetValues = { settings, assets: new Map(assetFiles.map(({ name, url }) => [name, url])) };
  for (const { line, column, name } of findUnknownReferences(styleSource, stylesheetValues)) {
    const what = `${name} does not stand for anything here.`;
    const fix = "Name a setting of the manifest or $assets-file-extension.";
    report({ ...problemOf("unknown", "style.css", what, fix), line, column, instead: "as it is written" });
  }

  const templates = new Map<string, RenderTemplate>();
  for (const path of templateFiles) {
    const name = path.slice("templates/".length, -".hbs".length);
    const body = await bodyOf(path);
    if (!body) continue;
    const source = new TextDecoder().decode(body);
    const found = checkTemplate(name, path, source, Object.keys(settings), new Set(assets.keys()));
    problems.push(...found);
    if (!found.some(({ kind }) => kind === "rejected")) templates.set(name, compile(source));
  }
  for (const name of BASE_TEMPLATES) {
    const path = `templates/${name}.hbs`;
    if (templateFiles.includes(path)) continue;
    const problem = problemOf(
      "rejected",
      path,
      "The theme has no such template.",
      "Zendesk's import asks for every one.",
    );
    report({ ...problem, isMissing: true });
  }
  if (strict && problems.length > 0) throw new InvalidThemeError(problems);

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
    problems,
  };
}

function checkTemplate(name: string, file: string, source: string, settings: string[], assets: Set<string>): Problem[] {
  const names = namesIn(name, settings);
  if (names) return validateTemplate(source, { file, template: name, names, helpers: HELPERS, theme: { assets } });
  const fix = "Custom pages go to templates/custom_pages.";
  const problem = problemOf("unknown", file, "Zendesk renders no template of this name.", fix);
  return [{ ...problem, instead: "no page" }];
}

function settingsOf(
  { variables }: Manifest,
  files: readonly Asset[],
  overrides: SettingOverrides,
  report: (problem: Problem) => void,
): Record<string, SettingValue> {
  const entries = variables.map(({ identifier, type, value }): [string, SettingValue] => {
    if (type !== "file") return [identifier, overrides[identifier] ?? value ?? ""];
    const file = files.find(({ name }) => basename(name, extname(name)) === identifier);
    if (!file) {
      const what = `Setting ${identifier} is a file, and there is no settings/${identifier}.*.`;
      report(problemOf("rejected", "manifest.json", what, "Add the file."));
    }
    return [identifier, file?.url ?? ""];
  });
  return Object.fromEntries(entries);
}

function problemOf(kind: Problem["kind"], file: string, what: string, fix: string): Problem {
  return { kind, file, line: 1, column: 1, what, fix };
}
