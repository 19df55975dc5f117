/** A request as it left the page. */
export interface SentXhr {
  readonly method: string;
  readonly url: string;
  readonly isAsync: boolean;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: unknown;
  readonly timeout: number;
}

/** What the network answers. `url` is the one that answered: another one behind a redirect. */
export interface XhrAnswer {
  readonly status: number;
  readonly url?: string;
}

/** Rejects where the network fails. */
export type XhrNetwork = (sent: SentXhr, signal: AbortSignal) => Promise<XhrAnswer>;

const invalidState = () => new DOMException("The object is in an invalid state.", "InvalidStateError");

/** A body that a request can have; any other object is sent as text. */
function extracted(body: unknown): unknown {
  const brand = Object.prototype.toString.call(body).slice(8, -1);
  const buffer = ArrayBuffer.isView(body) ? body.buffer : body;
  if (Object.prototype.toString.call(buffer) === "[object SharedArrayBuffer]") throw new TypeError("Shared memory.");
  const isKept =
    /^(?:Blob|File|ArrayBuffer|FormData|URLSearchParams|.*Document)$/.test(brand) || ArrayBuffer.isView(body);
  return isKept ? body : `${body}`;
}

/** Counts those who listen, also by `on…`. */
class Listened extends EventTarget {
  readonly #added = new Map<string, Set<unknown>>();

  override addEventListener(...args: Parameters<EventTarget["addEventListener"]>): void {
    super.addEventListener(...args);
    const [type, listener] = args;
    this.#added.set(type, (this.#added.get(type) ?? new Set()).add(listener));
  }

  override removeEventListener(...args: Parameters<EventTarget["removeEventListener"]>): void {
    super.removeEventListener(...args);
    const [type, listener] = args;
    this.#added.get(type)?.delete(listener);
  }

