import { parseCommandLine, USAGE } from "./command-line.ts";
import {
  type Demo,
  type DemoOptions,
  InvalidDataError,
  InvalidThemeError,
  PortInUseError,
  type Problem,
  startDemo,
} from "./demo.ts";
import { describeProblem, withMissingAsOne } from "./help-center/curlybars/problem.ts";
import { API_TOKEN, TOKEN_PATHS } from "./help-center/token-endpoint.ts";
import { ROLE_NAMES } from "./help-center/users.ts";

/** The command behind `npm run demo` and `npx hc-jwt-local`. */
const command = parseCommandLine(process.argv.slice(2), process.env);
if ("help" in command) console.log(USAGE);
else if ("problem" in command) fail(`${command.problem}\n\n${USAGE}`);
else await run(command.options);

async function run(options: DemoOptions): Promise<void> {
  let demo: Demo;
  let problems: readonly Problem[];
  try {
    demo = await startDemo(options);
    problems = await demo.helpCenter.problems();
  } catch (error) {
    return fail(explain(error, options));
  }
  // Nothing is left to wait for once both servers are closed, and the process ends by itself. `once`, so that a second
  // Ctrl-C ends it the hard way.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void demo.close());
  console.log(welcome(demo, options, problems));
}

function welcome({ helpCenter, api }: Demo, options: DemoOptions, problems: readonly Problem[]): string {
  const people = helpCenter.users.map(
    ({ name, email, role }) => `    ${name} <${email}>, ${ROLE_NAMES[role].toLowerCase()}`,
  );
  const todos =
    options.apiOrigin === undefined
      ? `To-do API       ${api.origin}  (to-dos in ${options.databaseFile})`
      : `Your API        ${api.origin}`;
  return `
  Help center     ${helpCenter.origin}
  Demo controls   ${helpCenter.origin}/demo
  ${todos}
${describeTheme(problems, helpCenter.origin)}
  In your API, with hc-jwt/verify:
    createVerifier({ keysUrl: ${JSON.stringify(helpCenter.keysUrl)} })
    the origin for its CORS list: ${helpCenter.origin}

  A token for curl:
    ${tokenCommand(helpCenter)}

  Sign in as, without a password:
${people.join("\n")}

  Ctrl-C ends it.
`;
}

/** The request for a token that a script may send, as Zendesk's own samples do. */
function tokenCommand({ origin, users }: Demo["helpCenter"]): string {
  return `curl -u ${users[0]?.email}/token:${API_TOKEN} ${origin}${TOKEN_PATHS[0]}`;
}

function describeTheme(all: readonly Problem[], origin: string): string {
  const problems = withMissingAsOne(all);
  if (problems.length === 0) return "";
  const rejected = problems.filter(({ kind }) => kind === "rejected");
  const counted = rejected.length === 1 ? "1 problem that stops" : `${rejected.length} problems that stop`;
  return [
    "",
    `  The theme: ${counted} a page or a file, ${problems.length - rejected.length} that this server does not know.`,
    ...rejected.filter(({ isMissing }) => isMissing).map((problem) => `    ${describeProblem(problem)}`),
    `    Listed at ${origin}/demo/theme`,
    "",
  ].join("\n");
}

function explain(error: unknown, { helpCenterPort, apiPort }: DemoOptions): string {
  if (error instanceof PortInUseError) {
    const [server, flag] =
      error.port === apiPort && error.port !== helpCenterPort ? ["to-do API", "--api-port"] : ["help center", "--port"];
    return `${error.message} Choose another for the ${server}: npm run demo -- ${flag} ${error.port + 1}`;
  }
  return error instanceof InvalidThemeError || error instanceof InvalidDataError
    ? error.message
    : `The demo could not start: ${error instanceof Error ? error.message : error}`;
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
