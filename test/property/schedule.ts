import fc, { type Arbitrary } from "fast-check";

/** How the token endpoint answers from now on. */
export type EndpointAnswer =
  /** A token that lives for so many seconds; what the client can tell the server's time from. */
  | { readonly kind: "token"; readonly lifetime: number; readonly clock: "date" | "iat" | "neither" }
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string | undefined }
  /** 200 with something else. */
  | { readonly kind: "body"; readonly body: string }
  | { readonly kind: "failure" }
  /** No answer, ever. */
  | { readonly kind: "hang" }
  /** Headers, and a body that never ends. */
  | { readonly kind: "stall"; readonly status: 200 | 503 };

/** How an API answers from now on. */
export type ApiAnswer =
  | "accept"
  /** 401 to every token. */
  | "refuse"
  /** 401 to the tokens issued so far, others are fine. */
  | "revoke"
  /** 401 that comes from another origin, which a redirect led to. */
  | "redirect"
  | "forbidden"
  | "error"
  | "failure";

/** Where calls go, by name, and what is true of each: an oracle that does not parse URLs. */
export const destinations = {
  api: { url: "https://api.example.com/todos", is: "https" },
  spelling: { url: "HTTPS://API.example.com:443/todos?x=1", is: "https" },
  other: { url: "https://other.example.net/", is: "https" },
  tenant: { url: "https://a.tenant.example.org/x", is: "https" },
  subtenant: { url: "https://b.a.tenant.example.org/x", is: "https" },
  port: { url: "https://api.example.com:8443/todos", is: "https" },
  lookalike: { url: "https://api.example.com.evil.example/", is: "https" },
  notZendesk: { url: "https://evil-zendesk.com/", is: "https" },
  loopback: { url: "http://localhost:4100/todos", is: "loopback" },
  plain: { url: "http://api.example.com/todos", is: "plain" },
  plainTenant: { url: "http://a.tenant.example.org/x", is: "plain" },
  own: { url: "https://support.example.com/hc/en-us", is: "own" },
  relative: { url: "/api/v2/users/me.json", is: "own" },
  zendesk: { url: "https://acme.zendesk.com/api/v2/users/me.json", is: "own" },
  zendeskRoot: { url: "https://ZENDESK.com./", is: "own" },
} as const;
export type Destination = keyof typeof destinations;

/** Lists of allowed origins, each with the destinations that it holds. */
export const allowances: readonly {
  readonly origins: readonly string[];
  readonly holds: readonly Destination[];
}[] = [
  { origins: [], holds: [] },
  { origins: ["https://api.example.com"], holds: ["api", "spelling"] },
  {
    origins: ["https://api.example.com", "https://other.example.net/"],
    holds: ["api", "spelling", "other"],
  },
  { origins: ["https://*.tenant.example.org", "https://API.example.com:443"], holds: ["tenant", "api", "spelling"] },
  { origins: ["https://api.example.com:8443", "http://localhost:4100"], holds: ["port", "loopback"] },
];

export const bodies = [
  "none",
  "text",
  "blob",
  "form",
  "params",
  "buffer",
  "bytes",
  "stream",
  "request",
  "request of text",
  "request of a blob",
  "request of a form",
  "request of a stream",
] as const;
export type BodyKind = (typeof bodies)[number];

/** How a call by fetch is made. */
export interface CallPlan {
  /** `fetch`: the page's own, with whatever is installed and wrapped around it. */
  readonly by: "HCJwt.fetch" | "fetch";
  readonly to: Destination;
  readonly body: BodyKind;
  readonly method: number;
  readonly copies: number;
  /** Milliseconds after which the caller aborts; `"before"`: it has already. */
  readonly abort: number | "before" | undefined;
  readonly ownHeader: boolean;
}

/** How a call by XMLHttpRequest is made, and what its caller does to it then. */
export interface XhrPlan {
  readonly to: Destination;
  readonly body: BodyKind;
  readonly method: number;
  readonly isAsync: boolean;
  readonly ownHeader: boolean;
  /** Milliseconds, 0 for none. */
  readonly timeout: number;
  /** Milliseconds from `open()` to `send()`, if they are not made at once. */
  readonly sendAfter: number | undefined;
  readonly interference: XhrInterference | undefined;
}

