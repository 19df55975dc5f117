import commonjs from "@rollup/plugin-commonjs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import replace from "@rollup/plugin-replace";
import terser from "@rollup/plugin-terser";
import typescript from "@rollup/plugin-typescript";
import { generateImportMap } from "./generate-import-map.mjs";

// The theme that gets the page. Where package.json stands in the theme itself, as in Copenhagen, this is ".".
const theme = "../../demo-theme";
const fileNames = "[name]-bundle.js";

// hc-jwt's own chunk has the notices of its files.
const licences =
  "/*! With react, react-dom and scheduler (MIT, (c) Facebook), object-assign (MIT, (c) Sindre Sorhus) */";

const watching = Boolean(process.env.ROLLUP_WATCH);

export default {
  context: "this",
  input: { "todo-react": "src/modules/todo-react/index.tsx" },
  output: {
    dir: `${theme}/assets`,
    format: "es",
    manualChunks: (id) => {
      if (/node_modules\/hc-jwt\//.test(id)) return "hc-jwt";
      if (id.includes("node_modules")) return "shared";
    },
    entryFileNames: fileNames,
    chunkFileNames: fileNames,
    banner: ({ name }) => (name === "shared" ? licences : ""),
  },
  plugins: [
    nodeResolve({ extensions: [".js"] }),
    commonjs(),
    typescript({ noEmitOnError: !watching }),
    replace({
      preventAssignment: true,
      values: { "process.env.NODE_ENV": JSON.stringify(watching ? "development" : "production") },
    }),
    !watching && terser(),
    generateImportMap(`${theme}/templates/document_head.hbs`),
  ],
  // A missing or misspelled package would be left to the browser, which knows nothing of it.
  onwarn(warning, warn) {
    if (warning.code === "UNRESOLVED_IMPORT") throw new Error(warning.message);
    warn(warning);
  },
};
