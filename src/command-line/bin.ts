import { text } from "node:stream/consumers";
import { main } from "./main.ts";

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  isTerminal: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  input: () => text(process.stdin),
  out: (line) => console.log(line),
  err: (line) => console.error(line),
});
