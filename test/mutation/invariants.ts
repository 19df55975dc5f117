import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { breakages, invariants } from "./breakages.ts";
import { inOneLine } from "./report.ts";
import { survivors } from "./survivors.ts";

// Breaks each promise of the library, once or more, in a copy, and expects the very test that is named for it to fail.
// `npm run test:invariants`; with numbers after `--`, these promises alone.

const root = fileURLToPath(new URL("../..", import.meta.url));
const copy = await mkdtemp(join(tmpdir(), "hc-jwt-invariants-"));
const chosen = process.argv.slice(2).map(Number);
const toBreak = breakages.filter(({ breaks }) => chosen.length === 0 || chosen.includes(breaks));
const problems: string[] = [];

/** Runs test files, or of them only what has this name, and answers what came of each test. */
async function run(files: readonly string[], name?: string): Promise<Map<string, string>> {
  const report = join(copy, "report.json");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const only = name === undefined ? [] : ["-t", name.replace(/[^\w ]/g, ".")];
  // Patient, since a slow machine must not pass for a breakage that is caught.
  const options = ["--reporter", "json", "--outputFile", report, "--testTimeout", "20000", ...only];
  const paths = files.map((file) => `test/${file}`);
  const { stderr } = spawnSync(process.execPath, [vitest, "run", ...options, ...paths], {
    cwd: copy,
    encoding: "utf8",
  });
  const text = await readFile(report, "utf8").catch(() => {
    throw new Error(`The tests did not run: ${stderr}`);
  });
  await rm(report);
  const { testResults }: { testResults: { assertionResults: { title: string; status: string }[] }[] } =
    JSON.parse(text);
  return new Map(
    testResults.flatMap(({ assertionResults }) => assertionResults.map((test) => [test.title, test.status])),
  );
}

try {
  for (const name of ["src", "test", "package.json", "vitest.config.ts"]) {
    // test/runtimes has packages of its own, which take space and are not needed.
    const filter = (path: string) => !path.includes("node_modules");
    await cp(join(root, name), join(copy, name), { recursive: true, filter });
  }
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));

  const unbroken = await run([...new Set(toBreak.map(({ test }) => test[0]))]);
  for (const { breaks, what, file, find, replace, test } of toBreak) {
    const [testFile, name] = test;
    const path = join(copy, "src", file);
    const source = await readFile(path, "utf8");
    const found = source.split(find).length - 1;
    let outcome = "caught";
    if (unbroken.get(name) !== "passed") outcome = `"${name}" does not pass with nothing broken`;
    else if (found !== 1) outcome = `"${find}" is there ${found} times, not once`;
    else {
      await writeFile(
        path,
        source.replace(find, () => replace),
      );
      if ((await run([testFile], name)).get(name) !== "failed") outcome = `"${name}" does not notice`;
      await writeFile(path, source);
    }
    console.log(`${breaks}. ${file}: ${what}: ${outcome}`);
    if (outcome !== "caught") problems.push(`${breaks}. ${file}: ${what}: ${outcome}`);
  }
} finally {
  await rm(copy, { recursive: true, force: true });
}

for (const number of Object.keys(invariants)) {
  if (!breakages.some(({ breaks }) => String(breaks) === number)) problems.push(`Nothing breaks promise ${number}.`);
}
// Stryker takes an hour, so its known survivors are held against the sources here as well.
for (const { file, original } of survivors) {
  const source = await readFile(join(root, "src", file), "utf8");
  if (!inOneLine(source).includes(original)) problems.push(`In survivors.ts, and no longer in ${file}: ${original}`);
}
console.log(`${problems.length} problems in ${toBreak.length} breakages.`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
