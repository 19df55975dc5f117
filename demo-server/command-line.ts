import { parseArgs } from "node:util";
import type { DemoOptions } from "./demo.ts";
import { isLayout, LAYOUTS } from "./help-center/layout.ts";

export const USAGE = `Usage: hc-jwt-local [options]

  --theme <folder>     the theme to serve (DEMO_THEME, a theme with a to-do list)
  --api <url>          your API, which the theme calls (DEMO_API, a to-do API of this server)
  --set <name=value>   a setting of the theme, as an administrator would change it; may be repeated
  --data <file>        contents to add, or to put in place of the built-in ones: see data.schema.json
  --strict             ends when there is any problem with the theme, in place of listing it
  --port <number>      port of the help center (DEMO_PORT, 4000)
  --host <name>        name of the help center (localhost), such as support.localhost
  --https-cert <file>  certificate, in PEM; with it and its key the help center is https
  --https-key <file>   key of the certificate, in PEM
  --layout <name>      ${LAYOUTS.join(" or ")}: where the theme's script stands (DEMO_LAYOUT, production)
  --api-port <number>  port of the to-do API (DEMO_API_PORT, 4100)
  --database <file>    where the to-dos are kept (DEMO_DATABASE, .demo/todos.sqlite)
  --no-reload          leaves open pages alone when a file of the theme changes
  --help               show this

In the repository: npm run demo -- [options]`;

export type CommandLine = { options: DemoOptions } | { help: true } | { problem: string };

/** Flags before environment variables before defaults. Port 0 takes a free one. */
export function parseCommandLine(
  args: string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine {
  let flags: { [name: string]: string | boolean | string[] | undefined };
  try {
    ({ values: flags } = parseArgs({
      args,
      options: {
        port: { type: "string" },
        "api-port": { type: "string" },
        database: { type: "string" },
        theme: { type: "string" },
        layout: { type: "string" },
        api: { type: "string" },
        set: { type: "string", multiple: true },
        data: { type: "string" },
        strict: { type: "boolean" },
        host: { type: "string" },
        "https-cert": { type: "string" },
        "https-key": { type: "string" },
        "no-reload": { type: "boolean" },
        help: { type: "boolean" },
      },
    }));
  } catch (error) {
    return { problem: (error as Error).message };
  }
  const { help } = flags;
  if (help) return { help: true };

  const given = (flag: string, variable: string): string | undefined =>
    (flags[flag] as string | undefined) ?? environment[variable];
  const helpCenterPort = portOf(given("port", "DEMO_PORT") ?? "4000");
  const apiPort = portOf(given("api-port", "DEMO_API_PORT") ?? "4100");
  if (helpCenterPort === undefined || apiPort === undefined)
    return { problem: "A port is a whole number from 0 to 65535." };
  const layout = given("layout", "DEMO_LAYOUT") ?? "production";
  if (!isLayout(layout)) return { problem: `There is no layout "${layout}". There is ${LAYOUTS.join(" and ")}.` };
  const themeDirectory = given("theme", "DEMO_THEME");
  const api = given("api", "DEMO_API");
  if (api !== undefined && !isOrigin(api))
    return { problem: `--api is an origin, such as http://localhost:3000, not "${api}".` };
  const host = given("host", "DEMO_HOST");
  if (host !== undefined && !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(host))
    return { problem: `"${host}" is not the name of a host.` };
  const themeSettings = settingsOf((flags.set ?? []) as string[]);
  if (typeof themeSettings === "string") return { problem: themeSettings };
  const [certFile, keyFile] = [given("https-cert", "DEMO_HTTPS_CERT"), given("https-key", "DEMO_HTTPS_KEY")];
  if ((certFile === undefined) !== (keyFile === undefined))
    return { problem: "--https-cert and --https-key go together." };
  const dataFile = given("data", "DEMO_DATA");
  return {
    options: {
      helpCenterPort,
      apiPort,
      databaseFile: given("database", "DEMO_DATABASE") ?? ".demo/todos.sqlite",
      liveReload: !flags["no-reload"],
      settings: { layout },
      ...(themeDirectory !== undefined && { themeDirectory }),
      ...(api !== undefined && { apiOrigin: new URL(api).origin }),
      ...(host !== undefined && { host }),
      ...(flags.strict === true && { strict: true }),
      ...(dataFile !== undefined && { dataFile }),
      ...(Object.keys(themeSettings).length > 0 && { themeSettings }),
      ...(certFile !== undefined && keyFile !== undefined && { https: { certFile, keyFile } }),
    },
  };
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).pathname === "/";
}

/** `name=value` pairs, or what is wrong with one. A checkbox takes true or false. */
function settingsOf(pairs: readonly string[]): Record<string, string | number | boolean> | string {
  const settings: Record<string, string | number | boolean> = {};
  for (const pair of pairs) {
    const [, name, value] = /^(\w+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined) return `--set takes name=value, not "${pair}".`;
    settings[name] = value === "true" || value === "false" ? value === "true" : value;
  }
  return settings;
}

function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
}
