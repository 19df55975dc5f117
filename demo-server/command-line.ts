import { parseArgs } from "node:util";
import type { DemoOptions } from "./demo.ts";
import { isLayout, LAYOUTS } from "./help-center/layout.ts";

export const USAGE = `Usage: npm run demo -- [options]

  --port <number>      port of the help center (DEMO_PORT, 4000)
  --api-port <number>  port of the to-do API (DEMO_API_PORT, 4100)
  --database <file>    where the to-dos are kept (DEMO_DATABASE, .demo/todos.sqlite)
  --theme <folder>     the theme to serve (DEMO_THEME, demo-theme)
  --layout <name>      ${LAYOUTS.join(" or ")}: where the theme's script stands (DEMO_LAYOUT, production)
  --help               show this`;

export type CommandLine = { options: DemoOptions } | { help: true } | { problem: string };

/** Flags before environment variables before defaults. Port 0 takes a free one. */
export function parseCommandLine(
  args: string[],
  environment: Readonly<Record<string, string | undefined>>,
): CommandLine {
  let flags: { [name: string]: string | boolean | undefined };
  try {
    ({ values: flags } = parseArgs({
      args,
      options: {
        port: { type: "string" },
        "api-port": { type: "string" },
        database: { type: "string" },
        theme: { type: "string" },
        layout: { type: "string" },
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
  return {
    options: {
      helpCenterPort,
      apiPort,
      databaseFile: given("database", "DEMO_DATABASE") ?? ".demo/todos.sqlite",
      ...(themeDirectory !== undefined && { themeDirectory }),
      settings: { layout },
    },
  };
}

function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
}
