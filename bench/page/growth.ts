import { type Call, tokenUrl } from "../peers/peer.ts";
import { stubFetch } from "./stub.ts";

export interface GrowthResult {
  readonly tokenRequests: number;
  /** Milliseconds of the client's own, from the first call to the last answer, without the wait for the token. */
  readonly milliseconds: number;
  /** Bytes on the heap while all of them wait, and after all are done and collected, beyond what was there before. */
  readonly waiting: number;
  readonly kept: number;
}

/** Callers that all come before the token does: the worst moment. The network is a stub, so that all cost is the client's. */
export async function grow(create: () => Call, token: string, callers: number, apiUrl: string): Promise<GrowthResult> {
  let tokenRequests = 0;
  let release: (token: string) => void = () => {};
  const gate = new Promise<string>((resolve) => {
    release = resolve;
  });
  globalThis.fetch = stubFetch(tokenUrl, gate, () => {
    tokenRequests++;
  });
  const call = create();
  const answers: Promise<unknown>[] = new Array(callers);
  const before = await heap();

  let start = performance.now();
  for (let n = 0; n < callers; n++) answers[n] = call(apiUrl);
  // Whoever takes some turns before it asks for the token has done so by now.
  await new Promise((resolve) => setTimeout(resolve));
  let milliseconds = performance.now() - start;

  const waiting = (await heap()) - before;
  start = performance.now();
  release(token);
  await Promise.all(answers);
  milliseconds += performance.now() - start;

  answers.length = 0;
  return { tokenRequests, milliseconds, waiting, kept: (await heap()) - before };
}

/** Bytes in use, exact by a flag of Chromium's. */
async function heap(): Promise<number> {
  // What browser objects hold is let go of in steps.
  for (let n = 0; n < 3; n++) {
    gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize;
}
