// Tells whether a call waited for a token: whether an answer of the token endpoint came between the call and its last
// request to the API, be that the first or one after a 401. Works from outside, on fetch and XMLHttpRequest, and so for
// every peer alike.

let answered = 0;
let answeredAtLastSend: number | undefined;

/** Answers of the token endpoint so far; starts to look at a new call. */
export function tokensAnswered(): number {
  answeredAtLastSend = undefined;
  return answered;
}

/** Did one come between the start of the call and what it sent last? A call that sent nothing waited in vain. */
tokensAnswered.atLastSend = (before: number): boolean => (answeredAtLastSend ?? Number.POSITIVE_INFINITY) > before;

export function watchWaits(tokenPath: string): void {
  const { fetch, XMLHttpRequest } = globalThis;
  const isToken = (url: string) => url.endsWith(tokenPath);

  globalThis.fetch = (input, init) => {
    const url = typeof input === "string" ? input : "url" in input ? input.url : input.href;
    const answer = fetch(input, init);
    if (isToken(url)) answer.then(noteAnswer, noteAnswer);
    else answeredAtLastSend = answered;
    return answer;
  };

  const { open, send } = XMLHttpRequest.prototype;
  const urls = new WeakMap<XMLHttpRequest, string>();
  XMLHttpRequest.prototype.open = function (method: string, url: string | URL, ...rest: unknown[]) {
    urls.set(this, String(url));
    // Here, ahead of any listener of the peer's, which may send again at once.
    this.addEventListener("readystatechange", () => {
      if (this.readyState === this.DONE && isToken(urls.get(this) ?? "")) noteAnswer();
    });
    Reflect.apply(open, this, [method, url, ...rest]);
  };
  XMLHttpRequest.prototype.send = function (body) {
    if (!isToken(urls.get(this) ?? "")) answeredAtLastSend = answered;
    send.call(this, body);
  };
}

function noteAnswer(): void {
  answered++;
}
