import { createHash } from "node:crypto";
import { extname } from "node:path";

export interface Asset {
  /** The file's name in the theme, which its URL does not tell. */
  name: string;
  /** Where Zendesk would serve it: a path with neither the file's name nor its extension. */
  url: string;
  contentType: string;
  body: Uint8Array<ArrayBuffer>;
}

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const CONTENT_TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".gif": "image/gif",
  ".ico": "image/x-icon",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".txt": "text/plain; charset=utf-8",
  ".webp": "image/webp",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
};

export function createAsset(name: string, body: Uint8Array<ArrayBuffer>): Asset {
  const contentType = CONTENT_TYPES[extname(name).toLowerCase()] ?? "application/octet-stream";
  return { name, url: `/hc/theming_assets/${opaqueId(name, body)}`, contentType, body };
}

/** 26 characters that look like a ULID, the same for the same name and content. */
function opaqueId(name: string, body: Uint8Array): string {
  const digest = createHash("sha256").update(name).update("\0").update(body).digest();
  return `01${[...digest.subarray(0, 24)].map((byte) => CROCKFORD[byte % 32]).join("")}`;
}

/** The number in `script.js?digest=…`. */
export function digestOf(text: string): string {
  return String(createHash("sha256").update(text).digest().readUIntBE(0, 6));
}
