import commonjs from "@rollup/plugin-commonjs";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import replace from "@rollup/plugin-replace";
import terser from "@rollup/plugin-terser";
import typescript from "@rollup/plugin-typescript";
import { generateImportMap } from "./generate-import-map.js";

// The theme that gets the page. Where package.json stands in the theme itself, as in Copenhagen, this is ".".
const theme = "../../demo-theme";

const licences =
  "/*! With react, react-dom and scheduler (MIT, (c) Meta Platforms), hc-jwt (MIT) and ky (MIT, (c) Sindre Sorhus) */";

const watching = Boolean(process.env.ROLLUP_WATCH);

export default {
  context: "this",
  input: { "todo-react": "src/modules/todo-react/index.tsx" },
  output: {
    dir: `${theme}/assets`,
    format: "es",
    entryFileNames: "[name]-bundle.js",
    chunkFileNames: "[name]-bundle.js",
    banner: ({ name }) => (name === "shared" ? licences : ""),
    manualChunks: (id) => (id.includes("node_modules") ? "shared" : undefined),
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
