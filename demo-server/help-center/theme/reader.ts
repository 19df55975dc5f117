import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { Asset } from "./assets.ts";
import { listFiles } from "./files.ts";
import { readTheme, type SettingOverrides, type Theme, type ThemeOptions } from "./theme.ts";

/** Changes whenever a file of the theme does, is added or goes away. */
async function stampOf(directory: string): Promise<string> {
  const folders = await Promise.all(
    ["", "assets", "settings", "templates"].map((folder) =>
      listFiles(directory, folder, { deep: folder === "templates" }),
    ),
  );
  const stamps = await Promise.all(
    folders.flat().map(async (file) => {
      const stats = await lstat(join(directory, file)).catch(() => undefined);
      return `${file}:${stats?.mtimeMs}:${stats?.size}`;
    }),
  );
  return stamps.join("\n");
}

export interface ThemeReader {
  /** The theme as it is on disk now: an edit shows on the next page. */
  current(): Promise<Theme>;
  /** Changes whenever the theme does. */
  stamp(): Promise<string>;
  /** An asset of the theme as it is now, or as it was when some open page was rendered. */
  asset(url: string): Asset | undefined;
}

export function createThemeReader(
  directory: string,
  overrides: SettingOverrides = {},
  options: ThemeOptions = {},
): ThemeReader {
  let read: { stamp: string; theme: Promise<Theme> } | undefined;
  const served = new Map<string, Asset>();

  async function readAndKeepAssets(): Promise<Theme> {
    const theme = await readTheme(directory, overrides, options);
    for (const asset of [...theme.assets.values(), ...theme.settingFiles]) served.set(asset.url, asset);
    return theme;
  }

  return {
    async current() {
      const stamp = await stampOf(directory);
      if (read?.stamp !== stamp) read = { stamp, theme: readAndKeepAssets() };
      return read.theme;
    },
    stamp: () => stampOf(directory),
    asset: (url) => served.get(url),
  };
}
