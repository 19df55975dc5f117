import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { releaseProblems } from "../../../scripts/release-check.mjs";
import { releaseNotes } from "../../../scripts/release-notes.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const good = {
  manifest: { version: "1.2.0", repository: { type: "git", url: "git+https://github.com/owner/name.git" } },
  changelog: "# Changelog\n\n## 1.2.0 (2026-12-01)\n\n- A line.\n\n## 1.1.0 (2026-11-01)\n\n- Another.\n",
  tag: "v1.2.0",
};

describe("the release check", () => {
  it("accepts a release that is complete", () => {
    expect(releaseProblems(good)).toEqual([]);
    expect(releaseProblems({ ...good, tag: undefined })).toEqual([]);
  });

  it.each([
    ["no repository", { manifest: { version: "1.2.0" } }, "`repository` in package.json is not set"],
    ["an empty one", { manifest: { version: "1.2.0", repository: "" } }, "`repository` in package.json is not set"],
    [
      "a placeholder",
      { manifest: { version: "1.2.0", repository: { url: "git+https://github.com/<owner>/<name>.git" } } },
      "`repository` in package.json is not set",
    ],
    ["no section", { changelog: "# Changelog\n\n## 1.1.0 (2026-11-01)\n\n- x\n" }, "no section"],
    ["a section of a longer version", { changelog: "## 1.2.0-beta (2026-11-01)\n\n- x\n" }, "no section"],
    ["an unreleased section", { changelog: "## 1.2.0 (unreleased)\n\n- x\n" }, "unreleased"],
    ["an empty section", { changelog: "## 1.2.0 (2026-12-01)\n\n## 1.1.0 (2026-11-01)\n\n- x\n" }, "no line"],
    ["another tag", { tag: "v1.2.1" }, "The tag is v1.2.1"],
    ["a tag without v", { tag: "1.2.0" }, "The tag is 1.2.0"],
  ])("refuses %s, and says so", (_, changes, message) => {
    expect(releaseProblems({ ...good, ...changes })).toEqual([expect.stringContaining(message)]);
  });
});

describe("the scripts' command line", () => {
  const start = (script: string, ...rest: string[]) =>
    spawnSync(process.execPath, [join(root, "scripts", script), ...rest], { cwd: folder, encoding: "utf8" });
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "hc-jwt-scripts-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ["pack.mjs", "--help", 0],
    ["pack.mjs", "-h", 0],
    ["pack.mjs", "--out", 2],
    ["pack.mjs", "a b", 2],
    ["release-check.mjs", "--help", 0],
    ["release-check.mjs", "--tag", 2],
    ["release-notes.mjs", "--help", 0],
    ["release-notes.mjs", "", 2],
  ])("%s %s prints the usage, and does nothing", (script, args, code) => {
    const { status, stdout, stderr } = start(script, ...args.split(" ").filter(Boolean));
    expect(status).toBe(code);
    expect(code === 0 ? stdout : stderr).toContain(`Usage: node scripts/${script}`);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("the release notes", () => {
  it("have the changes, SRI hashes that browsers accept, and checksums", () => {
    const folder = mkdtempSync(join(tmpdir(), "hc-jwt-notes-"));
    try {
      const tarball = join(folder, "hc-jwt-0.1.0.tgz");
      writeFileSync(tarball, "bytes");
      const notes = releaseNotes(tarball);
      const hash = createHash("sha384")
        .update(readFileSync(join(root, "dist/hc-jwt.js")))
        .digest("base64");
      expect(notes).toContain(`| \`hc-jwt.js\` | \`sha384-${hash}\` |`);
      expect(notes).toContain("The first version.");
      const [, sums = ""] = /```text\n(.*?)```/s.exec(notes) ?? [];
      for (const name of ["hc-jwt.js", "hc-jwt-diagnose.js"])
        writeFileSync(join(folder, name), readFileSync(join(root, "dist", name)));
      writeFileSync(join(folder, "SHA256SUMS"), sums);
      const checked = execFileSync("sha256sum", ["--check", "SHA256SUMS"], { cwd: folder, encoding: "utf8" });
      expect(checked.match(/: OK$/gm)?.length).toBe(3);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("the workflows", () => {
  const folder = join(root, ".github/workflows");
  const workflows = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")] as const);

  it.each(workflows)("%s pins each action by its commit, with least permissions", (_, text) => {
    const uses = [...text.matchAll(/uses: (.*)$/gm)].map(([, action]) => action);
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    // None but what each job asks for.
    expect(text).toMatch(/^permissions: \{\}$/m);
    const jobs = text
      .slice(text.indexOf("\njobs:\n"))
      .split(/^ {2}(?=[\w-]+:$)/m)
      .slice(1);
    expect(jobs.length).toBeGreaterThan(0);
    for (const job of jobs) {
      expect(job).toMatch(/^ {4}permissions:\n {6}[\w-]+: (?:read|write)$/m);
      // What may write runs nothing of the repository.
      if (/: write$/m.test(job)) expect(job).not.toMatch(/checkout@|npm (?:ci|run|install)/);
    }
    expect(text).not.toContain("secrets.");
    expect(text).not.toContain("pull_request_target");
  });
});
