import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from "vitest";
import { createClient, type HelpCenterJwtClient } from "../../src/client.ts";
import type { HelpCenterJwtError } from "../../src/errors.ts";
import type { HelpCenterJwtOptions } from "../../src/options.ts";
import { useBackend } from "../helpers/backend.ts";
import { type Deferred, deferred, settle, until } from "../helpers/deferred.ts";
import { type PlainXhr, plainXhrClass } from "../helpers/plain-xhr.ts";
import { freezeTime, pass } from "../helpers/time.ts";

const backend = useBackend();
const api = "https://api.example.com";
const other = "https://other.example.com/";
const origins = [api, "https://*.example.net"];

let client: HelpCenterJwtClient;
let uninstall = () => {};
let onError: Mock<(error: HelpCenterJwtError) => void>;

/** A page with an XMLHttpRequest of its own, over which a client is installed. */
function installIn(options: HelpCenterJwtOptions = {}): void {
  vi.stubGlobal("XMLHttpRequest", plainXhrClass());
  onError = vi.fn();
  client = createClient({ allowedOrigins: origins, onError, retry: 0, ...options });
  uninstall = client.install({ origins: [...origins, location.origin] });
}

beforeEach(() => installIn());
afterEach(async () => {
  uninstall();
  // What is still under way is of no later test.
  client.clear();
  await settle(20);
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const make = () => new XMLHttpRequest() as unknown as PlainXhr;
const bearer = (index = 0) => ["Authorization", `Bearer ${backend.issued[index]}`];

function opened(url: string | URL = `${api}/orders`, ...rest: [isAsync?: boolean]): PlainXhr {
  const xhr = make();
  xhr.open("POST", url, ...rest);
  return xhr;
}

/** Holds the next token requests until it is resolved: with a response, or `undefined` for a token. */
function holdToken(): Deferred<Response | undefined> {
  const held = deferred<Response | undefined>();
  backend.onToken = () => held.promise as never;
  return held;
}

/** Every event of this object, and of its `upload` where `isUploading`. */
function eventsOf(xhr: PlainXhr, isUploading = true): string[] {
  const events: string[] = [];
  for (const name of ["readystatechange", "loadstart", "progress", "load", "abort", "timeout", "error", "loadend"]) {
    xhr.addEventListener(name, () => events.push(name === "readystatechange" ? `state ${xhr.readyState}` : name));
    if (isUploading) xhr.upload.addEventListener(name, () => events.push(`upload ${name}`));
  }
  return events;
}

/** One that waits for a token, and the names of its events from then on. */
async function waiting(timeout = 0) {
  const held = holdToken();
  const count = backend.tokenRequests.length;
  const xhr = opened();
  xhr.timeout = timeout;
  const events = eventsOf(xhr);
  xhr.send("body");
  await until(() => backend.tokenRequests.length > count);
  return { xhr, events, held };
}

const sentAtAll = (xhr: PlainXhr) => until(() => xhr.sent.length > 0);

describe("an XMLHttpRequest with a cached token", () => {
  beforeEach(() => client.preload());

  it("carries it to a listed origin, in the same tick, with everything the caller gave", () => {
    const xhr = opened(new URL(`${api}/orders`));
    xhr.setRequestHeader("X-Trace", "7");
    xhr.send("body");
    expect(xhr.sent).toEqual([
      {
        method: "POST",
        url: `${api}/orders`,
        isAsync: true,
        headers: [["X-Trace", "7"], bearer()],
        body: "body",
        timeout: 0,
      },
    ]);
    expect(backend.tokenRequests).toHaveLength(1);
  });

  it("has the browser's own events, each once", () => {
    const xhr = opened();
    const events = eventsOf(xhr);
    xhr.send("body");
    xhr.answer(200);
    expect(events).toEqual([
      ...["loadstart", "upload loadstart", "upload progress", "upload load", "upload loadend"],
      ...["state 2", "state 3", "state 4", "load", "loadend"],
    ]);
  });

  it("may be synchronous", () => {
    const xhr = opened(`${api}/orders`, false);
    xhr.send();
    expect(xhr.sent).toMatchObject([{ isAsync: false, headers: [bearer()] }]);
  });

  it.each([other, "orders", `${location.origin}/orders`])("carries nothing to %s", async (url) => {
    const xhr = opened(url);
    xhr.setRequestHeader("X-Trace", "7");
    xhr.send("body");
    expect(xhr.sent).toMatchObject([{ url, headers: [["X-Trace", "7"]], body: "body" }]);
    xhr.answer(401);
    await settle(20);
    expect(backend.tokenRequests).toHaveLength(1);
  });

  it("leaves to the browser what is no URL", () => {
    expect(() => opened("https://")).toThrow(expect.objectContaining({ name: "SyntaxError" }));
  });

  it("goes where it was opened last", () => {
    const xhr = opened();
    xhr.open("GET", other);
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
      expect(xhr.sent[0]?.headers).toEqual([[name, "x"], bearer()]);
    }
  });

  it("forgets the caller's Authorization once it is opened anew", () => {
    const xhr = opened();
    xhr.setRequestHeader("Authorization", "Basic x");
    xhr.open("GET", api);
    xhr.send();
    expect(xhr.sent).toMatchObject([{ headers: [bearer()] }]);
  });

  it("has the token renewed by a 401 for the next one, and is not sent again", async () => {
    const xhr = opened();
    xhr.send();
    xhr.answer(401);
    await until(() => backend.issued.length === 2);
    await client.getToken();
    const next = opened();
    next.send();
    expect(xhr.sent).toHaveLength(1);
    expect(next.sent).toMatchObject([{ headers: [bearer(1)] }]);
  });

  it("has it renewed as soon as the status is there, for a handler of the response to wait for", async () => {
    const xhr = opened();
    const tokens: Promise<string>[] = [];
    xhr.addEventListener("load", () => tokens.push(client.fetch(api).then(() => client.getToken())));
    xhr.send();
    xhr.answer(401);
    expect(await tokens[0]).toBe(backend.issued[1]);
    expect(backend.arrivals.map(({ authorization }) => authorization)).toEqual([bearer(1)[1]]);
  });

  it("is the end of it where the renewal fails", async () => {
    backend.onToken = () => new Response(null, { status: 500 });
    const xhr = opened();
    xhr.send();
    xhr.answer(401);
    await until(() => backend.tokenRequests.length === 2);
    expect(xhr.sent).toHaveLength(1);
  });

  it("renews nothing by any other status", async () => {
    for (const status of [200, 204, 304, 400, 403, 404, 429, 500, 503]) {
      const xhr = opened();
      xhr.send();
      xhr.answer(status);
    }
    await settle(20);
    expect(backend.tokenRequests).toHaveLength(1);
  });

  it("counts for its own call only, where the object is used again", async () => {
    const xhr = opened();
    xhr.send();
    xhr.open("GET", other);
    xhr.send();
    xhr.answer(401);
    await settle(20);
    expect(backend.tokenRequests).toHaveLength(1);
  });

  it("leaves no listener on an object, however often that is used", () => {
    const xhr = make();
    xhr.addEventListener("load", () => {});
    const ends = [
      () => xhr.answer(200),
      () => xhr.answer(401),
      () => xhr.fail(),
      () => xhr.abort(),
      () => xhr.open("GET", other),
    ];
    for (let use = 0; use < 50; use++) {
      xhr.open("POST", api);
      xhr.send("body");
      (ends[use % ends.length] as () => void)();
    }
    xhr.open("POST", api);
    expect([xhr.listenerCount(), xhr.upload.listenerCount()]).toEqual([1, 0]);
  });

  it("passes an abort on to the browser", () => {
    const xhr = opened();
    xhr.send();
    xhr.abort();
    expect(xhr.aborts).toBe(1);
    const elsewhere = opened(other);
    elsewhere.abort();
    expect(elsewhere.aborts).toBe(1);
  });

  it("is refused by send where the destination must not have the token", () => {
    client.configure({ allowedOrigins: ["https://elsewhere.example.com"] });
    const xhr = opened();
    expect(() => xhr.send()).toThrow(expect.objectContaining({ code: "destination_not_allowed" }));
    expect([xhr.sent, onError.mock.calls]).toEqual([
      [],
      [[expect.objectContaining({ code: "destination_not_allowed" })]],
    ]);
  });

  it("can be sent again after a refusal that no longer holds", () => {
    client.configure({ allowedOrigins: [] });
    const xhr = opened();
    expect(() => xhr.send()).toThrow();
    client.configure({ allowedOrigins: [api] });
    xhr.send("body");
    expect(xhr.sent).toMatchObject([{ headers: [bearer()], body: "body" }]);
  });

  it("can be sent with another body after the browser has refused one", () => {
    const xhr = opened();
    expect(() => xhr.send(new SharedArrayBuffer(1))).toThrow(TypeError);
    xhr.send("body");
    expect(xhr.sent).toMatchObject([{ headers: [bearer()], body: "body" }]);
    xhr.answer(200);
    expect(xhr.listenerCount()).toBe(0);
  });
});

describe("an XMLHttpRequest of nobody", () => {
  const anonymous = () => vi.stubGlobal("HelpCenter", { user: { role: "anonymous" } });

  it("is refused by send", () => {
    anonymous();
    const xhr = opened();
    expect(() => xhr.send()).toThrow(expect.objectContaining({ code: "not_signed_in" }));
    expect([xhr.sent, backend.tokenRequests]).toEqual([[], []]);
  });

  it("is sent without a token where the author said so", () => {
    anonymous();
    client.configure({ anonymous: "omit" });
    const xhr = opened();
    xhr.send("body");
    expect(xhr.sent).toMatchObject([{ headers: [], body: "body" }]);
    expect(onError).not.toHaveBeenCalled();
  });
});

describe("an XMLHttpRequest that waits for a token", () => {
  it("is sent with it once it is there", async () => {
    const { xhr, events, held } = await waiting();
    expect([xhr.sent, xhr.readyState]).toEqual([[], 1]);
    held.resolve(undefined);
    await sentAtAll(xhr);
    expect(xhr.sent).toMatchObject([{ headers: [bearer()], body: "body", timeout: 0 }]);
    expect(events).toEqual(["loadstart", "upload loadstart"]);
    // From now on it is the browser's.
    xhr.abort();
    expect(xhr.aborts).toBe(1);
  });

  it.each([[], [true]] as [isAsync?: boolean][])("is asynchronous: open(method, url, ...%j)", async (...rest) => {
    const xhr = opened(`${api}/orders`, ...rest);
    xhr.send();
    await sentAtAll(xhr);
    expect(xhr.sent).toMatchObject([{ isAsync: true, headers: [bearer()] }]);
  });

  it.each([[false], [undefined], [null], [0]])("cannot be synchronous: open(method, url, %s)", async (isAsync) => {
    const xhr = opened(`${api}/orders`, isAsync as boolean);
    expect(() => xhr.send()).toThrow(
      expect.objectContaining({ code: "unsupported_mode", message: expect.stringContaining("preload()") }),
    );
    await settle(20);
    expect([xhr.sent, backend.tokenRequests]).toEqual([[], []]);
    expect(onError.mock.calls).toEqual([[expect.objectContaining({ code: "unsupported_mode" })]]);
  });

  it("cannot be sent twice, nor changed", async () => {
    const { xhr, held } = await waiting();
    const invalid = expect.objectContaining({ name: "InvalidStateError" });
    expect(() => xhr.send()).toThrow(invalid);
    expect(() => xhr.setRequestHeader("x-a", "1")).toThrow(invalid);
    expect(() => {
      xhr.withCredentials = true;
    }).toThrow(invalid);
    held.resolve(undefined);
    await sentAtAll(xhr);
    expect(xhr.sent).toMatchObject([{ headers: [bearer()], body: "body" }]);
    expect([xhr.sent.length, xhr.withCredentials, backend.tokenRequests.length]).toEqual([1, false, 1]);
  });

  it("is ended by abort, and is never sent", async () => {
    const { xhr, events, held } = await waiting();
    xhr.abort();
    expect(events).toEqual([
      ...["loadstart", "upload loadstart", "state 4", "upload abort", "upload loadend", "abort", "loadend"],
    ]);
    expect(xhr.readyState).toBe(0);
    held.resolve(undefined);
    await until(() => backend.issued.length === 1);
    await settle(20);
    expect(xhr.sent).toEqual([]);
  });

  it("is ended once: a timeout after the abort does nothing", async () => {
    freezeTime();
    const { xhr, events } = await waiting(50);
    xhr.abort();
    events.length = 0;
    await pass(100);
    expect(events).toEqual([]);
  });

  it("is ended by its own timeout, and is never sent", async () => {
    freezeTime();
    const { xhr, events, held } = await waiting(50);
    await pass(49);
    expect(events).toEqual(["loadstart", "upload loadstart"]);
    await pass(1);
    expect(events).toEqual([
      ...["loadstart", "upload loadstart", "state 4", "upload timeout", "upload loadend", "timeout", "loadend"],
    ]);
    expect(xhr.readyState).toBe(4);
    held.resolve(undefined);
    await until(() => backend.issued.length === 1);
    await settle(20);
    expect(xhr.sent).toEqual([]);
  });

  it("without a timeout waits for as long as it takes", async () => {
    freezeTime();
    client.configure({ timeout: 0x7fffffff });
    const { xhr, events, held } = await waiting(0);
    await pass(200_000);
    expect(events).toEqual(["loadstart", "upload loadstart"]);
    held.resolve(undefined);
    await sentAtAll(xhr);
    expect(xhr.sent).toMatchObject([{ timeout: 0 }]);
  });

  it("ends where its object is opened anew", async () => {
    const { xhr, held } = await waiting();
    xhr.open("GET", other);
    xhr.send("second");
    held.resolve(new Response(null, { status: 403 }));
    await settle(50);
    expect(xhr.sent).toMatchObject([{ method: "GET", url: other, headers: [] }]);
  });

  it("does not have its token and body sent to where the object was opened next", async () => {
    const { xhr, held } = await waiting();
    xhr.open("PUT", other);
    held.resolve(undefined);
    await until(() => backend.issued.length === 1);
    await settle(20);
    expect(xhr.sent).toEqual([]);
    xhr.send("second");
    expect(xhr.sent).toMatchObject([{ method: "PUT", headers: [], body: "second" }]);
  });

  it("does not end the call that its object was opened for next", async () => {
    freezeTime();
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const { xhr, events, held } = await waiting(50);
    xhr.timeout = 0;
    xhr.open("GET", other);
    xhr.send();
    events.length = 0;
    await pass(60);
    held.resolve(new Response(null, { status: 403 }));
    await settle(50);
    expect([events, xhr.readyState, errors.mock.calls]).toEqual([[], 1, []]);
  });

  it("leaves the object as new after its end, once that is opened again", async () => {
    const { xhr, held } = await waiting();
    xhr.abort();
    expect(xhr.readyState).toBe(0);
    held.resolve(undefined);
    await client.getToken();
    xhr.open("GET", api);
    expect(xhr.readyState).toBe(1);
    xhr.send();
    expect(xhr.sent).toMatchObject([{ method: "GET", headers: [bearer()] }]);
    xhr.answer(200);
    expect(xhr.readyState).toBe(4);
    expect(Object.keys(xhr).sort()).toEqual(["aborts", "sent", "upload"]);
  });

  it("fails with an error event where no token can be had, and the reason in the console", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const { xhr, events, held } = await waiting();
    held.resolve(new Response(null, { status: 403 }));
    await until(() => xhr.readyState === 4);
    expect(events).toEqual([
      ...["loadstart", "upload loadstart", "state 4", "upload error", "upload loadend", "error", "loadend"],
    ]);
    expect(xhr.sent).toEqual([]);
    expect(errors.mock.calls).toEqual([[expect.stringMatching(/^HelpCenterJwtError: The visitor is not signed in/)]]);
    expect(onError.mock.calls).toEqual([[expect.objectContaining({ code: "not_signed_in" })]]);
  });

  it("reports nothing of a failure that came after its end", async () => {
    const errors = vi.spyOn(console, "error").mockImplementation(() => {});
    const { xhr, events, held } = await waiting();
    xhr.abort();
    events.length = 0;
    held.resolve(new Response(null, { status: 403 }));
    await settle(50);
    expect([events, errors.mock.calls]).toEqual([[], []]);
  });

  it("is sent without a token where nobody is signed in and the author said so", async () => {
    client.configure({ anonymous: "omit" });
    const { xhr, events, held } = await waiting();
    held.resolve(new Response(null, { status: 403 }));
    await sentAtAll(xhr);
    expect(xhr.sent).toMatchObject([{ headers: [], body: "body" }]);
    expect(events).toEqual(["loadstart", "upload loadstart"]);
  });

  it("has the time of its timeout that is left, and at least a millisecond", async () => {
    freezeTime();
    const { xhr, events, held } = await waiting(50);
    await pass(20);
    held.resolve(undefined);
    await sentAtAll(xhr);
    expect(xhr.sent).toMatchObject([{ timeout: 30 }]);
    await pass(29);
    expect(events).not.toContain("timeout");
    await pass(1);
    expect(events.filter((name) => name === "timeout")).toEqual(["timeout"]);
  });
});

