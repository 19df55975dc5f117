import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));

/**
 * The licence text that each bundled package asks to be kept with its code, and the files of dist/ that hold code of it.
 *
 * @param {import("esbuild").Metafile["outputs"]} outputs of all bundles
 */
export async function licencesOf(outputs) {
  const parts = packagesIn(outputs).map(async ([name, files]) => {
    const folder = await readdir(`${modules}${name}`);
    const file = folder.find((path) => /^licen[cs]e(\.|$)/i.test(path));
    if (!file)
      throw new Error(`${name} is bundled and has no licence file. Ask its authors for one, or do without it.`);
    const { version, license } = JSON.parse(await readFile(`${modules}${name}/package.json`, "utf8"));
    const text = (await readFile(`${modules}${name}/${file}`, "utf8")).trim();
    return `${name} ${version} (${license}), in ${files.join(", ")}\n\n${text}\n`;
  });
  return ["Other projects' code in these files.\n", ...(await Promise.all(parts))].join(`\n${"-".repeat(72)}\n\n`);
}

/** @returns {[name: string, files: string[]][]} both sorted, so that the text is the same each time */
function packagesIn(outputs) {
  const pairs = Object.entries(outputs)
    .filter(([output]) => !output.endsWith(".map"))
    .flatMap(([output, { inputs }]) =>
      Object.keys(inputs).map((input) => [/^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1], output]),
    );
  const names = [...new Set(pairs.map(([name]) => name))].filter(Boolean).sort();
  const filesOf = (name) => new Set(pairs.filter(([other]) => other === name).map(([, output]) => output));
  return names.map((name) => [name, [...filesOf(name)].map((output) => output.replace("dist/", "")).sort()]);
}
