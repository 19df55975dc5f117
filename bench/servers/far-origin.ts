import { createServer, connect, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** Another server's origin, seen from a distance. */
export interface FarOrigin extends AsyncDisposable {
  readonly origin: string;
}

/**
 * What loopback lacks: a connection takes two round trips before anything can be sent (TCP, then TLS 1.3), and whatever is
 * sent takes half of one each way.
 *
 * @param target the origin that it leads to, on loopback
 * @param roundTrip in milliseconds
 */
export async function startFarOrigin(target: string, roundTrip: number): Promise<FarOrigin> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const opensAt = performance.now() + 2 * roundTrip;
    const far = connect(Number(port), hostname);
    sockets.add(near).add(far);
    carry(near, far, roundTrip / 2, opensAt);
    carry(far, near, roundTrip / 2, opensAt);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://${hostname}:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Takes everything from one to the other, in order and late. */
function carry(from: Socket, to: Socket, delay: number, opensAt: number): void {
  let arrivesAt = 0;
  const late = (deliver: () => void) => {
    arrivesAt = Math.max(arrivesAt, opensAt, performance.now()) + 0;
    setTimeout(deliver, Math.max(0, arrivesAt + delay - performance.now()));
  };
  from.on("data", (chunk) => late(() => to.writable && to.write(chunk)));
  from.on("end", () => late(() => to.end()));
  from.on("error", () => to.destroy());
}
