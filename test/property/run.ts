import { settled } from "../helpers/virtual-time.ts";
import type { Schedule } from "./schedule.ts";
import { createWorld } from "./world.ts";

/** Plays a schedule. Rejects where it breaks a promise. */
export async function run({ steps, ...rest }: Schedule): Promise<void> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  // Traces of the errors that are part of the game would take a third of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const world = createWorld(rest);
  try {
    for (const step of steps) await world.take(step);
    await world.finish();
    await settled();
  } finally {
    world.end();
    Error.stackTraceLimit = stackTraceLimit;
    process.off("unhandledRejection", note);
  }
  if (unhandled.length > 0) throw new Error(`nobody handled: ${unhandled.join(", ")}`);
}
