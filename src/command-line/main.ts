import { parseArgs } from "node:util";
import { createVerifier, HelpCenterJwtVerificationError, type KeysLocation } from "../verify/index.ts";
import { checkToken } from "./check-token.ts";
import { type Io, UsageError } from "./io.ts";
import { printKeys } from "./print-keys.ts";
import { requestToken } from "./request-token.ts";

export const help = `hc-jwt: help center JWTs, from the receiving end

  hc-jwt keys <subdomain or URL>       the published keys: kid, size, fingerprint
  hc-jwt verify --subdomain acme       checks a token, and says what is wrong with it
  hc-jwt decode                        shows what a token holds, without verifying it
  hc-jwt token --subdomain acme        requests a token, to try a backend with curl

verify and decode read the token from standard input, or from HC_JWT_TOKEN.
token signs in with ZENDESK_EMAIL, and ZENDESK_API_TOKEN or ZENDESK_PASSWORD.

Options
  --subdomain acme         the help center at acme.zendesk.com
  --keys-url URL           for verify: the keys endpoint in full
  --token-url URL          for token: the token endpoint in full
  --require product=orders for verify: a claim with the value it must have; may be repeated
  --json                   for scripts
  --help

Exit code: 0 good, 1 not good, 2 wrong usage.

  hc-jwt token --subdomain acme | hc-jwt verify --subdomain acme
`;

/** Runs one command. Returns the exit code: 0, 1 for a result that is not good, 2 for wrong usage. */
export async function main(args: readonly string[], io: Io): Promise<0 | 1 | 2> {
  try {
    return await run(args, io);
  } catch (error) {
    if (error instanceof HelpCenterJwtVerificationError) {
      io.err(error.message);
      return 1;
    }
    // parseArgs and createVerifier throw TypeErrors for what the caller wrote.
    if (!(error instanceof UsageError || error instanceof TypeError)) throw error;
    io.err(`${withoutTokens(error.message)}\nhc-jwt --help says how it is called`);
    return 2;
  }
}

async function run(args: readonly string[], io: Io): Promise<0 | 1> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      subdomain: { type: "string" },
      "keys-url": { type: "string" },
      "token-url": { type: "string" },
      require: { type: "string", multiple: true },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [command, ...rest] = positionals;
  if (values.help) {
    io.out(help);
    return 0;
  }
  const isJson = values.json;
  const location = { subdomain: values.subdomain, keysUrl: values["keys-url"] };
  if (command === "keys") return printKeys(io, keysLocationOf(rest, location), isJson);
  if (rest.length > 0) throw new UsageError("There is one argument too many. A token is read from standard input");
  if (command === "verify") {
    const verifier = createVerifier({ ...location, requiredClaims: requiredClaimsOf(values.require) });
    return checkToken(io, { verifier, isJson });
  }
  if (command === "decode") return checkToken(io, { verifier: undefined, isJson });
  if (command === "token")
    return requestToken(io, { subdomain: values.subdomain, tokenUrl: values["token-url"] }, isJson);
  throw new UsageError(command === undefined ? "Which command?" : "There is no such command");
}

function keysLocationOf([place, ...others]: readonly string[], location: KeysLocation): KeysLocation {
  if (others.length > 0) throw new UsageError("keys takes one subdomain, or one URL");
  if (place === undefined) return location;
  return place.includes("/") ? { keysUrl: place } : { subdomain: place };
}

function requiredClaimsOf(pairs: readonly string[] = []): Record<string, string> {
  const claims = pairs.map((pair) => /^([^=]+)=(.*)$/s.exec(pair)?.slice(1) as [string, string] | undefined);
  if (claims.includes(undefined)) throw new UsageError("--require takes a claim and its value: product=orders");
  return Object.fromEntries(claims as [string, string][]);
}

/** parseArgs quotes what it does not know, which may be a token that was given as an argument. */
function withoutTokens(message: string): string {
  return message.replace(/[\w-]{8,}\.[\w-]+\.[\w-]*/g, "…");
}
