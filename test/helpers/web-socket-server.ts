import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

// RFC 6455, section 1.3.
const magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/**
 * Stands in for the class of this name of `ws`, which this repository does not depend on, as far as the WebSocket recipe
 * uses it: the opening handshake of RFC 6455, short text frames, and the closing frame. It reads nothing.
 */
export class WebSocketServer {
  handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    _head: Buffer,
    connected: (webSocket: { send(text: string): void; close(): void }) => void,
  ): void {
    const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${magic}`).digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    // A page that goes away resets the connection.
    socket.on("error", () => {}).resume();
    // Section 5.2: final text frame, unmasked, of at most 125 bytes; section 5.5.1: close without a reason.
    connected({
      send(text) {
        const bytes = Buffer.from(text);
        if (bytes.length > 125) throw new RangeError("Short texts only.");
        socket.write(Buffer.concat([Buffer.of(0x81, bytes.length), bytes]));
      },
      close: () => socket.end(Buffer.of(0x88, 0)),
    });
  }
}
