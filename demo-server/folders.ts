import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of this server: in the repository, and in the package, where everything is one file. */
const ROOT = new URL(".", import.meta.url);

/** Files of the control panel. */
export const PANEL_FOLDER = new URL("control-panel/", ROOT);

/** The package has the theme with it; the repository has it beside this server. */
export const DEMO_THEME = fileURLToPath(
  existsSync(new URL("demo-theme/", ROOT)) ? new URL("demo-theme", ROOT) : new URL("../demo-theme", ROOT),
);
