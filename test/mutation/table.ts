import { breakages, invariants } from "./breakages.ts";

/** The table of README.md, from what is really tried. */
export const table = [
  "| promise | broken | test that notices |",
  "| --- | --- | --- |",
  ...breakages.map(
    ({ breaks, what, file, test }) =>
      `| ${breaks}. ${invariants[breaks]} | \`${file}\`: ${what} | \`${test[0]}\`: ${test[1]} |`,
  ),
].join("\n");
