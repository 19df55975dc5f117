import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { patience } from "./driver.ts";

/** A process that a test run started, with whatever it starts itself. */
export interface OwnProcess {
  /** What it prints first; rejects where it ends before that. */
  readonly firstLine: Promise<string>;
  /** Asks until the answer is yes; rejects where the process ends before that. Questions may fail meanwhile. */
  until(question: () => Promise<boolean>): Promise<void>;
  /** Ends it and all that it started. Resolves when it is gone. */
  kill(): Promise<void>;
}

export function startProcess(executable: string, options: readonly string[], env: NodeJS.ProcessEnv): OwnProcess {
  // A process group of its own, which can be ended as one, whatever the process has started by then.
  const child = spawn(executable, options, { env, detached: true, stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  let running = true;
  const failed = ended.then(() => {
    running = false;
    process.off("exit", killNow);
    throw new Error(`${executable} ended before it was of use.`);
  });
  failed.catch(() => {});

  function killNow(): void {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // All of it has ended already.
    }
  }
  process.once("exit", killNow);

  const lines = createInterface({ input: child.stdout });
  const firstLine = Promise.race([new Promise<string>((resolve) => lines.once("line", resolve)), failed]);
  firstLine.catch(() => {});

  return {
    firstLine,
    async until(question) {
      const deadline = Date.now() + patience.launch;
      while (!(await question().catch(() => false))) {
        if (!running) return failed;
        if (Date.now() > deadline) throw new Error(`${executable} did not come up.`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async kill() {
      killNow();
      await ended;
    },
  };
}
