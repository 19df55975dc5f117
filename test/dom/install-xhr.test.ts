import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { installXhr } from "../../src/install-xhr.ts";
import { notSignedIn, type Token } from "../../src/token-request.ts";
import type { TokenSource } from "../../src/token-source.ts";
import { type Deferred, deferred, settle } from "../helpers/deferred.ts";
import { PlainXhr } from "../helpers/plain-xhr.ts";
import { freezeTime, pass } from "../helpers/time.ts";

const api = "https://api.example.com";
const token: Token = { jwt: "a.b.c", lifetime: 300_000, receivedAt: { wall: 0, monotonic: 0 } };
const withToken = [["Authorization", "Bearer a.b.c"]];

/** The token source's answers, and what it was asked. */
let atHand: () => Token | undefined;
let waited: Deferred<Token>[];
let tokens: { [Verb in keyof TokenSource]: ReturnType<typeof vi.fn<TokenSource[Verb]>> };
let mayCarry: (url: URL) => boolean;
let goesWithout: boolean;
let uninstall: () => void;

beforeEach(() => {
  // Each test patches a prototype of its own.
  vi.stubGlobal("XMLHttpRequest", class extends PlainXhr {});
  const native = PlainXhr.prototype;
  for (const name of ["open", "setRequestHeader", "send", "abort"] as const) {
    Object.defineProperty(XMLHttpRequest.prototype, name, { value: native[name], writable: true, configurable: true });
  }
  atHand = () => token;
  waited = [];
  mayCarry = () => true;
  goesWithout = false;
  tokens = {
    atHand: vi.fn(() => atHand()),
    get: vi.fn(() => {
      const answer = deferred<Token>();
      waited.push(answer);
      return answer.promise;
    }),
    refresh: vi.fn(),
    renew: vi.fn(async () => undefined),
    accepted: vi.fn(),
    clear: vi.fn(),
  };
  uninstall = installXhr(
    (origin) => origin.startsWith("https://api.") || origin === location.origin,
    (url) => mayCarry(url),
    () => goesWithout,
    tokens as TokenSource,
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const make = () => new XMLHttpRequest() as unknown as PlainXhr;

function opened(url: string | URL = `${api}/orders`, ...rest: [isAsync?: boolean]): PlainXhr {
  const xhr = make();
  xhr.open("POST", url, ...rest);
  return xhr;
}

/** One that waits for a token, and the names of its events. */
function waiting(timeout = 0) {
  atHand = () => undefined;
  const xhr = opened();
  xhr.timeout = timeout;
  const events: string[] = [];
  for (const name of ["readystatechange", "load", "abort", "timeout", "error", "loadend"]) {
    xhr.addEventListener(name, () => events.push(name === "readystatechange" ? `state ${xhr.readyState}` : name));
    xhr.upload.addEventListener(name, () => events.push(`upload ${name}`));
  }
  xhr.send("body");
  return { xhr, events };
}

describe("an XMLHttpRequest with a token at hand", () => {
  it("carries it to a listed origin, in the same tick, with everything the caller gave", () => {
    const xhr = opened(new URL(`${api}/orders`));
    xhr.setRequestHeader("X-Trace", "7");
    xhr.send("body");
    expect(xhr.sent).toEqual([
      {
        method: "POST",
        url: `${api}/orders`,
        isAsync: true,
        headers: [["X-Trace", "7"], ...withToken],
        body: "body",
        timeout: 0,
      },
    ]);
    expect(tokens.get).not.toHaveBeenCalled();
  });

  it("may be synchronous", () => {
    const xhr = opened(`${api}/orders`, false);
    xhr.send();
    expect(xhr.sent).toMatchObject([{ isAsync: false, headers: withToken }]);
  });

  it.each(["https://other.example.com/", "orders", "https://"])("carries nothing to %s", (url) => {
    mayCarry = (url) => url.origin !== location.origin;
    const xhr = opened(url);
    xhr.setRequestHeader("X-Trace", "7");
    xhr.send("body");
    expect(xhr.sent).toMatchObject([{ url, headers: [["X-Trace", "7"]], body: "body" }]);
    xhr.answer(401);
    for (const verb of [tokens.atHand, tokens.renew, tokens.accepted]) expect(verb).not.toHaveBeenCalled();
  });

  it("goes where it was opened last", () => {
    const xhr = opened();
    xhr.open("GET", "https://other.example.com/");
    xhr.send();
    expect(xhr.sent).toMatchObject([{ headers: [] }]);
  });

  it("keeps its caller's own Authorization, in any case of it", () => {
    for (const name of ["Authorization", "authorization", "AUTHORIZATION"]) {
      const xhr = opened();
      xhr.setRequestHeader(name, "Basic x");
      xhr.send();
      expect(xhr.sent).toMatchObject([{ headers: [[name, "Basic x"]] }]);
    }
  });

  it("takes no other header for an Authorization", () => {
    for (const name of ["X-Authorization", "Authorization-Hint"]) {
      const xhr = opened();
      xhr.setRequestHeader(name, "x");
      xhr.send();
      expect(xhr.sent[0]?.headers).toEqual([[name, "x"], ...withToken]);
    }
  });

  it("has the token renewed by a 401 for the next one, and is not sent again", () => {
    tokens.renew.mockRejectedValue(new Error("no"));
    const xhr = opened();
    xhr.send();
    xhr.answer(401);
    expect(tokens.renew.mock.calls).toEqual([[token, api]]);
    expect(tokens.accepted).not.toHaveBeenCalled();
    expect(xhr.sent).toHaveLength(1);
  });

  it("tells that the origin took the token by any other answer", () => {
    const xhr = opened();
    xhr.send();
    xhr.answer(404);
    expect(tokens.accepted.mock.calls).toEqual([[api]]);
    expect(tokens.renew).not.toHaveBeenCalled();
  });

  it("answers for its own call only, where the object is used again", () => {
    const xhr = opened();
    xhr.send();
    xhr.open("GET", "https://api.other.example/");
    xhr.send();
    xhr.answer(401);
    expect(tokens.renew.mock.calls).toEqual([[token, "https://api.other.example"]]);
  });

  it("passes an abort on to the browser", () => {
    const xhr = opened();
    xhr.send();
    xhr.abort();
    expect(xhr.aborts).toBe(1);
    const other = opened("https://other.example.com/");
    other.abort();
    expect(other.aborts).toBe(1);
  });

  it("is refused by send where the destination must not have the token", () => {
    const refusal = new Error("not there");
    mayCarry = () => {
      throw refusal;
    };
    const xhr = opened();
    expect(() => xhr.send()).toThrow(refusal);
    expect(xhr.sent).toEqual([]);
  });
});

describe("an XMLHttpRequest of nobody", () => {
  beforeEach(() => {
    atHand = () => {
      throw notSignedIn();
    };
  });

  it("is refused by send", () => {
    const xhr = opened();
    expect(() => xhr.send()).toThrow(expect.objectContaining({ code: "not_signed_in" }));
    expect(xhr.sent).toEqual([]);
  });

  it("goes out without a token where the author said so", () => {
    goesWithout = true;
    const xhr = opened();
    xhr.send("body");
    expect(xhr.sent).toMatchObject([{ headers: [], body: "body" }]);
  });
});

describe("an XMLHttpRequest that waits for a token", () => {
  it("is sent with it once it is there", async () => {
    const { xhr, events } = waiting();
    expect(xhr.sent).toEqual([]);
    waited[0]?.resolve(token);
    await settle();
    expect(xhr.sent).toMatchObject([{ headers: withToken, body: "body", timeout: 0 }]);
    expect(events).toEqual([]);
    // From now on it is the browser's.
    xhr.abort();
    expect(xhr.aborts).toBe(1);
  });

  it.each([[], [true]] as [isAsync?: boolean][])("is asynchronous: open(method, url, ...%j)", (...rest) => {
    atHand = () => undefined;
    opened(`${api}/orders`, ...rest).send();
    expect(waited).toHaveLength(1);
  });

  it.each([[false], [undefined]])("cannot be synchronous: open(method, url, %s)", (isAsync) => {
    atHand = () => undefined;
    const xhr = opened(`${api}/orders`, isAsync);
    expect(() => xhr.send()).toThrow(
      expect.objectContaining({ code: "unsupported_mode", message: expect.stringContaining("preload()") }),
    );
    expect([xhr.sent, waited]).toEqual([[], []]);
  });

  it("cannot be sent twice", () => {
    const { xhr } = waiting();
    expect(() => xhr.send()).toThrow(expect.objectContaining({ name: "InvalidStateError", message: "Already sent." }));
    expect(waited).toHaveLength(1);
  });

  it("is ended by abort as the standard says, and is never sent", async () => {
    const { xhr, events } = waiting();
    xhr.abort();
    expect(events).toEqual(["state 4", "upload abort", "upload loadend", "abort", "loadend"]);
    expect([xhr.readyState, xhr.aborts]).toEqual([0, 0]);
    waited[0]?.resolve(token);
    await settle();
    expect(xhr.sent).toEqual([]);
    // Ended, it is the browser's again.
    xhr.abort();
    expect(xhr.aborts).toBe(1);
  });

  it("is ended once: a timeout after the abort says nothing", async () => {
    freezeTime();
    const { xhr, events } = waiting(50);
    xhr.abort();
    events.length = 0;
    await pass(100);
    expect(events).toEqual([]);
  });

  it("is ended by its own timeout, and is never sent", async () => {
    freezeTime();
    const { xhr, events } = waiting(50);
    await pass(49);
    expect(events).toEqual([]);
    await pass(1);
    expect(events).toEqual(["state 4", "upload timeout", "upload loadend", "timeout", "loadend"]);
    expect(xhr.readyState).toBe(4);
    waited[0]?.resolve(token);
    await settle();
    expect(xhr.sent).toEqual([]);
  });

  it("is left the rest of its timeout, and at least a millisecond", async () => {
    freezeTime();
    const { xhr, events } = waiting(50);
    await pass(20);
    waited[0]?.resolve(token);
    await settle();
    expect(xhr.sent).toMatchObject([{ timeout: 30 }]);
    // The timer has gone with the wait.
    await pass(100);
    expect(events).toEqual([]);

    const { xhr: late } = waiting(50);
    // The machine slept: the timer did not fire.
    vi.setSystemTime(Date.now() + 60_000);
    waited[1]?.resolve(token);
    await settle();
    expect(late.sent).toMatchObject([{ timeout: 1 }]);
  });

  it("without a timeout waits for as long as it takes", async () => {
    freezeTime();
    const { xhr, events } = waiting(0);
    await pass(600_000);
    expect(events).toEqual([]);
    waited[0]?.resolve(token);
    await settle();
    expect(xhr.sent).toMatchObject([{ timeout: 0 }]);
  });

  it("is given up where its object is opened anew", async () => {
    const { xhr } = waiting();
    xhr.open("GET", "https://other.example.com/");
    xhr.send("second");
    waited[0]?.reject(notSignedIn());
    await settle();
    expect(xhr.sent).toMatchObject([{ method: "GET", headers: [], body: "second" }]);
  });

  it("does not have its token and body sent to where the object was opened next", async () => {
    const { xhr } = waiting();
    xhr.open("GET", "https://other.example.com/");
    waited[0]?.resolve(token);
    await settle();
    expect(xhr.sent).toEqual([]);
    xhr.send("second");
    expect(xhr.sent).toMatchObject([{ method: "GET", headers: [], body: "second" }]);
  });

  it("does not end the call that its object was opened for next", async () => {
    freezeTime();
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    const { xhr, events } = waiting(50);
    xhr.open("GET", "https://other.example.com/");
    xhr.send("second");
    await pass(60);
    waited[0]?.reject(notSignedIn());
    await settle();
    expect([events, xhr.readyState, said.mock.calls]).toEqual([[], 1, []]);
  });

  it("leaves the object as new after its end, once that is opened again", () => {
    const { xhr } = waiting();
    xhr.abort();
    expect(xhr.readyState).toBe(0);
    atHand = () => token;
    xhr.open("GET", api);
    expect(xhr.readyState).toBe(1);
    xhr.send();
    expect(xhr.sent).toMatchObject([{ method: "GET", headers: withToken }]);
  });

  it("fails with an error event where no token can be had, and the reason in the console", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    const { xhr, events } = waiting();
    waited[0]?.reject(notSignedIn(403));
    await settle();
    expect(events).toEqual(["state 4", "upload error", "upload loadend", "error", "loadend"]);
    expect(xhr.sent).toEqual([]);
    expect(said.mock.calls).toEqual([[expect.stringMatching(/^HelpCenterJwtError: The visitor is not signed in/)]]);
  });

  it("says nothing of a failure that came after its end", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    const { xhr, events } = waiting();
    xhr.abort();
    events.length = 0;
    waited[0]?.reject(notSignedIn(403));
    await settle();
    expect([events, said.mock.calls]).toEqual([[], []]);
  });

  it("goes out without a token where nobody is signed in and the author said so", async () => {
    goesWithout = true;
    const { xhr, events } = waiting();
    waited[0]?.reject(notSignedIn(403));
    await settle();
    expect(xhr.sent).toMatchObject([{ headers: [], body: "body" }]);
    expect(events).toEqual([]);
  });
});

describe("uninstalled, XMLHttpRequest", () => {
  it("has the browser's own methods back", () => {
    uninstall();
    for (const name of ["open", "setRequestHeader", "send", "abort"] as const) {
      expect(XMLHttpRequest.prototype[name], name).toBe(PlainXhr.prototype[name]);
    }
    const xhr = opened();
    xhr.send();
    expect(xhr.sent).toMatchObject([{ headers: [] }]);
  });
});
