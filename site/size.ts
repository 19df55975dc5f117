import { gzipSync } from "node:zlib";
import { buildAll } from "../build.mjs";

interface Part {
  readonly what: string;
  readonly bytes: number;
}

/** Whose a source is: a package's, or our own folder. */
function ownerOf(source: string): string {
  const [, name] = /^node_modules\/([^/]+)\//.exec(source) ?? [];
  if (name) return `[${name}](https://www.npmjs.com/package/${name}), as published`;
  const [, folder] = /^src\/([^/]+)\//.exec(source) ?? [];
  return folder ? `\`src/${folder}/\`` : "`src/`, the files in it";
}

const about: Readonly<Record<string, string>> = {
  "`src/page/`": "what is read from the page or replaced in it: its fetch, the visitor",
  "`src/token/`": "the token: request, cache, expiry, clock, storage",
  "`src/call/`": "a call: destination, body, retry after a 401",
  "`src/install/`": "`window.fetch` and `XMLHttpRequest` with the token",
  "`src/`, the files in it": "options, errors, attributes of the script tag, the client",
  "the rest": "the licence line, the function around it all",
};

/** The sources of `dist/hc-jwt.js` by the bytes of it that they became, as esbuild's metafile says, as a Markdown table. */
export async function sizeTable(): Promise<string> {
  const built = (await buildAll()).find(({ files }) => files["hc-jwt.js"] !== undefined);
  const script = built?.files["hc-jwt.js"];
  const output = built && Object.entries(built.metafile.outputs).find(([path]) => path.endsWith("/hc-jwt.js"))?.[1];
  if (!script || !output) throw new Error("The build has no hc-jwt.js.");
  const sums = new Map<string, number>();
  for (const [source, { bytesInOutput }] of Object.entries(output.inputs)) {
    if (bytesInOutput) sums.set(ownerOf(source), (sums.get(ownerOf(source)) ?? 0) + bytesInOutput);
  }
  const total = Buffer.byteLength(script);
  const parts: Part[] = [...sums].map(([what, bytes]) => ({ what, bytes })).sort((a, b) => b.bytes - a.bytes);
  parts.push({ what: "the rest", bytes: total - parts.reduce((sum, { bytes }) => sum + bytes, 0) });
  const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`;
  const gzip = gzipSync(script, { level: 9 }).length;
  return [
    "| part | what it does | minified | share |",
    "| --- | --- | ---: | ---: |",
    ...parts.map(
      ({ what, bytes }) =>
        `| ${what} | ${about[what] ?? "requests, retries, timeouts"} | ${kilobytes(bytes)} | ${Math.round((100 * bytes) / total)} % |`,
    ),
    `| **all of it** | gzip -9: **${kilobytes(gzip)}** | **${kilobytes(total)}** | |`,
  ].join("\n");
}
