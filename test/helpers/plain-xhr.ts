/** A request as it left the page. */
export interface SentXhr {
  readonly method: string;
  readonly url: string;
  readonly isAsync: boolean;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: unknown;
  readonly timeout: number;
}

/**
 * XMLHttpRequest without a network, for tests of what is patched over it: it notes what is sent, and ends when the test
 * says so. Real ones are tested in test/browser.
 */
export class PlainXhr extends EventTarget {
  readonly upload = new EventTarget();
  /** What left the page through this object. */
  readonly sent: SentXhr[] = [];
  timeout = 0;
  status = 0;
  aborts = 0;
  #opened: Omit<SentXhr, "headers" | "body" | "timeout"> | undefined;
  #headers: [string, string][] = [];
  #readyState = 0;

  get readyState(): number {
    return this.#readyState;
  }

  open(...[method, url, isAsync]: [method: string, url: string | URL, isAsync?: boolean]): void {
    // biome-ignore lint/complexity/noArguments: an explicit `undefined` is another thing than no argument (Web IDL).
    this.#opened = { method, url: String(url), isAsync: arguments.length < 3 || Boolean(isAsync) };
    this.#headers = [];
    this.#readyState = 1;
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers.push([name, value]);
  }

  send(body?: unknown): void {
    if (!this.#opened) throw new DOMException("Not opened.", "InvalidStateError");
    this.sent.push({ ...this.#opened, headers: this.#headers, body, timeout: this.timeout });
  }

  abort(): void {
    this.aborts++;
  }

  /** The answer. */
  answer(status: number): void {
    this.status = status;
    this.#readyState = 4;
    this.dispatchEvent(new Event("load"));
  }
}