  /** How many listen. */
  listenerCount(): number {
    const added = [...this.#added.values()].reduce((sum, { size }) => sum + size, 0);
    return added + Object.keys(this).filter((name) => /^on/.test(name)).length;
  }
}

/**
 * A class of its own for each test, since its prototype is patched: XMLHttpRequest as the standard has it, events, order and
 * errors, over a network of the test's. Real ones are tested in test/browser.
 *
 * @param network answers each request; without one, the test calls `answer()` and `fail()`
 */
export function plainXhrClass(network?: XhrNetwork) {
  return class PlainXhr extends Listened {
    readonly upload = new Listened();
    /** What left the page through this object. */
    readonly sent: SentXhr[] = [];
    /** Calls of `abort()` that came through. */
    aborts = 0;
    #opened: Omit<SentXhr, "headers" | "body" | "timeout"> | undefined;
    #headers: [string, string][] = [];
    #readyState = 0;
    #status = 0;
    #responseURL = "";
    #timeout = 0;
    #withCredentials = false;
    #isSent = false;
    #uploads = false;
    #openings = 0;
    #timer: ReturnType<typeof setTimeout> | undefined;
    #sentAt = 0;
    #controller = new AbortController();

    get readyState(): number {
      return this.#readyState;
    }

    get status(): number {
      return this.#status;
    }

    get responseURL(): string {
      return this.#responseURL;
    }

    get timeout(): number {
      return this.#timeout;
    }

    set timeout(value: number) {
      // An unsigned long (Web IDL).
      this.#timeout = value >>> 0;
      this.#startTimer();
    }

    get withCredentials(): boolean {
      return this.#withCredentials;
    }

    set withCredentials(value: boolean) {
      if (this.#readyState > 1 || this.#isSent) throw invalidState();
      this.#withCredentials = Boolean(value);
    }

    open(method: string, url: string | URL, isAsync = true, ..._credentials: unknown[]): void {
      this.#openings++;
      // biome-ignore lint/complexity/noArguments: an explicit `undefined` is another thing than no argument (Web IDL).
      const given = arguments.length;
      if (given < 2) throw new TypeError(`2 arguments required, but only ${given} present.`);
      const [verb, text] = [`${method}`, `${url}`];
      if (!/^[!#$%&'*+.^`|~\w-]+$/.test(verb)) throw new DOMException("Not a method.", "SyntaxError");
      if (!URL.canParse(text, location.href)) throw new DOMException("Not a URL.", "SyntaxError");
      // As of now this object answers for no earlier request.
      this.#stop();
      this.#opened = { method: verb, url: text, isAsync: given < 3 || Boolean(isAsync) };
      this.#headers = [];
      if (this.#readyState !== 1) this.#enter(1);
    }

    setRequestHeader(name: string, value: string): void {
      // biome-ignore lint/complexity/noArguments: as above.
      const given = arguments.length;
      if (given < 2) throw new TypeError(`2 arguments required, but only ${given} present.`);
      if (this.#readyState !== 1 || this.#isSent) throw invalidState();
      const [header, text] = [`${name}`, `${value}`];
      if (!/^[!#$%&'*+.^`|~\w-]+$/.test(header)) throw new DOMException("Not a header's name.", "SyntaxError");
      this.#headers.push([header, text]);
    }

    send(body?: unknown): void {
      if (this.#readyState !== 1 || this.#isSent || !this.#opened) throw invalidState();
      const hasBody = !/^(?:GET|HEAD)$/i.test(this.#opened.method) && body !== undefined && body !== null;
      const content = hasBody ? extracted(body) : undefined;
      const sent = { ...this.#opened, headers: this.#headers, body: content, timeout: this.#timeout };
      this.sent.push(sent);
      this.#isSent = true;
      this.#sentAt = performance.now();
      this.#uploads = hasBody && this.upload.listenerCount() > 0;
      const controller = new AbortController();
      this.#controller = controller;
      this.#dispatch(this, "loadstart");
      if (this.#uploads) this.#dispatch(this.upload, "loadstart");
      // A handler may have opened the object anew.
      if (controller.signal.aborted) return;
      this.#startTimer();
      network?.(sent, controller.signal).then(
        ({ status, url }) => {
          if (!controller.signal.aborted) this.answer(status, url);
        },
        () => {
          if (!controller.signal.aborted) this.fail();
        },
      );
    }

    abort(): void {
      this.aborts++;
      if (this.#isSent || this.#readyState === 2 || this.#readyState === 3) this.#end("abort");
      else this.#stop();
      if (this.#readyState === 4) this.#readyState = 0;
    }

    /** The answer. */
    answer(status: number, url = new URL(this.#opened?.url ?? "", location.href).href): void {
      const controller = this.#controller;
      if (this.#uploads) for (const type of ["progress", "load", "loadend"]) this.#dispatch(this.upload, type);
      this.#uploads = false;
      this.#status = status;
      this.#responseURL = url;
      for (const state of [2, 3, 4]) {
        if (controller.signal.aborted) return;
        if (state === 4) {
          clearTimeout(this.#timer);
          this.#isSent = false;
        }
        this.#enter(state);
      }
      for (const type of ["load", "loadend"]) if (!controller.signal.aborted) this.#dispatch(this, type);
    }

    /** The network has failed. */
    fail(): void {
      this.#end("error");
    }

    /** Request error steps. */
    #end(type: "abort" | "error" | "timeout"): void {
      const uploads = this.#uploads;
      const openings = this.#openings;
      this.#stop();
      this.#status = 0;
      this.#responseURL = "";
      this.#enter(4);
      // open() in a handler unsets the upload listener flag.
      for (const target of uploads && openings === this.#openings ? [this.upload, this] : [this]) {
        for (const name of [type, "loadend"]) this.#dispatch(target, name);
      }
    }

    #stop(): void {
      clearTimeout(this.#timer);
      this.#controller.abort();
      this.#isSent = false;
      this.#uploads = false;
    }

    #startTimer(): void {
      clearTimeout(this.#timer);
      if (!this.#isSent || !this.#timeout) return;
      const left = this.#timeout - (performance.now() - this.#sentAt);
      if (left <= 0x7fffffff) this.#timer = setTimeout(() => this.#end("timeout"), left);
    }

    #enter(state: number): void {
      this.#readyState = state;
      this.dispatchEvent(new Event("readystatechange"));
    }

    #dispatch(target: EventTarget, type: string): void {
      target.dispatchEvent(new ProgressEvent(type));
    }
  };
}

export type PlainXhr = InstanceType<ReturnType<typeof plainXhrClass>>;
