import type { Result } from "./bridge.ts";
import { describeError, describeValue } from "./describe.ts";

const AsyncFunction = (async () => {}).constructor as new (
  ...parametersAndBody: string[]
) => (...values: unknown[]) => Promise<unknown>;

/**
 * Runs the body of an async function, in this page's realm.
 *
 * @param scope the names that it sees beside the page's globals
 */
export async function runCode(code: string, scope: Readonly<Record<string, unknown>>): Promise<Result> {
  const printed: string[] = [];
  const print = (...values: unknown[]) => {
    printed.push(values.map(describeValue).join(" "));
  };
  // The page's own console has them, too.
  const consoleForCode = Object.create(console, {
    ...Object.fromEntries(
      (["log", "info", "warn", "error", "debug"] as const).map((name) => [
        name,
        {
          value: (...values: unknown[]) => {
            print(...values);
            console[name](...values);
          },
        },
      ]),
    ),
  });
  const names = { ...scope, console: consoleForCode };
  try {
    const value = await new AsyncFunction(...Object.keys(names), code)(...Object.values(names));
    return { isError: false, text: describeValue(value), printed };
  } catch (error) {
    return { isError: true, text: describeError(error), printed };
  }
}
