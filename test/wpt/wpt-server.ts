import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProcess } from "../helpers/browsers/own-process.ts";

/** The checkout's own server, with hosts and ports of ours. */
export interface WptServer {
  readonly host: string;
  /** Two for http, two for https. */
  readonly ports: readonly number[];
  stop(): Promise<void>;
}

// Browsers take each name below localhost for loopback and for secure, and these two for different sites.
const host = "wpt.localhost";
const otherHost = "other-wpt.localhost";

export async function startWptServer(checkout: string): Promise<WptServer> {
  const ports = await freePorts(5);
  const [http, secondHttp, https, secondHttps, ws] = ports;
  const folder = await mkdtemp(join(tmpdir(), "hc-jwt-wpt-"));
  const config = join(folder, "config.json");
  await writeFile(
    config,
    JSON.stringify({
      browser_host: host,
      alternate_hosts: { alt: otherHost },
      server_host: "127.0.0.1",
      check_subdomains: false,
      ports: { http: [http, secondHttp], https: [https, secondHttps], ws: [ws] },
    }),
  );
  const server = startProcess(
    process.env.PYTHON || "python3",
    [join(checkout, "wpt"), "serve", "--no-h2", "--config", config],
    process.env,
  );
  const stop = async () => {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  };
  // A dozen Pythons start, which on a busy machine takes longer than a browser does.
  for (let attempt = 1; ; attempt++) {
    try {
      for (const port of [http, secondHttp]) {
        await server.until(async () => (await fetch(`http://127.0.0.1:${port}/resources/testharness.js`)).ok);
      }
      break;
    } catch (error) {
      if (attempt < 4) continue;
      await stop();
      throw new Error(`\`wpt serve\` of ${checkout} did not come up.`, { cause: error });
    }
  }
  return { host, ports, stop };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
