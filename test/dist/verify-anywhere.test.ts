import { spawn, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeBlocksOf } from "../helpers/markdown.ts";

// The snippets in other languages, as they stand in the docs, against the test vectors.

interface Vector {
  readonly id: number;
  readonly comment: string;
  readonly kind: "token" | "header";
  readonly token: string;
  readonly requiredClaims?: Record<string, string>;
  readonly result: "valid" | "invalid";
}

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");
const { jwks, vectors }: { jwks: unknown; vectors: readonly Vector[] } = JSON.parse(
  await read("test-vectors/help-center-jwt.json"),
);
const tokens = vectors.filter(({ kind }) => kind === "token");
const snippets = codeBlocksOf(await read("docs/verify-anywhere.md"));
const snippet = (language: string) => snippets.find((block) => block.language === language)?.code ?? "";

/** Each reads the vectors as JSON lines, and prints a line for each: accepted, rejected, or the error that should not be. */
const languages = [
  {
    language: "py",
    needs: "Python with PyJWT: apt-get install python3-jwt",
    // A version manager's Python may come first, without Debian's modules.
    commands: ["python3", "/usr/bin/python3"],
    probe: ["-c", "import jwt, cryptography"],
    run: (code: string) => [
      "-c",
      `import json, sys
${code}
for line in sys.stdin:
    vector = json.loads(line)
    try:
        verify(vector["token"], vector["required"])
        print("accepted", flush=True)
    except jwt.PyJWTError:
        print("rejected", flush=True)
    except Exception as error:
        print(repr(error), flush=True)
`,
    ],
  },
  {
    language: "rb",
    needs: "Ruby with ruby-jwt: apt-get install ruby ruby-jwt",
    commands: ["ruby", "/usr/bin/ruby"],
    probe: ["-e", 'require "jwt"'],
    run: (code: string) => [
      "-e",
      `${code}
STDIN.each_line do |line|
  vector = JSON.parse(line)
  begin
    verify(vector["token"], vector["required"])
    puts "accepted"
  rescue JWT::DecodeError
    puts "rejected"
  rescue StandardError => error
    puts error.inspect.lines.first
  end
end
`,
    ],
  },
].map((language) => ({
  ...language,
  command: language.commands.find((command) => spawnSync(command, language.probe).status === 0),
}));

for (const { command, language, needs } of languages) {
  if (command) continue;
  if (process.env.CI) throw new Error(`The ${language} snippet cannot be run. It needs ${needs}`);
  console.warn(`SKIPPED: the ${language} snippet of docs/verify-anywhere.md. It needs ${needs}`);
}

let requests = 0;
const server = createServer((_, response) => {
  requests++;
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(jwks));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function outcomes(command: string, args: readonly string[], input: string): Promise<string[]> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(input);
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  await new Promise((resolve) => child.on("close", resolve));
  return output.trim().split("\n");
}

describe.each(languages.filter(({ command }) => command))(
  "the $language snippet of docs/verify-anywhere.md",
  ({ command, language, run }) => {
    it("accepts and rejects the tokens of the test vectors as it should, and fails on none", async () => {
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const code = snippet(language).replace("https://acme.zendesk.com", origin);
      expect(code).toContain("verify(token");
      const input = tokens
        .map(({ token, requiredClaims = {} }) => JSON.stringify({ token, required: requiredClaims }))
        .join("\n");
      requests = 0;
      const lines = await outcomes(command as string, run(code), input);
      const named = (outcome: (vector: Vector, index: number) => string | undefined) =>
        tokens.map((vector, index) => `${vector.id}, ${vector.comment}: ${outcome(vector, index)}`);
      expect(named((_, index) => lines[index])).toEqual(
        named(({ result }) => (result === "valid" ? "accepted" : "rejected")),
      );
      // PyJWT asks for them at each unknown kid, as the page says.
      expect(requests).toBeGreaterThan(0);
      if (language === "rb") expect(requests).toBe(1);
    });
  },
);
