import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const builtBundle = fileURLToPath(new URL("../../dist/hc-jwt.js", import.meta.url));

/**
 * A theme of custom pages that load the built bundle, each in its own way, and do nothing else: `/hc/en-us/p/<name>`.
 * Its folder is gone with the tests that use it.
 *
 * @param pages by name, the attributes of the script tag
 * @returns what writes the theme, and answers with its folder
 */
export function usePlainTheme(pages: Readonly<Record<string, string>>): () => Promise<string> {
  let folder: string | undefined;
  afterAll(() => folder && rm(folder, { recursive: true }));
  return async () => {
    folder = await mkdtemp(join(tmpdir(), "hc-jwt-theme-"));
    await writePlainTheme(folder, pages);
    return folder;
  };
}

async function writePlainTheme(folder: string, pages: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(folder, "assets"));
  await mkdir(join(folder, "templates/custom_pages"), { recursive: true });
  await copyFile(builtBundle, join(folder, "assets/hc-jwt.js"));
  const manifest = { name: "Plain", version: "1.0.0", api_version: 4, default_locale: "en-us", settings: [] };
  const files = {
    "manifest.json": JSON.stringify(manifest),
    "script.js": "",
    "style.css": "",
    "templates/error_page.hbs": "<h1>Error</h1>",
    ...Object.fromEntries(
      Object.entries(pages).map(([name, attributes]) => [
        `templates/custom_pages/${name}.hbs`,
        `<script src="{{asset 'hc-jwt.js'}}" ${attributes}></script>\n<h1>${name}</h1>\n`,
      ]),
    ),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}
