/**
 * What an engine, as we drive it, cannot do, and why. A test that depends on one of these asks here and says what holds
 * instead; the table of differences in docs/browsers.md tells the same to users.
 */
export interface Limits {
  /** Why what a page writes to the console cannot be seen. */
  readonly console?: string;
  /** Why no setting of the browser switches storage off and leaves cookies, and with them the visitor's session, on. */
  readonly storageOff?: string;
  /** Why fetch does not send a stream as it is read. */
  readonly requestStreams?: string;
}

export const limits = {
  Chromium: {
    storageOff: "its setting is one for cookies and storage together, and without cookies nobody is signed in",
    requestStreams: "sends streams over HTTP/2 or later only, and rejects over HTTP/1.1",
  },
  Firefox: {
    requestStreams: "has none: a stream becomes the text [object ReadableStream]",
  },
  WebKit: {
    console: "WebKitWebDriver has no log, and MiniBrowser's automated sessions are private ones, which print nothing",
    storageOff: "has no such setting",
    requestStreams: "rejects a stream: NotSupportedError",
  },
} as const satisfies Record<string, Limits>;
