// The script of the theme's page: its network is the world of the playground, its code is the reader's.
import type { HCJwt } from "hc-jwt";
import { setupWorker } from "msw/browser";
import { HttpResponse, http } from "msw/http";
import { tokenEndpointStates } from "../world/token-endpoint.ts";
import type { World } from "../world/world.ts";
import type { Bridge } from "./bridge.ts";
import { setDeviceClock } from "./clock.ts";
import { observeClient } from "./observe.ts";
import { runCode } from "./run.ts";

declare global {
  interface Window {
    HCJwt: typeof HCJwt;
    HelpCenter: unknown;
  }
}

const nativeDate = Date;

/** Requests of this page go through the service worker to the world, and never out. */
async function connect(world: World): Promise<void> {
  const worker = setupWorker(
    http.all("*", async ({ request }) => {
      const response = await world.respond(request);
      if (!response) return undefined;
      // Of this page's own realm, which msw asks for.
      return response.type === "error" ? HttpResponse.error() : new Response(response.body, response);
    }),
  );
  await worker.start({
    quiet: true,
    onUnhandledFrame: "bypass",
    serviceWorker: { url: new URL("mockServiceWorker.js", location.href).href },
  });
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) return;
  await new Promise((resolve) => serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
}

/**
 * hc-jwt opens a connection to the API while a call waits. Here it would be the only thing that leaves the browser, to a
 * host of the example domain, so the link has no effect.
 */
function disablePreconnect(): void {
  const { prototype } = HTMLLinkElement;
  const rel = Object.getOwnPropertyDescriptor(prototype, "rel") as PropertyDescriptor;
  Object.defineProperty(prototype, "rel", {
    ...rel,
    set(value: string) {
      if (value !== "preconnect") rel.set?.call(this, value);
    },
  });
}

/** What the reader's code can do to the world. */
function controlsOf({ world, log }: Bridge) {
  return {
    revokeTokens: world.revokeTokens,
    rotateKeys: world.rotateKeys,
    setClock({ hours = 0 } = {}) {
      setDeviceClock(globalThis, hours, nativeDate);
      log.mark("action", `The device's clock is ${Math.abs(hours)} h ${hours < 0 ? "behind" : "ahead"}`);
    },
    tokenEndpoint(state: World["helpCenter"]["endpoint"]) {
      if (!tokenEndpointStates.includes(state)) {
        throw new TypeError(`tokenEndpoint takes ${tokenEndpointStates.map((name) => `"${name}"`).join(", ")}`);
      }
      world.helpCenter.endpoint = state;
      log.mark("action", `The token endpoint: ${state}`);
    },
  };
}

async function start(bridge: Bridge): Promise<void> {
  // Zendesk's pages write it near the end of the body.
  window.HelpCenter = bridge.helpCenterGlobal;
  disablePreconnect();
  await connect(bridge.world);
  const { HCJwt } = window;
  observeClient(HCJwt as never, bridge.log);
  const scope = { HCJwt, playground: controlsOf(bridge) };
  bridge.ready({ run: (code) => runCode(code, scope) });
}

const bridge = window.parent === window ? undefined : window.parent.playgroundBridge;
if (bridge) start(bridge).catch((error) => bridge.failed(String(error?.message ?? error)));