/** What a script does with a request that is sent. `fail` has it fail: by the network, or for want of a token. */
type Play = (page: { xhr: PlainXhr; events: unknown[]; fail: () => Promise<void> }) => void | Promise<void>;

/** The events of a script, and the object's state in the end: in a page without the library, or one in which calls wait. */
async function record(
  play: Play,
  isInstalled: boolean,
  { method = "POST", body = "body", isUploading = true, before = (_: PlainXhr, __: unknown[]) => {} } = {},
) {
  vi.spyOn(console, "error").mockImplementation(() => {});
  if (isInstalled) installIn();
  else {
    uninstall();
    vi.stubGlobal("XMLHttpRequest", plainXhrClass());
  }
  freezeTime();
  const held = holdToken();
  const xhr = make();
  xhr.open(method, `${api}/orders`);
  xhr.timeout = 1_000;
  const events: unknown[] = eventsOf(xhr, isUploading);
  const fail = async () => {
    if (!isInstalled) return xhr.fail();
    held.resolve(new Response(null, { status: 403 }));
    const count = events.length;
    await until(() => events.length > count);
  };
  before(xhr, events);
  xhr.send(body || undefined);
  events.push("send() returns");
  await settle(20);
  await play({ xhr, events, fail });
  const sent = xhr.sent.slice(isInstalled ? 0 : 1).map(({ url, headers, body }) => [url, headers, body]);
  const state = { readyState: xhr.readyState, status: xhr.status, timeout: xhr.timeout };
  uninstall();
  return { events, state, sent };
}