/** The object is used once more, or differently: after so many milliseconds, at once, or when it has ended. */
export interface XhrInterference {
  readonly when: number | "at once" | "at the end";
  readonly what: "abort" | "open" | "open and send" | "set timeout";
  /** Where the next use goes. */
  readonly to: Destination;
}

/** A function that the page puts in the place of fetch. */
export interface WrapperPlan {
  /** How often it awaits before it passes a call on; 0: it is no async function. */
  readonly awaits: number;
  readonly passes: "its arguments" | "a copy of the options" | "a Request";
  readonly to: "what it replaced" | "HCJwt.fetch";
}

export interface OptionsPlan {
  readonly refreshLeeway?: number | undefined;
  readonly timeout?: number | undefined;
  readonly retry?: number | undefined;
  readonly anonymous?: "reject" | "omit" | undefined;
  /** Which of the `allowances`. */
  readonly allowance?: number | undefined;
  readonly tokenUrl?: string | undefined;
}

export type Step =
  | { readonly do: "call"; readonly plan: CallPlan }
  | { readonly do: "call by XMLHttpRequest"; readonly plan: XhrPlan }
  /** Which of the `allowances`. */
  | { readonly do: "install"; readonly origins: number }
  /** One of those that are installed, counted from the newest one. */
  | { readonly do: "uninstall"; readonly which: number }
  | { readonly do: "wrap fetch"; readonly wrapper: WrapperPlan }
  /** Done where the newest wrapper is what fetch is. */
  | { readonly do: "unwrap fetch" }
  | { readonly do: "wait"; readonly milliseconds: number }
  | { readonly do: "endpoint"; readonly answer: EndpointAnswer; readonly latency: number; readonly early: boolean }
  | { readonly do: "api"; readonly which: Destination; readonly answer: ApiAnswer; readonly latency: number }
  | { readonly do: "move the wall clock"; readonly milliseconds: number }
  | { readonly do: "sleep"; readonly milliseconds: number }
  | { readonly do: "clear" }
  | { readonly do: "configure"; readonly options: OptionsPlan }
  | { readonly do: "sign in"; readonly user: string }
  | { readonly do: "sign out" }
  /** The page stops telling who is signed in, or begins to. */
  | { readonly do: "tell"; readonly told: boolean }
  | { readonly do: "restore the page"; readonly persisted: boolean }
  | { readonly do: "get the token"; readonly forceRefresh: boolean; readonly abort: number | "before" | undefined }
  | { readonly do: "preload" };

export interface Schedule {
  readonly options: OptionsPlan;
  /** Who tells who is signed in, the page or the `user` option, and whether from the start. */
  readonly toldBy: "page" | "page, later" | "option" | "option, later";
  /** The server's clock less the local one, in milliseconds. */
  readonly skew: number;
  /** What the page has put over fetch before the client is made. */
  readonly wrappers: readonly WrapperPlan[];
  readonly steps: readonly Step[];
}

const rarely = <Value>(usual: Value, other: Arbitrary<Value>): Arbitrary<Value> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

const latency = fc.constantFrom(0, 0, 30, 200, 1_500, 9_000);

const endpointAnswer: Arbitrary<EndpointAnswer> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("token" as const),
      lifetime: fc.constantFrom(300, 300, 3_600, 120, 60, 10, 5, 2, 1, 0, -60),
      clock: fc.constantFrom("date" as const, "date" as const, "iat" as const, "neither" as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("status" as const),
      status: fc.constantFrom(401, 403, 404, 429, 500, 503, 503, 400, 302),
      retryAfter: rarely<string | undefined>(undefined, fc.constantFrom("0", "1", "5", "60", "3600", "-1", "soon")),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("body" as const),
      body: fc.constantFrom(
        "",
        "null",
        "{}",
        "[]",
        "<!doctype html><p>Sign in",
        '{"token":5}',
        '{"token":"e30.e30.x"}',
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "failure" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "hang" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("stall" as const),
      status: fc.constantFrom(200 as const, 503 as const),
    }),
  },
);

const destination: Arbitrary<Destination> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Destination>("api", "api", "api", "other", "tenant") },
  { weight: 3, arbitrary: fc.constantFrom(...(Object.keys(destinations) as Destination[])) },
);

const abort = fc.oneof(
  { weight: 5, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.constantFrom<number | "before">(0, 1, 29, 30, 100, 250, 1_000, 5_000, "before") },
);

