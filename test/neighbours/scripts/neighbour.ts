/** What a test finds at `window.neighbour` once a neighbour's script has run. */
export interface Neighbour {
  /** The URLs of the calls that it saw, as it reports them itself, in its own order. */
  readonly seen: string[];
  /** Its own ways to call; each resolves with the status. */
  readonly calls?: Readonly<Record<string, (url: string) => Promise<number>>>;
  /** Some begin to work a while after they were loaded. */
  readonly isReady?: () => boolean;
  /** Makes a call of the page in the surroundings that it watches. */
  readonly around?: <Result>(call: () => Result) => Result;
}

/** What a test writes to `window.surroundings` before. */
export interface Surroundings {
  /** The API, to which monitoring may add its tracing headers. */
  readonly api: string;
  /** A server of the test's own, where monitoring may send its reports. */
  readonly collector: string;
}

declare global {
  interface Window {
    surroundings: Surroundings;
    neighbour: Neighbour;
  }
}

/** @returns the list that a neighbour fills, unless it brought one */
export function introduce(neighbour: Partial<Neighbour> = {}): string[] {
  const seen: string[] = [];
  // One that computes its list keeps the getter.
  window.neighbour = "seen" in neighbour ? (neighbour as Neighbour) : { ...neighbour, seen };
  return seen;
}

/** The URL of whatever fetch was called with. */
export function urlOf(input: unknown): string {
  return typeof input === "object" && input && "url" in input ? String(input.url) : String(input);
}
