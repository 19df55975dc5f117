import { noClient, presentClient } from "./client.ts";
import { diagnose } from "./index.ts";

// The script-tag build of the diagnosis, to be loaded after hc-jwt.js or pasted into the console.

const page = globalThis as { HCJwt?: unknown };
const client = presentClient();

if (client) {
  Object.assign(client, { diagnose });
  // A client from npm has no global name.
  if (page.HCJwt === undefined) page.HCJwt = client;
} else console.error(`HCJwt.diagnose: there is no shared client on this page. ${noClient}`);
