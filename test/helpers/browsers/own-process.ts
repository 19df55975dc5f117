import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { patience } from "./driver.ts";

/** A process that a test run started, with whatever it starts itself. */
export interface OwnProcess {
  /** What it prints first; rejects where it ends before that. */
  readonly firstLine: Promise<string>;
  /** Asks until the answer is yes; rejects where the process ends before that. Questions may fail meanwhile. */
  until(question: () => Promise<boolean>): Promise<void>;
  isRunning(): boolean;
  /** Ends it and all that it started. Resolves when it is gone. */
  kill(): Promise<void>;
}

const leash = fileURLToPath(new URL("leash.sh", import.meta.url));

/** What to start in place of an executable, so that it never outlives the test run. It has to lead a process group. */
export function leashed(executable: string, env: NodeJS.ProcessEnv = process.env) {
  return { executablePath: leash, env: { ...env, LEASHED: executable } };
}

export function startProcess(executable: string, options: readonly string[], env: NodeJS.ProcessEnv): OwnProcess {
  const started = leashed(executable, env);
  const child = spawn(started.executablePath, options, {
    env: started.env,
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
  });
  let running = true;
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const endedTooSoon = ended.then(() => {
    running = false;
    throw new Error(`${executable} ended before it was of use.`);
  });
  endedTooSoon.catch(() => {});

  const lines = createInterface({ input: child.stdout });
  const firstLine = Promise.race([new Promise<string>((resolve) => lines.once("line", resolve)), endedTooSoon]);
  firstLine.catch(() => {});

  return {
    firstLine,
    async until(question) {
      const deadline = Date.now() + patience.launch;
      while (!(await question().catch(() => false))) {
        if (!running) return endedTooSoon;
        if (Date.now() > deadline) throw new Error(`${executable} did not come up.`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    isRunning: () => running,
    async kill() {
      child.stdin.end();
      await ended;
    },
  };
}
