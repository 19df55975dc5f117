import fc, { type IAsyncProperty, type IProperty, type Parameters } from "fast-check";

// HC_JWT_RUNS: how many cases, in place of each test's own number. HC_JWT_SEED and HC_JWT_PATH: which, to see a failure
// again. With none of them, every run tries the same cases, so that what passed here passes there; to look for new ones,
// HC_JWT_RUNS takes others each time.
const { HC_JWT_RUNS: runs, HC_JWT_SEED: seed, HC_JWT_PATH: path } = process.env;

/** The number of cases, and which part of them is to be checked here if files share them. */
interface Share {
  readonly numRuns: number;
  /** From 0. */
  readonly part?: number;
  readonly parts?: number;
}

/** Checks a property. Where it fails, the message says how to see it fail again. */
export async function holds<Values>(
  property: IProperty<Values> | IAsyncProperty<Values>,
  { numRuns, part = 0, parts = 1, ...parameters }: Parameters<Values> & Share,
): Promise<void> {
  const share = Math.ceil((runs ? Number(runs) : numRuns) / parts);
  const result = await fc.check(property as IAsyncProperty<Values>, {
    ...parameters,
    numRuns: share,
    ...(runs && !seed ? {} : { seed: Number(seed ?? 1) }),
    // Where in the seed's sequence to begin: the parts together are what one file would check.
    path: path ?? (part > 0 ? String(part * share) : ""),
  });
  if (!result.failed) return;
  const { errorInstance, seed: failed, counterexamplePath } = result;
  throw new Error(
    `${(errorInstance as Error).message}\n\n${fc.defaultReportMessage(result)}\n\nTo see it again: HC_JWT_SEED=${failed} HC_JWT_PATH=${counterexamplePath} npx vitest run --project property -t "<name of this test>"`,
    { cause: errorInstance },
  );
}
