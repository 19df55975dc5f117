import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import type { HCJwt } from "hc-jwt";
import type { helpCenterHandlers } from "hc-jwt/testing";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type BrowserPage, describeInBrowsers } from "../helpers/browsers/index.ts";

/** What the page below puts into reach of the tests. */
declare global {
  var theme: { HCJwt: typeof HCJwt; answerWith(...options: Parameters<typeof helpCenterHandlers>): void };
}

const script = `
  import { HCJwt } from "./dist/index.js";
  import { helpCenterHandlers } from "./dist/testing.js";
  import { createVerifier } from "./dist/verify.js";
  import { HttpResponse, http } from "msw/http";
  import { setupWorker } from "msw/browser";

  const verifier = createVerifier({ subdomain: "acme" });
  const worker = setupWorker(
    ...helpCenterHandlers({ claims: { userId: 42 } }),
    http.get("https://api.example.com/me", async ({ request }) => HttpResponse.json(await verifier.authenticate(request))),
  );
  await worker.start({ quiet: true, onUnhandledFrame: "error" });
  globalThis.theme = { HCJwt, answerWith: (options) => worker.use(...helpCenterHandlers(options)) };
`;

describeInBrowsers("helpCenterHandlers in a service worker", (browser) => {
  const files = new Map<string | undefined, { type: string; text: string }>();
  const server = createServer(({ url }, response) => {
    const { type, text } = files.get(url) ?? {
      type: "text/html",
      text: "<script type=module src=/page.js></script>",
    };
    response.writeHead(200, { "content-type": type });
    response.end(text);
  });
  let page: BrowserPage;

  beforeAll(async () => {
    const { outputFiles } = await esbuild.build({
      stdin: { contents: script, resolveDir: fileURLToPath(new URL("../..", import.meta.url)) },
      bundle: true,
      format: "esm",
      write: false,
    });
    const worker = await readFile(new URL(import.meta.resolve("msw/mockServiceWorker.js")), "utf8");
    files.set("/page.js", { type: "text/javascript", text: outputFiles[0]?.text ?? "" });
    files.set("/mockServiceWorker.js", { type: "text/javascript", text: worker });
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  beforeEach(async () => {
    const profile = await browser().newProfile();
    page = await profile.newPage();
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    await page.waitUntil(() => globalThis.theme);
    return () => profile.close();
  });

  it("let a theme call an API that verifies the token it gets", async () => {
    const claims = await page.run(async () => {
      const response = await theme.HCJwt.fetch("https://api.example.com/me");
      return response.json();
    });
    expect(claims).toMatchObject({ userId: 42, email: "visitor@example.com" });
  });

  it("make calls reject as the help center would", async () => {
    const code = await page.run(() => {
      theme.answerWith({ status: 404 });
      return theme.HCJwt.getToken().catch((error) => error.code);
    });
    expect(code).toBe("plan_unsupported");
  });

  it("measure a token's life by the response's date, also through the worker", async () => {
    const claims = await page.run(() => {
      // The page's clock is a day ahead of the server's: only `Date` can tell.
      const { now } = Date;
      Date.now = () => now() + 86_400_000;
      theme.answerWith({ claims: { exp: Math.floor(now() / 1000) + 60 } });
      return theme.HCJwt.getClaims();
    });
    expect(claims.exp).toBeGreaterThan(0);
  });
});