const attempt = (events: unknown[], act: () => unknown) => {
  try {
    act();
    events.push("done");
  } catch (error) {
    events.push((error as Error).name);
  }
};
/** happy-dom removes a listener by `once` only after it was called, and this one may fire another event. */
const onFirst = (xhr: PlainXhr, name: string, act: () => void) => {
  let isFirst = true;
  xhr.addEventListener(name, () => {
    if (isFirst) {
      isFirst = false;
      act();
    }
  });
};
const again = (xhr: PlainXhr) => {
  xhr.open("GET", other);
  xhr.send();
};

describe("as without the library: a waiting XMLHttpRequest that", () => {
  const endings: [string, Play][] = [
    ["is aborted", ({ xhr }) => xhr.abort()],
    ["times out", () => pass(1_000)],
    ["fails", ({ fail }) => fail()],
  ];
  const requests = [
    ["POST, listened to", {}],
    ["POST, not listened to", { isUploading: false }],
    ["POST without a body", { body: "" }],
    ["GET with a body", { method: "GET" }],
  ] as const;

  for (const [ending, end] of endings) {
    describe(ending, () => {
      it.each(requests)("has the same events and state: %s", async (_, request) => {
        const native = await record(end, false, request);
        expect(native.events).not.toEqual([]);
        expect(await record(end, true, request)).toEqual(native);
      });

      const sequels: [string, Play][] = [
        ["is aborted once more", ({ xhr }) => xhr.abort()],
        ["is aborted twice more", ({ xhr }) => [xhr.abort(), xhr.abort()].forEach(() => {})],
        ["is sent without being opened", ({ xhr, events }) => attempt(events, () => xhr.send())],
        ["is given a header", ({ xhr, events }) => attempt(events, () => xhr.setRequestHeader("x-a", "1"))],
        [
          "has withCredentials set",
          ({ xhr, events }) =>
            attempt(events, () => {
              xhr.withCredentials = true;
            }),
        ],
        ["is opened anew", ({ xhr }) => xhr.open("GET", other)],
        ["is opened and sent anew", ({ xhr }) => again(xhr)],
        [
          "is opened and sent anew, and answered",
          ({ xhr }) => {
            again(xhr);
            xhr.answer(200);
          },
        ],
        ["is opened badly", ({ xhr, events }) => attempt(events, () => xhr.open("b a d", other))],
        [
          "has its timeout set",
          ({ xhr }) => {
            xhr.timeout = 70_000;
          },
        ],
      ];
      it.each(sequels)("and then %s", async (_, sequel) => {
        const play: Play = async (page) => {
          await end(page);
          await sequel(page);
        };
        expect(await record(play, true)).toEqual(await record(play, false));
      });

      it.each(["readystatechange", "abort", "timeout", "error", "loadend"])(
        "and is opened and sent anew in its %s handler",
        async (name) => {
          const play: Play = (page) => {
            onFirst(page.xhr, name, () => again(page.xhr));
            return end(page);
          };
          expect(await record(play, true)).toEqual(await record(play, false));
        },
      );

      it.each(["readystatechange", "abort", "timeout", "error", "loadend"])(
        "and is aborted in its %s handler",
        async (name) => {
          const play: Play = (page) => {
            onFirst(page.xhr, name, () => page.xhr.abort());
            return end(page);
          };
          expect(await record(play, true)).toEqual(await record(play, false));
        },
      );
    });
  }

  const scripts: [string, Play][] = [
    ["is opened anew", ({ xhr }) => xhr.open("GET", other)],
    ["is opened and sent anew", ({ xhr }) => again(xhr)],
    [
      "is opened anew, and aborted",
      ({ xhr }) => {
        xhr.open("GET", other);
        xhr.abort();
      },
    ],
    [
      "is opened by a bad method, and aborted",
      ({ xhr, events }) => {
        attempt(events, () => xhr.open("b a d", other));
        xhr.abort();
      },
    ],
    [
      "is opened by a bad URL, and aborted",
      ({ xhr, events }) => {
        attempt(events, () => xhr.open("GET", "https://"));
        xhr.abort();
      },
    ],
    [
      "is opened without arguments, and aborted",
      ({ xhr, events }) => {
        attempt(events, () => (xhr.open as () => void)());
        xhr.abort();
      },
    ],
    ["is sent again", ({ xhr, events }) => attempt(events, () => xhr.send())],
    ["is given a header", ({ xhr, events }) => attempt(events, () => xhr.setRequestHeader("x-a", "1"))],
    [
      "is given half a header",
      ({ xhr, events }) => attempt(events, () => (xhr.setRequestHeader as (name: string) => void)("x-a")),
    ],
    [
      "has withCredentials set",
      ({ xhr, events }) =>
        attempt(events, () => {
          xhr.withCredentials = true;
        }),
    ],
    [
      "has a shorter timeout set, counted from send()",
      async ({ xhr, events }) => {
        await pass(300);
        xhr.timeout = 500;
        await pass(199);
        events.push("not yet");
        await pass(1);
      },
    ],
    [
      "has a longer timeout set",
      async ({ xhr, events }) => {
        await pass(300);
        xhr.timeout = 5_000;
        await pass(4_699);
        events.push("not yet");
        await pass(1);
      },
    ],
    [
      "has its timeout taken away",
      async ({ xhr }) => {
        xhr.timeout = 0;
        await pass(5_000);
      },
    ],
    [
      "has one set that is longer than a timer can be",
      async ({ xhr }) => {
        xhr.timeout = 0xffffffff;
        await pass(5_000);
      },
    ],
    [
      "has one set that is no number",
      async ({ xhr }) => {
        xhr.timeout = "500" as unknown as number;
        await pass(500);
      },
    ],
    [
      "gets upload listeners after send()",
      ({ xhr, events }) => {
        for (const name of ["loadstart", "abort", "loadend"]) {
          xhr.upload.addEventListener(name, () => events.push(`late ${name}`));
        }
        xhr.abort();
      },
    ],
  ];
  it.each(scripts)("%s", async (_, play) => {
    expect(await record(play, true)).toEqual(await record(play, false));
  });

  const handlers: [string, (xhr: PlainXhr, events: unknown[]) => void][] = [
    ["aborts it", (xhr) => xhr.abort()],
    ["opens it anew", (xhr) => xhr.open("GET", other)],
    ["opens and sends it anew", again],
    ["sends it again", (xhr, events) => attempt(events, () => xhr.send())],
    ["gives it a header", (xhr, events) => attempt(events, () => xhr.setRequestHeader("x-a", "1"))],
    [
      "sets its timeout",
      (xhr) => {
        xhr.timeout = 300;
      },
    ],
  ];
  describe.each([
    ["it", (xhr: PlainXhr): EventTarget => xhr],
    ["its upload", (xhr: PlainXhr): EventTarget => xhr.upload],
  ])("has a loadstart handler on %s that", (_, targetOf) => {
    it.each(handlers)("%s", async (_, handle) => {
      const before = (xhr: PlainXhr, events: unknown[]) =>
        targetOf(xhr).addEventListener("loadstart", function handler() {
          targetOf(xhr).removeEventListener("loadstart", handler);
          handle(xhr, events);
        });
      const play: Play = () => pass(300);
      expect(await record(play, true, { before })).toEqual(await record(play, false, { before }));
    });
  });
});

