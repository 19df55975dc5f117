import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseCommandLine } from "../../demo-server/command-line.ts";
import { PortInUseError, startDemo } from "../../demo-server/demo.ts";
import { temporaryDirectory, writeTheme } from "./harness.ts";

const ADDRESSES = Object.values(networkInterfaces()).flatMap((interfaces = []) => interfaces);
const HAS_IPV6_LOOPBACK = ADDRESSES.some(({ address }) => address === "::1");
const MAIN = fileURLToPath(new URL("../../demo-server/main.ts", import.meta.url));

describe("options", () => {
  test("have defaults", () => {
    expect(parseCommandLine([], {})).toEqual({
      options: {
        helpCenterPort: 4000,
        apiPort: 4100,
        databaseFile: ".demo/todos.sqlite",
        liveReload: true,
        settings: { layout: "production" },
      },
    });
  });

  test("come from flags, then from the environment", () => {
    const environment = {
      DEMO_PORT: "1",
      DEMO_API_PORT: "2",
      DEMO_DATABASE: "a.sqlite",
      DEMO_THEME: "theme",
      DEMO_LAYOUT: "preview",
    };
    expect(parseCommandLine(["--port", "5000", "--layout=production"], environment)).toEqual({
      options: {
        helpCenterPort: 5000,
        apiPort: 2,
        databaseFile: "a.sqlite",
        themeDirectory: "theme",
        liveReload: true,
        settings: { layout: "production" },
      },
    });
  });

  test("name the theme's API, its settings, its contents and how strict to be", () => {
    const args = [
      "--api",
      "http://localhost:3000/",
      "--host=support.localhost",
      "--strict",
      "--data=d.json",
      "--no-reload",
    ];
    const sets = ["--set", "api_origin=http://localhost:3000", "--set=wide=true", "--https-cert=c", "--https-key=k"];
    expect(parseCommandLine([...args, ...sets], {})).toMatchObject({
      options: {
        apiOrigin: "http://localhost:3000",
        host: "support.localhost",
        strict: true,
        dataFile: "d.json",
        liveReload: false,
        themeSettings: { api_origin: "http://localhost:3000", wide: true },
        https: { certFile: "c", keyFile: "k" },
      },
    });
  });

  test.each([
    [["--port", "abc"], "A port is a whole number from 0 to 65535."],
    [["--api-port", "65536"], "A port is a whole number from 0 to 65535."],
    [["--layout", "other"], 'There is no layout "other". There is production and preview.'],
    [["--nonsense"], "--nonsense"],
    [["--api", "localhost:3000"], "--api is an origin, such as http://localhost:3000"],
    [["--api", "http://localhost:3000/api"], "--api is an origin"],
    [["--host", "a b"], '"a b" is not the name of a host.'],
    [["--set", "color"], '--set takes name=value, not "color".'],
    [["--https-cert", "a.pem"], "--https-cert and --https-key go together."],
  ])("%j is refused with a reason", (args, problem) => {
    expect(parseCommandLine(args, {})).toEqual({ problem: expect.stringContaining(problem) });
  });
});

