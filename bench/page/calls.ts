import type { Call, CallInit } from "../peers/peer.ts";

/** What came of a call, whether the peer resolves with a status or rejects with one. */
export interface Outcome {
  /** 0 where there was no answer. */
  readonly status: number;
  /** The answer's body, read to its end, where it is JSON. */
  readonly body?: unknown;
}

/** fetch resolves with any status; ky and axios reject with an error that holds the answer. */
export async function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  const answer = (await call.catch((error) => error?.response)) as Answer | undefined;
  if (!answer) return { status: 0 };
  return { status: answer.status, body: answer.data ?? (await bodyOf(answer)) };
}

/** Of a `Response`, or of axios, which has read the body already. */
interface Answer {
  readonly status: number;
  readonly data?: unknown;
  json?(): Promise<unknown>;
}

async function bodyOf(answer: Answer): Promise<unknown> {
  try {
    return await answer.json?.();
  } catch {
    // No JSON, or ky has read it for its error.
    return undefined;
  }
}

export interface BurstOptions {
  readonly calls: number;
  /** Makes it POSTs, each with a body of its own of this many characters. */
  readonly bodyLength?: number;
}

export interface BurstResult {
  /** From the first call to the last answer. */
  readonly milliseconds: number;
  readonly failed: number;
  /** Answers that echo another body than was sent. */
  readonly bodiesBroken: number;
}

/** The API echoes the SHA-256 of what it received. */
export async function burst(call: Call, url: string, { calls, bodyLength }: BurstOptions): Promise<BurstResult> {
  const inits = Array.from({ length: calls }, (_, n): CallInit => {
    return bodyLength === undefined ? {} : { method: "POST", body: `${n} é `.padEnd(bodyLength, "x") };
  });
  const start = performance.now();
  const outcomes = await Promise.all(inits.map((init) => outcomeOf(call(url, init))));
  const milliseconds = performance.now() - start;
  const arrived = outcomes.map(({ status, body }) =>
    status === 200 ? (body as { bodySha256?: string } | undefined)?.bodySha256 : undefined,
  );
  const sent = await Promise.all(inits.map(({ body = "" }) => sha256(body)));
  return {
    milliseconds,
    failed: outcomes.filter(({ status }) => status !== 200).length,
    bodiesBroken: arrived.filter((hash, n) => hash !== undefined && hash !== sent[n]).length,
  };
}

async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
