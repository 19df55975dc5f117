import type { Patch } from "../page/patch.ts";

const types = ["loadstart", "progress", "load", "abort", "error", "timeout", "loadend"];

/** The events of the browser that the page must not see, and whether it listens to those of `upload`. */
export interface XhrEvents {
  readonly patches: readonly Patch[];
  /** XMLHttpRequest standard, "upload listener flag": the browser reads it in `send()`, and does not disclose it. */
  hasListeners(upload: XMLHttpRequestUpload | undefined): boolean;
  /** Stops all events of this object before they reach the page. */
  hide(target: EventTarget): void;
  show(target: EventTarget | undefined): void;
}

/**
 * Events are stopped by a listener that is added before the page's first one. The order is all that counts: in Chromium, the
 * capture phase comes no earlier than others for objects that are not in the document.
 */
export function createXhrEvents(): XhrEvents {
  const hidden = new WeakSet<EventTarget>();
  const filtered = new WeakSet<EventTarget>();
  const filter = (event: Event) => {
    if (hidden.has(event.currentTarget as EventTarget)) event.stopImmediatePropagation();
  };

  const Target = globalThis.XMLHttpRequestEventTarget as typeof XMLHttpRequestEventTarget | undefined;
  const Upload = globalThis.XMLHttpRequestUpload as typeof XMLHttpRequestUpload | undefined;
  const isUpload = (target: unknown) => Upload && target instanceof Upload;
  const typesOf = (target: unknown) => (isUpload(target) ? types : ["loadstart"]);

  function addFilter(target: EventTarget): void {
    if (filtered.has(target)) return;
    filtered.add(target);
    // A fake in a test may only have handlers.
    for (const type of typesOf(target)) target.addEventListener?.(type, filter, true);
  }

  const patch = (name: string, kind?: "set"): Patch => [
    Target?.prototype as EventTarget,
    name,
    (original) =>
      function (this: EventTarget, ...args) {
        const [type, listener] = kind ? [name.slice(2), args[0]] : args;
        if (listener && typesOf(this).includes(type)) addFilter(this);
        return original.apply(this, args);
      },
    kind,
  ];
  return {
    patches: [patch("addEventListener"), ...types.map((type) => patch(`on${type}`, "set"))],
    // A fake in a test may have one of any class, or none.
    hasListeners: (upload) => (isUpload(upload) ? filtered.has(upload as EventTarget) : Boolean(upload)),
    hide(target) {
      // A fake in a test may have one of any class: its listeners are not noted.
      if (!(Target && target instanceof Target)) addFilter(target);
      hidden.add(target);
    },
    show: (target) => hidden.delete(target as EventTarget),
  };
}