describe("the command", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "prints where everything is and who can sign in, and ends cleanly at %s",
    async (signal) => {
      const databaseFile = join(await temporaryDirectory(), "todos.sqlite");
      const command = run(["--port", "0", "--api-port", "0", "--database", databaseFile]);
      const welcome = await command.until("Ctrl-C ends it.");
      expect(welcome).toMatch(/Help center +http:\/\/localhost:\d+\n/);
      expect(welcome).toMatch(/Demo controls +http:\/\/localhost:\d+\/demo\n/);
      expect(welcome).toMatch(/To-do API +http:\/\/127\.0\.0\.1:\d+ /);
      expect(welcome).toMatch(
        /createVerifier\(\{ keysUrl: "http:\/\/localhost:\d+\/api\/v2\/help_center\/integration\/keys" \}\)/,
      );
      expect(welcome).toContain("Mia Laurent <mia.laurent@example.com>, end user");
      const [origin = ""] = /http:\/\/localhost:\d+/.exec(welcome) ?? [];
      // An open page listens for events, and must not keep the command from ending.
      const events = await fetch(`${origin}/demo/api/events`);
      await events.body?.getReader().read();

      // The token command works as it is printed, but for curl itself, which not every machine has.
      const [, credentials = "", tokenUrl = ""] = /curl -u (\S+) (\S+)/.exec(welcome) ?? [];
      const authorization = `Basic ${Buffer.from(credentials).toString("base64")}`;
      expect(await (await fetch(tokenUrl, { headers: { authorization } })).json()).toEqual({
        token: expect.stringMatching(/^eyJ/),
      });

      command.process.kill(signal);
      expect(await command.exitCode).toBe(0);
      expect(command.errors()).toBe("");
    },
  );

  test("says in one line which port is in use and how to choose another", async () => {
    const port = await occupyPort();
    const taken = run(["--port", String(port), "--api-port", "0", "--database", ":memory:"]);
    expect(await taken.exitCode).toBe(1);
    expect(taken.errors()).toBe(
      `Port ${port} is in use. Choose another for the help center: npm run demo -- --port ${port + 1}\n`,
    );
    const apiTaken = run(["--port", "0", "--api-port", String(port), "--database", ":memory:"]);
    expect(await apiTaken.exitCode).toBe(1);
    expect(apiTaken.errors()).toBe(
      `Port ${port} is in use. Choose another for the to-do API: npm run demo -- --api-port ${port + 1}\n`,
    );
  });

  test("counts what it does not know in a theme, and serves it", async () => {
    const theme = await writeTheme({ "templates/home_page.hbs": "{{nonsense}}" });
    const command = run(["--port", "0", "--api-port", "0", "--database", ":memory:", "--theme", theme]);
    expect(await command.until("/demo/theme")).toMatch(
      /: 1 problem that stops a page or a file, 1 that this server does not know\.\n {4}templates\/ The theme lacks \d+ templates: \w+\.hbs, /,
    );
  });

  test("says what is wrong with a theme, and ends, when it is strict", async () => {
    const theme = await writeTheme({ "templates/home_page.hbs": "{{nonsense}}" });
    const command = run(["--port", "0", "--api-port", "0", "--database", ":memory:", "--theme", theme, "--strict"]);
    expect(await command.exitCode).toBe(1);
    expect(command.errors()).toContain("templates/home_page.hbs:1:3 'nonsense' does not exist.");
  });

  test("says what is wrong with its options, and what there are", async () => {
    const command = run(["--port", "abc"]);
    expect(await command.exitCode).toBe(1);
    expect(command.errors()).toContain("A port is a whole number");
    expect(command.errors()).toContain("Usage: hc-jwt-local [options]");
    const help = run(["--help"]);
    expect(await help.exitCode).toBe(0);
    expect(await help.until("--layout")).toContain("Usage:");
  });
});

describe("starting", () => {
  test("on a port in use fails with it, and frees what it had taken", async () => {
    const apiPort = await occupyPort();
    const helpCenterPort = await freePort();
    const error = await startDemo({ helpCenterPort, apiPort }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(PortInUseError);
    expect(error).toHaveProperty("port", apiPort);
    const demo = await startDemo({ helpCenterPort });
    await demo.close();
  });

  test.skipIf(!HAS_IPV6_LOOPBACK)("refuses a port that is taken on one of localhost's two addresses only", async () => {
    const port = await occupyPort("::1");
    await expect(startDemo({ helpCenterPort: port })).rejects.toBeInstanceOf(PortInUseError);
  });

  test("many at once gives each its own ports", async () => {
    const demos = await Promise.all([startDemo(), startDemo(), startDemo()]);
    onTestFinished(async () => {
      await Promise.all(demos.map((demo) => demo.close()));
    });
    const origins = demos.flatMap(({ helpCenter, api }) => [helpCenter.origin, api.origin]);
    expect(new Set(origins).size).toBe(6);
  });

  test("listens on loopback addresses only", async () => {
    const demo = await startDemo();
    onTestFinished(() => demo.close());
    const { port } = new URL(demo.helpCenter.origin);
    for (const host of ["127.0.0.1", ...(HAS_IPV6_LOOPBACK ? ["[::1]"] : [])]) {
      expect((await fetch(`http://${host}:${port}/hc/en-us`, { redirect: "manual" })).status).toBe(307);
    }
    for (const { address } of ADDRESSES.filter(({ internal, family }) => !internal && family === "IPv4")) {
      for (const origin of [demo.helpCenter.origin, demo.api.origin]) {
        await expect(fetch(`http://${address}:${new URL(origin).port}/`)).rejects.toThrow();
      }
    }
  });
});

function run(args: string[]): {
  process: ChildProcess;
  exitCode: Promise<number | null>;
  until(text: string): Promise<string>;
  errors(): string;
} {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN, ...args]);
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const closed = once(child, "close").then(([code]) => code as number | null);
  return {
    process: child,
    exitCode: closed,
    errors: () => errors,
    async until(text) {
      while (!output.includes(text)) {
        const ended = await Promise.race([once(child.stdout, "data").then(() => false), closed.then(() => true)]);
        if (ended && !output.includes(text))
          throw new Error(`The command ended without "${text}":\n${output}${errors}`);
      }
      return output;
    },
  };
}

async function occupyPort(host = "127.0.0.1"): Promise<number> {
  const server = await listenOn(host);
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = await listenOn("127.0.0.1");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function listenOn(host: string): Promise<Server> {
  const server = createServer();
  server.listen(0, host);
  await once(server, "listening");
  return server;
}
