import { builtinEnvironments, type Environment } from "vitest/runtime";

/**
 * A page by happy-dom whose network classes are Node's: undici follows the Fetch standard to the letter, bodies and
 * redirects included, where happy-dom's own approximate it. msw stands at the network.
 */
const network = [
  "fetch",
  "Request",
  "Response",
  "Headers",
  "FormData",
  "Blob",
  "File",
  "URL",
  "URLSearchParams",
  "AbortController",
  "AbortSignal",
  "ReadableStream",
] as const;

const environment: Environment = {
  name: "page",
  viteEnvironment: "client",
  async setup(global, options) {
    const natives = network.map((name) => [name, Object.getOwnPropertyDescriptor(global, name)] as const);
    const page = await builtinEnvironments["happy-dom"].setup(global, options);
    for (const [name, native] of natives) if (native) Object.defineProperty(global, name, native);
    return page;
  },
};

export default environment;
