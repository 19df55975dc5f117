/** A request as it leaves the page. */
export interface XhrRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: unknown;
}

/** An answer, or none: the network failed. */
export type XhrAnswer = { readonly status: number; readonly url: string } | undefined;

/** Where requests go. */
export interface XhrNetwork {
  /** @param answer takes the answer: nothing happens where the request has ended meanwhile */
  send(request: XhrRequest, answer: (answer: XhrAnswer) => void): void;
  sendSync(request: XhrRequest): XhrAnswer;
}

/** Node has none. */
export class PlainProgressEvent extends Event {
  readonly total: number;
  readonly lengthComputable: boolean;
  readonly loaded = 0;

  constructor(type: string, { total = 0, lengthComputable = false }: ProgressEventInit = {}) {
    super(type);
    this.total = total;
    this.lengthComputable = lengthComputable;
  }
}

let network: XhrNetwork;

/** The network of all {@link ScriptedXhr}s from now on. */
export function connectXhr(to: XhrNetwork): void {
  network = to;
}

const invalidState = () => new DOMException("The object is in an invalid state.", "InvalidStateError");

/**
 * XMLHttpRequest as its standard has it, but for the answer's body, over a network that the test owns. Its methods and
 * accessors stand on the prototype, as the browser's do, so that they can be patched. A handler may do anything.
 */
export class ScriptedXhr extends EventTarget {
  readonly #upload = new EventTarget();
  #readyState = 0;
  #isSent = false;
  #isAsync = true;
  #opened: { readonly method: string; readonly url: URL; readonly headers: Headers } | undefined;
  #hasBody = false;
  #isUploaded = false;
  #startedAt = 0;
  #timeout = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #withCredentials = false;
  #answer: XhrAnswer;
  /** Each use of the object has its own: what belongs to an earlier one is dropped. */
  #use = {};

  get upload(): EventTarget {
    return this.#upload;
  }
  get readyState(): number {
    return this.#readyState;
  }
  get status(): number {
    return this.#answer?.status ?? 0;
  }
  get responseURL(): string {
    return this.#answer?.url ?? "";
  }
  get timeout(): number {
    return this.#timeout;
  }
  set timeout(milliseconds: number) {
    this.#timeout = milliseconds;
    this.#arm();
  }
  get withCredentials(): boolean {
    return this.#withCredentials;
  }
  set withCredentials(value: boolean) {
    if (this.#readyState > 1 || this.#isSent) throw invalidState();
    this.#withCredentials = value;
  }

  open(...[method, url, isAsync]: [method: string, url: string | URL, isAsync?: boolean]): void {
    // biome-ignore lint/complexity/noArguments: an explicit `undefined` is another thing than no argument (Web IDL).
    const async = arguments.length < 3 || Boolean(isAsync);
    if (!URL.canParse(String(url), location.href)) throw new DOMException("Invalid URL", "SyntaxError");
    this.#end();
    this.#isSent = false;
    this.#isAsync = async;
    this.#opened = { method: method.toUpperCase(), url: new URL(url, location.href), headers: new Headers() };
    this.#answer = undefined;
    if (this.#readyState !== 1) this.#enter(1);
  }

  setRequestHeader(name: string, value: string): void {
    if (this.#readyState !== 1 || this.#isSent) throw invalidState();
    this.#opened?.headers.append(name, value);
  }

  send(given?: unknown): void {
    if (this.#readyState !== 1 || this.#isSent || !this.#opened) throw invalidState();
    const body = /^(?:GET|HEAD)$/.test(this.#opened.method) ? null : (given ?? null);
    const request = { ...this.#opened, body };
    if (!this.#isAsync) {
      this.#answer = network.sendSync(request);
      this.#isSent = false;
      this.#readyState = 4;
      if (!this.#answer) throw new DOMException("A network error occurred.", "NetworkError");
      this.#dispatch("readystatechange");
      this.#progress("load", "loadend");
      return;
    }
    const use = this.#use;
    this.#isSent = true;
    this.#hasBody = body !== null;
    this.#isUploaded = false;
    this.#startedAt = performance.now();
    this.#progress("loadstart");
    if (this.#hasBody && use === this.#use) this.#progressOf(this.#upload, "loadstart");
    if (use !== this.#use || !this.#isSent) return;
    this.#arm();
    network.send(request, (answer) => {
      if (use !== this.#use || !this.#isSent) return;
      if (answer) this.#receive(answer);
      else this.#fail("error");
    });
  }

  abort(): void {
    if (this.#isSent) this.#fail("abort");
    else this.#end();
    if (this.#readyState === 4) this.#readyState = 0;
  }

  #receive(answer: XhrAnswer): void {
    const use = this.#use;
    const steps = [
      () => {
        this.#isUploaded = true;
        if (this.#hasBody) this.#progressOf(this.#upload, "load", "loadend");
      },
      () => {
        this.#answer = answer;
        this.#enter(2);
      },
      () => this.#enter(3),
      () => {
        this.#isSent = false;
        clearTimeout(this.#timer);
        this.#enter(4);
      },
      () => this.#progress("load"),
      () => this.#progress("loadend"),
    ];
    for (const step of steps) if (use === this.#use) step();
  }

  /** Request error steps. */
  #fail(type: "abort" | "error" | "timeout"): void {
    this.#end();
    const use = this.#use;
    this.#answer = undefined;
    this.#isSent = false;
    this.#enter(4);
    if (use === this.#use && this.#hasBody && !this.#isUploaded) {
      this.#isUploaded = true;
      this.#progressOf(this.#upload, type, "loadend");
    }
    if (use === this.#use) this.#progress(type);
    if (use === this.#use) this.#progress("loadend");
  }

  #end(): void {
    this.#use = {};
    clearTimeout(this.#timer);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (!this.#timeout || !this.#isSent) return;
    const left = this.#startedAt + this.#timeout - performance.now();
    this.#timer = setTimeout(() => this.#fail("timeout"), left);
  }

  #enter(readyState: number): void {
    this.#readyState = readyState;
    this.#dispatch("readystatechange");
  }

  #dispatch(type: string): void {
    this.dispatchEvent(new Event(type));
  }

  #progress(...types: string[]): void {
    this.#progressOf(this, ...types);
  }

  #progressOf(target: EventTarget, ...types: string[]): void {
    for (const type of types) target.dispatchEvent(new PlainProgressEvent(type));
  }
}