describe("the timeout of a waiting XMLHttpRequest", () => {
  beforeEach(() => freezeTime());

  it("reads back as it was set, during the wait, after it, and in the end", async () => {
    const { xhr, held } = await waiting(500);
    await pass(200);
    expect(xhr.timeout).toBe(500);
    held.resolve(undefined);
    await sentAtAll(xhr);
    expect([xhr.timeout, xhr.sent[0]?.timeout]).toEqual([500, 300]);
    xhr.answer(200);
    expect(xhr.timeout).toBe(500);
  });

  it("is the caller's for the next use of the object, not what the wait left of it", async () => {
    const { xhr, held } = await waiting(500);
    await pass(200);
    held.resolve(undefined);
    await sentAtAll(xhr);
    xhr.answer(200);
    for (const url of [api, other]) {
      xhr.open("GET", url);
      xhr.send();
      expect([xhr.timeout, xhr.sent.at(-1)?.timeout]).toEqual([500, 500]);
      xhr.answer(200);
    }
  });

  it("may be set after the wait, and still counts from send()", async () => {
    const { xhr, events, held } = await waiting(0);
    await pass(200);
    held.resolve(undefined);
    await sentAtAll(xhr);
    xhr.timeout = 500;
    expect(xhr.timeout).toBe(500);
    await pass(299);
    expect(events).not.toContain("timeout");
    await pass(1);
    expect(events).toContain("timeout");
  });

  it("may be taken away after the wait", async () => {
    const { xhr, events, held } = await waiting(500);
    await pass(200);
    held.resolve(undefined);
    await sentAtAll(xhr);
    xhr.timeout = 0;
    await pass(5_000);
    expect([xhr.timeout, events.includes("timeout")]).toEqual([0, false]);
  });

  it("may be longer than a timer can be", async () => {
    const { xhr, events, held } = await waiting(0xffffffff);
    await pass(1_000);
    expect(events).toEqual(["loadstart", "upload loadstart"]);
    held.resolve(undefined);
    await sentAtAll(xhr);
    expect([xhr.timeout, xhr.sent[0]?.timeout]).toEqual([0xffffffff, 0xffffffff - 1_000]);
  });

  it.each([-3_600_000, 3_600_000])("does not follow a wall clock that is set by %i ms", async (change) => {
    const { xhr, events } = await waiting(500);
    await pass(100);
    vi.setSystemTime(Date.now() + change);
    await pass(299);
    xhr.timeout = 600;
    await pass(200);
    expect(events).toEqual(["loadstart", "upload loadstart"]);
    await pass(1);
    expect(events).toContain("timeout");
  });

  it("does not win over a token that is there, after a task that kept the page busy", async () => {
    const { xhr, events, held } = await waiting(500);
    const { now } = performance;
    vi.spyOn(performance, "now").mockImplementation(() => now.call(performance) + 5_000);
    held.resolve(undefined);
    // The timer is 4.5 s late when it fires, and the answer has been there for as long.
    vi.advanceTimersByTime(500);
    await sentAtAll(xhr);
    expect(events).not.toContain("timeout");
    expect(xhr.sent).toMatchObject([{ timeout: 1, headers: [bearer()] }]);
  });

  it("ends it after such a task where there is no token", async () => {
    const { xhr, events } = await waiting(500);
    const { now } = performance;
    vi.spyOn(performance, "now").mockImplementation(() => now.call(performance) + 5_000);
    await pass(1_000);
    expect([events.includes("timeout"), xhr.sent]).toEqual([true, []]);
  });
});

