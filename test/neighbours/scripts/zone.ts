import { introduce, urlOf } from "./neighbour.ts";

interface Task {
  readonly source: string;
  readonly data?: Record<string, unknown>;
}

interface ZoneOfTasks {
  fork(specification: object): ZoneOfTasks;
  scheduleTask(target: ZoneOfTasks, task: Task): Task;
  run<Result>(call: () => Result): Result;
}

/** Counts the tasks for requests that are scheduled in a zone, as Angular's own zone waits for them. */
export function watchWithZone(): void {
  const { Zone } = globalThis as unknown as { Zone: { root: ZoneOfTasks } };
  const seen: string[] = [];
  const zone = Zone.root.fork({
    name: "application",
    onScheduleTask(parent: ZoneOfTasks, _current: ZoneOfTasks, target: ZoneOfTasks, task: Task) {
      const { source, data = {} } = task;
      // Versions differ in where they keep fetch's arguments.
      const [input] = (data.fetchArgs ?? Object.values(data)) as unknown[];
      if (source === "fetch") seen.push(urlOf(input));
      if (source === "XMLHttpRequest.send") seen.push(String(data.url));
      return parent.scheduleTask(target, task);
    },
  });
  introduce({ seen, around: (call) => zone.run(call) });
}