const call: Arbitrary<CallPlan> = fc.record({
  by: fc.constantFrom("HCJwt.fetch" as const, "HCJwt.fetch" as const, "fetch" as const),
  to: destination,
  body: fc.constantFrom(...bodies),
  method: fc.nat({ max: 2 }),
  copies: fc.constantFrom(1, 1, 1, 2, 5),
  abort,
  ownHeader: rarely(false, fc.boolean()),
});

const xhrCall: Arbitrary<XhrPlan> = fc.record({
  to: destination,
  body: fc.constantFrom<BodyKind>("none", "text", "blob", "form", "params", "buffer", "bytes"),
  method: fc.nat({ max: 2 }),
  isAsync: fc.constantFrom(true, true, true, true, false),
  ownHeader: rarely(false, fc.boolean()),
  timeout: fc.constantFrom(0, 0, 20, 100, 1_500, 2 ** 32),
  sendAfter: rarely<number | undefined>(undefined, fc.constantFrom(1, 50, 1_000)),
  interference: fc.oneof(
    fc.constant(undefined),
    fc.record({
      when: fc.constantFrom<XhrInterference["when"]>("at once", "at the end", 1, 30, 100, 1_000),
      what: fc.constantFrom("abort" as const, "open" as const, "open and send" as const, "set timeout" as const),
      to: destination,
    }),
  ),
});

const wrapper: Arbitrary<WrapperPlan> = fc.record({
  awaits: fc.constantFrom(0, 1, 2, 5),
  passes: fc.constantFrom("its arguments" as const, "a copy of the options" as const, "a Request" as const),
  to: fc.constantFrom("what it replaced" as const, "what it replaced" as const, "HCJwt.fetch" as const),
});

const installation: Arbitrary<Step> = fc.record({
  do: fc.constant("install" as const),
  origins: fc.integer({ min: 1, max: allowances.length - 1 }),
});

const options: Arbitrary<OptionsPlan> = fc.record(
  {
    refreshLeeway: fc.constantFrom(0, 1_000, 30_000, 600_000),
    timeout: fc.constantFrom(1_000, 10_000),
    retry: fc.constantFrom(0, 1, 2, 5),
    anonymous: fc.constantFrom("reject" as const, "omit" as const),
    allowance: fc.nat({ max: allowances.length - 1 }),
    tokenUrl: rarely("/api/v2/help_center/integration/token", fc.constant("/hc/api/v2/integration/token")),
  },
  { requiredKeys: [] },
);

const step: Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant("call" as const), plan: call }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("call by XMLHttpRequest" as const), plan: xhrCall }) },
  { weight: 2, arbitrary: installation },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("uninstall" as const), which: fc.nat({ max: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wrap fetch" as const), wrapper }) },
  { weight: 1, arbitrary: fc.constant({ do: "unwrap fetch" as const }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      milliseconds: fc.constantFrom(1, 20, 50, 300, 700, 1_000, 1_000, 3_000, 10_000, 31_000, 60_000, 240_000, 300_000),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("endpoint" as const),
      answer: endpointAnswer,
      latency,
      early: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("api" as const),
      which: destination,
      answer: fc.constantFrom<ApiAnswer>(
        "accept",
        "accept",
        "refuse",
        "refuse",
        "revoke",
        "revoke",
        "redirect",
        "forbidden",
        "error",
        "failure",
      ),
      latency,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("move the wall clock" as const),
      milliseconds: fc.constantFrom(-3_600_000, -60_000, -1_000, 1_000, 60_000, 3_600_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("sleep" as const),
      milliseconds: fc.constantFrom(5_000, 100_000, 280_000, 3_600_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "clear" as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("configure" as const), options }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("sign in" as const), user: fc.constantFrom("mia", "noah") }) },
  { weight: 1, arbitrary: fc.constant({ do: "sign out" as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("tell" as const), told: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("restore the page" as const), persisted: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("get the token" as const), forceRefresh: fc.boolean(), abort }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "preload" as const }) },
);

const wait = (...milliseconds: number[]) =>
  fc.record({ do: fc.constant("wait" as const), milliseconds: fc.constantFrom(...milliseconds) });

