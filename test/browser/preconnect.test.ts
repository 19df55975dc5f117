import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import type { SharedHelpCenterJwt } from "../../src/index.ts";
import { describeInBrowsers } from "../helpers/browsers/index.ts";
import { useWorld } from "../helpers/browsers/visit.ts";

declare const HCJwt: SharedHelpCenterJwt;

/** The API by another port, where each connection and the bytes on it are seen. */
async function watchConnections(api: string) {
  const connections: { bytes: number }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const connection = { bytes: 0 };
    connections.push(connection);
    const behind = connect(Number(new URL(api).port), new URL(api).hostname);
    sockets.add(socket).add(behind);
    socket.on("data", (chunk) => {
      connection.bytes += chunk.length;
    });
    socket.on("error", () => behind.destroy()).pipe(behind);
    behind.on("error", () => socket.destroy()).pipe(socket);
  });
  const first = once(server, "connection");
  await once(server.listen(0, new URL(api).hostname), "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    origin: `${new URL(api).protocol}//${new URL(api).hostname}:${(server.address() as AddressInfo).port}`,
    connections,
    first,
  };
}

describeInBrowsers(
  "a call that waits for its token",
  (browser) => {
    const world = useWorld(browser);

    it("has its connection opened before the token is there, with nothing sent on it", async () => {
      const { origin, connections, first } = await watchConnections(world.api);
      const page = await world.visit({
        // Token requests are held until the test lets them go.
        before: () => {
          const native = window.fetch;
          const held = new Promise<void>((resolve) => Object.assign(window, { letGo: resolve }));
          window.fetch = async (input, init) => {
            if (new Request(input).url.includes("/integration/token")) await held;
            return native(input, init);
          };
        },
      });
      await page.run((url) => {
        Object.assign(window, { answer: HCJwt.fetch(url).then((response) => response.status) });
      }, `${origin}/echo`);
      await first;
      expect(connections).toEqual([{ bytes: 0 }]);
      const status = await page.run(() => {
        const { letGo, answer } = window as unknown as { letGo(): void; answer: Promise<number> };
        letGo();
        return answer;
      });
      expect(status).toBe(200);
      // It was the right one: what was sent, was sent there.
      expect(connections[0]?.bytes).toBeGreaterThan(0);
    });
  },
  undefined,
  { connections: "ahead" },
);
