import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { pack } from "../../scripts/pack.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface PackedProject {
  /** The project's folder. The package lies in `package/` and, as if it were installed, in `node_modules/hc-jwt/`. */
  readonly folder: string;
  readonly tarball: string;
  remove(): Promise<void>;
}

/**
 * A project that has installed the packed package.
 *
 * @param packages what else it has installed, from this repository's node_modules
 */
export async function installPacked(packages: readonly string[]): Promise<PackedProject> {
  const folder = await mkdtemp(join(tmpdir(), "hc-jwt-"));
  const tarball = pack(folder);
  await promisify(execFile)("tar", ["-xzf", tarball], { cwd: folder });
  await cp(join(folder, "package"), join(folder, "node_modules/hc-jwt"), { recursive: true });
  for (const name of packages) {
    await mkdir(dirname(join(folder, "node_modules", name)), { recursive: true });
    await symlink(join(root, "node_modules", name), join(folder, "node_modules", name));
  }
  await writeFile(join(folder, "package.json"), '{ "type": "module", "private": true }');
  return { folder, tarball, remove: () => rm(folder, { recursive: true, force: true }) };
}
