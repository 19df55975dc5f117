// jsdom 20 lacks it.
AbortSignal.timeout ??= () => new AbortController().signal;
