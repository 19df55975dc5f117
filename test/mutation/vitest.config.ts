import { defineConfig } from "vitest/config";
import everything from "../../vitest.config.ts";

// What reads the sources and takes seconds. The other projects read the build, or run for minutes.
const quick = ["unit", "dom"];

/**
 * One worker for all files of a run, in place of one each: a run of a few tests spends most of its time on that. And long
 * time limits: a busy machine must not pass for a mutant that is caught.
 */
export default defineConfig({
  test: {
    projects: (everything.test?.projects ?? []).flatMap((project) =>
      typeof project === "object" && "test" in project && quick.includes(String(project.test?.name))
        ? [{ ...project, test: { ...project.test, isolate: false, testTimeout: 15_000 } }]
        : [],
    ),
  },
});
