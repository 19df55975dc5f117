import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { InvalidThemeError, type Problem } from "../curlybars/problem.ts";

/**
 * zcli refuses to upload a theme of more than 30 MiB, packed. One file of that size is more than any theme holds, and a
 * limit is needed: the server keeps what it reads.
 */
const LARGEST_FILE = 31_457_280;
const MOST_FILES = 5_000;

/** A file of a theme, or why it is not read. */
export type ThemeFile = { path: string } & ({ body: Uint8Array<ArrayBuffer> } | { problem: Problem });

/**
 * The files below a folder by their paths with "/", in order. Links are not followed: one may lead out of the theme, or
 * in a circle. None where there is no such folder, as a theme may do without.
 */
export async function listFiles(directory: string, folder: string, { deep = false } = {}): Promise<string[]> {
  const found: string[] = [];
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of await entriesOf(join(directory, next), next === "")) {
      const path = next === "" ? entry.name : `${next}/${entry.name}`;
      if (entry.isDirectory()) {
        if (deep && entry.name !== "node_modules" && entry.name !== ".git") waiting.push(path);
      } else if (entry.isFile() || entry.isSymbolicLink()) found.push(path);
      if (found.length > MOST_FILES) throw tooMany(folder || directory);
    }
  }
  return found.sort();
}

/** The folder itself may be a link only where it is the theme's: `templates` as a link leads out of it. */
async function entriesOf(folder: string, isTheme: boolean) {
  try {
    if (!isTheme && (await lstat(folder)).isSymbolicLink()) return [];
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

export async function readThemeFile(directory: string, path: string): Promise<ThemeFile> {
  const file = join(directory, path);
  try {
    const stats = await lstat(file);
    if (stats.isSymbolicLink()) {
      return {
        path,
        problem: rejected(path, "It is a link, and links are not followed.", "Put the file itself here."),
      };
    }
    if (stats.size > LARGEST_FILE) {
      const what = `It has ${stats.size} bytes; this server reads up to ${LARGEST_FILE}, Zendesk's limit for a theme.`;
      return { path, problem: rejected(path, what, "Make it smaller, or host it elsewhere.") };
    }
    return { path, body: new Uint8Array(await readFile(file)) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") {
      const what = "The theme has no such file.";
      return {
        path,
        problem: rejected(path, what, `Zendesk's import asks for it; the theme was read from ${directory}.`),
      };
    }
    return { path, problem: rejected(path, `It cannot be read (${code}).`, "Check what it is and who may read it.") };
  }
}

function rejected(file: string, what: string, fix: string): Problem {
  return { kind: "rejected", file, line: 1, column: 1, what, fix };
}

function tooMany(folder: string): InvalidThemeError {
  const what = `It holds more than ${MOST_FILES} files.`;
  return new InvalidThemeError([rejected(folder, what, "Name the folder that holds the theme's manifest.json.")]);
}