describe("what is given to a waiting send()", () => {
  const bytes = (body: unknown) => [...new Uint8Array(body as Uint8Array)];
  const form = (title: string) => {
    const data = new FormData();
    data.append("title", title);
    return data;
  };

  it.each<[string, () => [body: unknown, change: () => void], (body: unknown) => unknown, unknown]>([
    [
      "FormData",
      () => {
        const data = form("before");
        return [data, () => data.set("title", "after")];
      },
      (body) => [body instanceof FormData, (body as FormData).get("title")],
      [true, "before"],
    ],
    [
      "URLSearchParams",
      () => {
        const params = new URLSearchParams({ a: "before" });
        return [params, () => params.set("a", "after")];
      },
      (body) => [body instanceof URLSearchParams, `${body}`],
      [true, "a=before"],
    ],
    [
      "an ArrayBuffer",
      () => {
        const heap = new Uint8Array([1, 2, 3]);
        return [heap.buffer, () => heap.fill(9)];
      },
      bytes,
      [1, 2, 3],
    ],
    [
      "a view on a heap",
      () => {
        const heap = new Uint8Array([1, 2, 3, 4]);
        return [heap.subarray(1, 3), () => heap.fill(9)];
      },
      bytes,
      [2, 3],
    ],
    [
      "an object that is sent as text",
      () => {
        let text = "before";
        return [
          { toString: () => text },
          () => {
            text = "after";
          },
        ];
      },
      (body) => body,
      "before",
    ],
    [
      "a Document",
      () => {
        const page = new DOMParser().parseFromString("<order>before</order>", "text/xml");
        return [
          page,
          () => {
            page.documentElement.textContent = "after";
          },
        ];
      },
      (body) => [(body as Document).nodeType, (body as Document).documentElement.textContent],
      [9, "before"],
    ],
  ])("is read there and then: %s", async (_, given, shown, expected) => {
    const held = holdToken();
    const [body, change] = given();
    const xhr = opened();
    xhr.send(body);
    change();
    held.resolve(undefined);
    await sentAtAll(xhr);
    expect(shown(xhr.sent[0]?.body)).toEqual(expected);
  });

  it("stays what it is where nothing can change: text, blobs, none", async () => {
    for (const body of ["text", "", new Blob(["x"]), new File(["x"], "a")]) {
      client.clear();
      const xhr = opened();
      xhr.send(body);
      await sentAtAll(xhr);
      expect(xhr.sent[0]?.body).toBe(body);
    }
    for (const body of [undefined, null]) {
      client.clear();
      const xhr = opened();
      xhr.send(body);
      await sentAtAll(xhr);
      expect(xhr.sent[0]?.body).toBeUndefined();
    }
  });

  it.each<[string, () => unknown]>([
    ["shared memory", () => new SharedArrayBuffer(1)],
    ["a view on it", () => new Uint8Array(new SharedArrayBuffer(1))],
    [
      "an object without text",
      () => ({
        toString() {
          throw new TypeError("no text");
        },
      }),
    ],
    ["a symbol", () => Symbol("x")],
    ["an object without a prototype", () => Object.create(null)],
  ])("is refused there and then where the browser refuses it: %s", async (_, body) => {
    for (const prepare of [() => {}, () => client.configure({ allowedOrigins: [] })]) {
      prepare();
      const xhr = opened();
      expect(() => xhr.send(body())).toThrow(TypeError);
      await settle(20);
      expect([xhr.sent, xhr.readyState]).toEqual([[], 1]);
    }
  });
});

