import { createSigningKey, signToken } from "../../test/helpers/jwt.ts";
import { startKeysServer } from "../../test/helpers/keys-server.ts";
import { verifiers } from "./verifiers.ts";

// A process of its own, so that it can be kept to one core. Prints microseconds a verification, one number a batch.

const batch = 200;
const rounds = 300;

const key = await createSigningKey("bench");
// What a browser would send: the same token for some minutes, and other visitors' between.
const headers = await Promise.all(
  Array.from({ length: batch }, async (_, n) => {
    const token = await signToken(Math.floor(Date.now() / 1000) + 3600, { key, claims: { userId: n } });
    // In one piece of memory, as a server's parser makes it; V8 keeps what is joined in two until it is read.
    return Buffer.from(`Bearer ${token}`).toString();
  }),
);
await using keysServer = await startKeysServer(key);

const contestants = Object.entries(verifiers).map(([name, create]) => ({
  name,
  verify: create(keysServer.url),
  times: [] as number[],
}));
for (let round = -2; round < rounds; round++) {
  // In turns, and whoever was first is last next time.
  contestants.push(...contestants.splice(0, 1));
  for (const { verify, times } of contestants) {
    const start = performance.now();
    for (const header of headers) await verify(header);
    if (round >= 0) times.push(((performance.now() - start) * 1000) / batch);
  }
}
console.log(JSON.stringify(Object.fromEntries(contestants.map(({ name, times }) => [name, times]))));
