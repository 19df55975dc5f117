import { readFile } from "node:fs/promises";
import { writeSummary } from "./summary.ts";

// Writes the summaries of the last run into the documentation anew, without measuring.
await writeSummary(JSON.parse(await readFile(new URL("results.json", import.meta.url), "utf8")));
