import { readFile, writeFile } from "node:fs/promises";

const block = /(<script type="importmap">).*?(<\/script>)/s;

/**
 * Zendesk renames a theme's assets, so that no chunk can import another by its file name. Chunks import each other by bare
 * names here, and an import map in the theme's head, where the `asset` helper knows the new names, leads to the files.
 *
 * @param {string} documentHead path of document_head.hbs, which holds a `<script type="importmap"></script>` to fill
 * @returns {import("rollup").Plugin}
 */
export function generateImportMap(documentHead) {
  return {
    name: "generate-import-map",

    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        for (const imported of [...chunk.imports, ...chunk.dynamicImports]) {
          const { name, fileName } = bundle[imported];
          chunk.code = chunk.code.replaceAll(`"./${fileName}"`, `"${name}"`).replaceAll(`'./${fileName}'`, `'${name}'`);
        }
      }
    },

    async writeBundle(_, bundle) {
      const chunks = Object.values(bundle).sort((a, b) => a.name.localeCompare(b.name));
      const imports = Object.fromEntries(chunks.map(({ name, fileName }) => [name, `{{asset '${fileName}'}}`]));
      const head = await readFile(documentHead, "utf8");
      if (!block.test(head)) this.error(`${documentHead} has no <script type="importmap"></script> to fill.`);
      const map = JSON.stringify({ imports }, null, 2);
      await writeFile(
        documentHead,
        head.replace(block, (_, opening, closing) => `${opening}\n${map}\n${closing}`),
      );
    },
  };
}
