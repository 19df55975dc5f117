import { parseArgs } from "node:util";

/**
 * The arguments of a script that knows no option but `--help`. For that one, for any other and for too few or too many
 * arguments it prints the usage, and ends.
 *
 * @param {string} usage for example `node scripts/pack.mjs [folder]`: what is in brackets may be left out
 * @returns {string[]}
 */
export function readArguments(usage) {
  const most = usage.match(/[[<]/g)?.length ?? 0;
  const least = usage.match(/</g)?.length ?? 0;
  try {
    const options = { help: { type: /** @type {const} */ ("boolean"), short: "h" } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help) {
      console.log(`Usage: ${usage}`);
      process.exit(0);
    }
    if (positionals.length < least) throw new Error("An argument is missing.");
    if (positionals.length > most)
      throw new Error(`There are too many arguments: ${positionals.slice(most).join(" ")}`);
    return positionals;
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\nUsage: ${usage}`);
    process.exit(2);
  }
}
