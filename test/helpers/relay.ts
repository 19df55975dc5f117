import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Another server by a port of its own, where its connections are seen. */
export interface Relay extends AsyncDisposable {
  readonly origin: string;
  /** In the order in which they were opened, with what clients have sent on them so far. */
  readonly connections: readonly { readonly bytes: number }[];
  /** The first one was opened. */
  readonly connected: Promise<unknown>;
}

/**
 * @param target the server's origin, on loopback
 * @param roundTrip milliseconds of distance, which loopback lacks: a connection takes two round trips before anything goes
 * over it (TCP, then TLS 1.3), and whatever is sent takes half of one each way
 */
export async function startRelay(target: string, roundTrip = 0): Promise<Relay> {
  const { protocol, hostname, port } = new URL(target);
  const connections: { bytes: number }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const connection = { bytes: 0 };
    connections.push(connection);
    client.on("data", (chunk) => {
      connection.bytes += chunk.length;
    });
    const behind = connect(Number(port), hostname);
    sockets.add(client).add(behind);
    const opensAt = performance.now() + 2 * roundTrip;
    carry(client, behind, opensAt, roundTrip / 2);
    carry(behind, client, opensAt, roundTrip / 2);
  });
  const connected = once(server, "connection");
  await once(server.listen(0, hostname), "listening");
  return {
    origin: `${protocol}//${hostname}:${(server.address() as AddressInfo).port}`,
    connections,
    connected,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What one sends reaches the other late, and in order: of timers that are due together, the first set fires first. */
function carry(from: Socket, to: Socket, opensAt: number, delay: number): void {
  let arrivesAt = 0;
  const later = (deliver: () => void) => {
    if (delay === 0) return deliver();
    arrivesAt = Math.max(arrivesAt, Math.ceil(Math.max(opensAt, performance.now()) + delay));
    setTimeout(deliver, arrivesAt - performance.now());
  };
  from.on("data", (chunk) => later(() => to.writable && to.write(chunk)));
  from.on("end", () => later(() => to.end()));
  from.on("error", () => to.destroy());
}
