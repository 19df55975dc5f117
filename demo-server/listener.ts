import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";

export class PortInUseError extends Error {
  readonly port: number;

  constructor(port: number, cause: unknown) {
    super(`Port ${port} is in use.`, { cause });
    this.name = "PortInUseError";
    this.port = port;
  }
}

export interface Listener {
  port: number;
  serve(handle: (request: Request) => Response | Promise<Response>): void;
  /** Takes no more requests and cuts what is open, event streams among them. */
  close(): Promise<void>;
}

/** Both addresses that `localhost` may stand for: browsers try either first. */
export const LOCALHOST = ["127.0.0.1", "::1"];

/** A certificate and its key, in PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** Binds a port on loopback addresses only; 0 takes one that is free on all of them. */
export async function listen(port: number, hosts: readonly string[], certificate?: Certificate): Promise<Listener> {
  for (let attempt = 1; ; attempt++) {
    const servers: Server[] = [];
    try {
      for (const host of hosts) {
        const server = await bind(portOf(servers[0]) ?? port, host, certificate);
        if (server) servers.push(server);
      }
      return listenerOf(servers);
    } catch (error) {
      await Promise.all(servers.map(closeServer));
      // A port that the system found free for one address may be taken on the other: let it find another.
      if (port === 0 && isCode(error, "EADDRINUSE") && attempt < 5) continue;
      throw isCode(error, "EADDRINUSE") ? new PortInUseError(port, error) : error;
    }
  }
}

function listenerOf(servers: readonly Server[]): Listener {
  return {
    port: portOf(servers[0]) as number,
    serve(handle) {
      const onRequest = getRequestListener(handle, { overrideGlobalObjects: false });
      for (const server of servers) server.on("request", onRequest);
    },
    async close() {
      await Promise.all(servers.map(closeServer));
    },
  };
}

/** Undefined where the machine does not have the address, as many containers have no IPv6. */
function bind(port: number, host: string, certificate?: Certificate): Promise<Server | undefined> {
  const server = certificate ? createSecureServer(certificate) : createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      if (isCode(error, "EADDRNOTAVAIL") || isCode(error, "EAFNOSUPPORT")) resolve(undefined);
      else reject(error);
    });
    server.listen(port, host, () => resolve(server));
  });
}

function portOf(server: Server | undefined): number | undefined {
  return (server?.address() as AddressInfo | null | undefined)?.port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
