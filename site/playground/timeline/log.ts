/** Who did it: the theme's code, the help center's token endpoint, the API, or the reader of this page. */
export type SpanKind = "page" | "call" | "token" | "api" | "keys" | "action";

export type Tone = "good" | "bad" | "plain";

/** Something that happened, or is still happening. Times in milliseconds, by the log's clock. */
export interface Span {
  readonly kind: SpanKind;
  readonly label: string;
  readonly start: number;
  /** Unset while it goes on. */
  readonly end?: number;
  /** An HTTP status or an error code. */
  readonly outcome?: string;
  readonly tone: Tone;
  /** The `Authorization` header, shortened, or what else there is to say. */
  readonly detail?: string;
}

/** How a span ended. */
export interface Ending {
  readonly outcome: string;
  readonly tone: Tone;
  readonly detail?: string;
}

/** Everything that happened since the last `clear()`, in the order in which it began. */
export interface Log {
  readonly spans: readonly Span[];
  /** @returns ends the span; later calls, and those after `clear()`, change nothing */
  begin(kind: SpanKind, label: string, detail?: string): (ending: Ending) => void;
  /** Something that takes no time. */
  mark(kind: SpanKind, label: string, detail?: string): void;
  clear(): void;
}

/**
 * @param now milliseconds on a clock that never goes back
 * @param onChange called after each change
 */
export function createLog(now: () => number, onChange: () => void): Log {
  let spans: Span[] = [];

  function add(span: Span): void {
    spans.push(span);
    onChange();
  }

  return {
    get spans() {
      return spans;
    },
    begin(kind, label, detail) {
      let span: Span = { kind, label, start: now(), tone: "plain", ...(detail !== undefined && { detail }) };
      add(span);
      return (ending) => {
        const index = spans.indexOf(span);
        if (index === -1 || span.end !== undefined) return;
        span = { ...span, ...ending, end: now() };
        spans[index] = span;
        onChange();
      };
    },
    mark(kind, label, detail) {
      const at = now();
      add({ kind, label, start: at, end: at, tone: "plain", ...(detail !== undefined && { detail }) });
    },
    clear() {
      spans = [];
      onChange();
    },
  };
}