describe("what a page does with a waiting XMLHttpRequest", () => {
  it.each([
    ["user", ["mia"]],
    ["user and password", ["mia", "secret"]],
    ["a password alone", ["", "secret"]],
  ])("to give it %s is to give it credentials of its own", (_, credentials) => {
    const xhr = make();
    xhr.open("GET", api, true, ...credentials);
    xhr.send();
    expect(xhr.sent).toMatchObject([{ headers: [] }]);
    expect(backend.tokenRequests).toEqual([]);
  });

  it.each(["https://mia@api.example.com/", "https://mia:secret@api.example.com/", "https://:secret@api.example.com/"])(
    "so it is in its URL: %s",
    (url) => {
      const xhr = opened(url);
      xhr.send();
      expect(xhr.sent).toMatchObject([{ headers: [] }]);
      expect(backend.tokenRequests).toEqual([]);
    },
  );

  it("null is no credentials", async () => {
    const xhr = make();
    xhr.open("GET", api, true, null, null);
    xhr.send();
    await sentAtAll(xhr);
    expect(xhr.sent).toMatchObject([{ headers: [bearer()] }]);
  });

  it("window.stop() ends it", async () => {
    const stop = vi.fn();
    vi.stubGlobal("stop", stop);
    uninstall();
    installIn();
    const { xhr, events } = await waiting();
    (globalThis as unknown as { stop: () => void }).stop();
    expect(stop).toHaveBeenCalledTimes(1);
    // Not before stop() has returned.
    expect(events).not.toContain("abort");
    await until(() => events.includes("abort"));
    expect(xhr.sent).toEqual([]);
    uninstall();
    expect(globalThis.stop).toBe(stop);
  });

  it.each([undefined, 0, {}, "stop"])("a page need not have a window.stop(): %j", async (stop) => {
    uninstall();
    vi.stubGlobal("stop", stop);
    installIn();
    const { xhr, held } = await waiting();
    held.resolve(undefined);
    await sentAtAll(xhr);
    expect(globalThis.stop).toBe(stop);
  });

  it("method and URL of open() are converted once, in this order, and what is judged is opened", () => {
    const reads: string[] = [];
    const once = (name: string, ...texts: string[]) => ({
      toString() {
        reads.push(name);
        return texts[Math.min(reads.filter((read) => read === name).length, texts.length) - 1] as string;
      },
    });
    const xhr = make();
    xhr.open(once("method", "GET", "POST") as never, once("url", other, api) as never);
    xhr.send();
    expect(reads).toEqual(["method", "url"]);
    expect(xhr.sent).toMatchObject([{ method: "GET", url: other, headers: [] }]);
  });

  it("a header's name is converted once, too", async () => {
    const names = ["authorization", "x-a"];
    const xhr = opened();
    xhr.setRequestHeader({ toString: () => names.shift() as string } as never, "Basic x");
    xhr.send();
    await settle(20);
    expect(xhr.sent).toMatchObject([{ headers: [["authorization", "Basic x"]] }]);
  });

  it("missing arguments are the browser's to object to", () => {
    const xhr = opened();
    const { open, setRequestHeader } = xhr as unknown as Record<string, (...args: unknown[]) => void>;
    for (const args of [[], ["GET"]]) expect(() => open?.apply(xhr, args)).toThrow(TypeError);
    for (const args of [[], ["x"]]) expect(() => setRequestHeader?.apply(xhr, args)).toThrow(TypeError);
    expect(() => xhr.setRequestHeader("bad name", "x")).toThrow(expect.objectContaining({ name: "SyntaxError" }));
  });

  it("an object that was never opened is the browser's, too", () => {
    const invalid = expect.objectContaining({ name: "InvalidStateError" });
    expect(() => make().send()).toThrow(invalid);
    expect(() => make().setRequestHeader("x-a", "1")).toThrow(invalid);
  });
});