/** A token is awaited, and meanwhile what decides where it may go changes. */
const change: Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("uninstall" as const), which: fc.nat({ max: 2 }) }),
  installation,
  fc.record({ do: fc.constant("wrap fetch" as const), wrapper }),
  fc.constant({ do: "unwrap fetch" as const }),
  fc.constant({ do: "clear" as const }),
  fc.record({ do: fc.constant("configure" as const), options }),
);

/** Calls to one API, each some time after the other: what goes wrong takes a refusal, a renewal and one more refusal. */
const callsTo = (to: Destination): Arbitrary<Step[]> =>
  fc
    .array(
      fc.tuple(
        fc.oneof(
          { weight: 3, arbitrary: call.map((plan): Step => ({ do: "call", plan: { ...plan, to, ownHeader: false } })) },
          {
            weight: 1,
            arbitrary: xhrCall.map(
              (plan): Step => ({ do: "call by XMLHttpRequest", plan: { ...plan, to, ownHeader: false } }),
            ),
          },
        ),
        wait(50, 300, 300, 2_000, 20_000),
      ),
      { minLength: 2, maxLength: 4 },
    )
    .map((pairs) => pairs.flat());

const scene: Arbitrary<Step[]> = fc.oneof(
  { weight: 10, arbitrary: step.map((single) => [single]) },
  // An API begins to refuse tokens, or stops.
  {
    weight: 1,
    arbitrary: fc
      .record({
        which: fc.constantFrom<Destination>("api", "other"),
        answer: fc.constantFrom<ApiAnswer>("refuse", "revoke"),
        lifetime: fc.constantFrom(300, 300, 10),
        latency: fc.constantFrom(0, 30, 200, 1_500),
      })
      .chain(({ which, answer, lifetime, latency }) =>
        callsTo(which).map((calls): Step[] => [
          { do: "endpoint", answer: { kind: "token", lifetime, clock: "date" }, latency, early: false },
          { do: "api", which, answer, latency: 30 },
          ...calls,
        ]),
      ),
  },
  // The page's own calls, under an installation that comes and goes.
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom(1, 2, 2, 3),
        fc.constantFrom(0, 30, 200, 1_500),
        fc.array(
          fc.tuple(
            fc.oneof(
              call.map((plan): Step => ({ do: "call", plan: { ...plan, by: "fetch" } })),
              xhrCall.map((plan): Step => ({ do: "call by XMLHttpRequest", plan })),
            ),
            fc.oneof(change, wait(1, 50, 300)),
          ),
          { minLength: 1, maxLength: 4 },
        ),
      )
      .map(([origins, latency, pairs]): Step[] => [
        { do: "endpoint", answer: { kind: "token", lifetime: 300, clock: "date" }, latency, early: false },
        { do: "install", origins },
        ...pairs.flat(),
      ]),
  },
  // Tokens grow old under the calls.
  {
    weight: 1,
    arbitrary: fc
      .record({
        lifetime: fc.constantFrom(10, 60, 300),
        clock: fc.constantFrom("date" as const, "iat" as const),
        latency,
      })
      .chain(({ lifetime, clock, latency: of }) =>
        fc
          .array(fc.tuple(call, fc.constantFrom(0.02, 0.3, 0.4, 0.55, 0.7, 0.85, 1)), { minLength: 2, maxLength: 4 })
          .map((pairs): Step[] => [
            { do: "endpoint", answer: { kind: "token", lifetime, clock }, latency: of, early: false },
            ...pairs.flatMap(([plan, part]): Step[] => [
              { do: "call", plan },
              { do: "wait", milliseconds: lifetime * 1000 * part },
            ]),
          ]),
      ),
  },
  // The token endpoint is down for a while.
  {
    weight: 1,
    arbitrary: fc
      .tuple(endpointAnswer, latency, callsTo("api"))
      .map(([answer, latency, calls]): Step[] => [{ do: "endpoint", answer, latency, early: true }, ...calls]),
  },
);

export const schedule: Arbitrary<Schedule> = fc.record({
  options,
  toldBy: fc.constantFrom<Schedule["toldBy"]>("page", "page", "page, later", "option", "option, later"),
  skew: fc.constantFrom(0, 0, 437, -437, 3_600_000, -3_600_000),
  wrappers: rarely<WrapperPlan[]>([], fc.array(wrapper, { minLength: 1, maxLength: 2 })),
  steps: fc.array(scene, { minLength: 1, maxLength: 12, size: "max" }).map((scenes) => scenes.flat()),
});