describe("the patched members", () => {
  it("keep the name and length of those that they replaced, and are no more enumerable", () => {
    const native = plainXhrClass().prototype;
    for (const name of ["open", "setRequestHeader", "send", "abort"] as const) {
      const [ours, theirs] = [XMLHttpRequest.prototype[name], native[name]];
      expect([ours.name, ours.length], name).toEqual([theirs.name, theirs.length]);
    }
    const shape = (prototype: object) =>
      Object.entries(Object.getOwnPropertyDescriptors(prototype))
        .map(([name, { value, get, set, enumerable, configurable, writable }]) =>
          [name, typeof value, get?.name, set?.name, enumerable, configurable, writable].join(),
        )
        .sort();
    expect(shape(XMLHttpRequest.prototype)).toEqual(shape(native));
  });
});

describe("uninstalled, XMLHttpRequest", () => {
  it("has the browser's own members back", () => {
    uninstall();
    const Class = plainXhrClass();
    const before = Object.getOwnPropertyDescriptors(Class.prototype);
    vi.stubGlobal("XMLHttpRequest", Class);
    const undo = client.install({ origins });
    expect(Object.getOwnPropertyDescriptors(Class.prototype)).not.toEqual(before);
    undo();
    expect(Object.getOwnPropertyDescriptors(Class.prototype)).toEqual(before);
    const xhr = opened();
    xhr.send();
    expect(xhr.sent).toMatchObject([{ headers: [] }]);
  });

  it("sends one that waited with its token all the same", async () => {
    const { xhr, held } = await waiting();
    uninstall();
    held.resolve(undefined);
    await sentAtAll(xhr);
    expect(xhr.sent).toMatchObject([{ url: `${api}/orders`, body: "body", headers: [bearer()] }]);
  });

  it("sends the token and body of one that waited to no other origin", async () => {
    const { xhr, held } = await waiting();
    uninstall();
    xhr.open("POST", other);
    held.resolve(undefined);
    await until(() => backend.issued.length === 1);
    await settle(20);
    expect(xhr.sent).toEqual([]);
    xhr.send("second");
    expect(xhr.sent).toMatchObject([{ url: other, body: "second", headers: [] }]);
  });

  it("still can be aborted while one waits", async () => {
    const { xhr, events, held } = await waiting();
    uninstall();
    xhr.abort();
    held.resolve(undefined);
    await until(() => backend.issued.length === 1);
    await settle(20);
    expect([events.includes("abort"), xhr.sent]).toEqual([true, []]);
  });

  it("refuses a second send() of one that waits, as of any request that was sent", async () => {
    const { xhr, held } = await waiting();
    uninstall();
    expect(() => xhr.send("again")).toThrow(expect.objectContaining({ name: "InvalidStateError" }));
    expect(xhr.sent).toEqual([]);
    held.resolve(undefined);
    await sentAtAll(xhr);
    expect(xhr.sent).toHaveLength(1);
  });

  it("restores the browser's own once no call waits any more", async () => {
    const native = plainXhrClass();
    const before = Object.getOwnPropertyDescriptors(native.prototype);
    vi.stubGlobal("XMLHttpRequest", native);
    const undo = client.install({ origins });
    const { xhr, held } = await waiting();
    undo();
    held.resolve(undefined);
    await sentAtAll(xhr);
    expect(Object.getOwnPropertyDescriptors(native.prototype)).toEqual(before);
  });

  it("opens and sends what is new without the library, while another waits", async () => {
    await waiting();
    uninstall();
    const xhr = opened();
    xhr.send("body");
    expect(xhr.sent).toMatchObject([{ headers: [], body: "body" }]);
  });

  it("sends without a token what was opened before", () => {
    const xhr = opened();
    uninstall();
    xhr.send("body");
    expect(xhr.sent).toMatchObject([{ headers: [], body: "body" }]);
  });
});
