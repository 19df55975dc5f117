import { createSigner, helpCenterFetch, signToken, startHelpCenter } from "hc-jwt/testing";
import { createVerifier } from "hc-jwt/verify";
import { describe, expect, it, onTestFinished, vi } from "vitest";

async function start(options?: Parameters<typeof startHelpCenter>[0]) {
  const helpCenter = await startHelpCenter(options);
  onTestFinished(helpCenter.close);
  return helpCenter;
}

describe("startHelpCenter", () => {
  it("publishes the key of signToken, so that a server's test is two lines", async () => {
    const helpCenter = await start();
    const verifier = createVerifier({ keysUrl: helpCenter.keysUrl });
    await expect(verifier.verify(await signToken({ userId: 42 }))).resolves.toMatchObject({ userId: 42 });
    await expect(verifier.verify(await createSigner().sign({ userId: 42 }))).rejects.toMatchObject({
      code: "unknown_key",
    });
    expect(helpCenter.requests).toEqual(["GET /api/v2/help_center/integration/keys"]);
  });

  it("gives tokens as the options say, and any status in place of them", async () => {
    const signer = createSigner();
    const helpCenter = await startHelpCenter({ claims: ({ headers }) => ({ via: headers.get("x-via") }), signer });
    const response = await fetch(`${helpCenter.tokenUrl}.json`, { headers: { "x-via": "test" } });
    const { token } = (await response.json()) as { token: string };
    const keys = await (await fetch(`${helpCenter.keysUrl}.json`)).json();
    await expect(createVerifier({ keys: keys as never }).verify(token)).resolves.toMatchObject({ via: "test" });
    expect((await fetch(`${helpCenter.origin}/elsewhere`)).status).toBe(404);
    expect((await fetch(helpCenter.keysUrl, { method: "POST" })).status).toBe(404);
    await helpCenter.close();
    await expect(fetch(helpCenter.keysUrl)).rejects.toThrow();

    const down = await start({ status: 429, retryAfter: 5 });
    const refused = await fetch(down.tokenUrl);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "5"]);
    const own = await start({
      claims: () => {
        throw new Response("own", { status: 418 });
      },
    });
    expect((await fetch(own.tokenUrl)).status).toBe(418);
  });

  it("rejects options that make no sense", async () => {
    await expect(startHelpCenter({ status: 99 })).rejects.toThrow(TypeError);
  });
});

describe("createSigner", () => {
  it("signs claims of any text, as a verifier reads them", async () => {
    const signer = createSigner({ kid: '☕ "1"' });
    const claims = { userId: 7, name: "Zoë ☕ 𝒳 \ud800 \u0000", list: ["%41", "a+b/c="] };
    const token = await signer.sign({ ...claims, nothing: undefined });
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const verified = await createVerifier({ keys: await signer.jwks() }).verify(token);
    expect(verified).toMatchObject(claims);
    expect(verified).not.toHaveProperty("nothing");
  });

  it("has Node's Web Crypto sign where the page environment has none, as jsdom", async () => {
    const { getRandomValues } = crypto;
    vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
    vi.stubGlobal("TextEncoder", undefined);
    const signer = createSigner();
    const token = await signer.sign({ userId: 7 });
    const keys = await signer.jwks();
    vi.unstubAllGlobals();
    await expect(createVerifier({ keys }).verify(token)).resolves.toMatchObject({ userId: 7 });
  });
});

describe("helpCenterFetch", () => {
  const tokenUrl = "https://support.example.com/api/v2/help_center/integration/token";
  const keysUrl = tokenUrl.replace("token", "keys");

  it("responds for the help center, and has the API respond to the rest", async () => {
    const api = vi.fn(async (request: Request) => Response.json([request.method, await request.text()]));
    const fetch = helpCenterFetch({ claims: { userId: 42 } }, api);
    const { token } = await (await fetch(`${tokenUrl}.json`)).json();
    const keys = await (await fetch(new URL(keysUrl))).json();
    await expect(createVerifier({ keys }).verify(token)).resolves.toMatchObject({ userId: 42 });
    expect(api).not.toHaveBeenCalled();
    const response = await fetch(new Request("https://api.example.com/token", { method: "POST", body: "☕" }));
    expect(await response.json()).toEqual(["POST", "☕"]);
    expect(await (await fetch(tokenUrl, { method: "PUT", body: "x" })).json()).toEqual(["PUT", "x"]);
  });

  it("resolves relative URLs against the page", async () => {
    vi.stubGlobal("location", { href: "https://support.example.com/hc/en-us" });
    onTestFinished(() => void vi.unstubAllGlobals());
    const fetch = helpCenterFetch({}, ({ url }) => new Response(url));
    expect(await (await fetch("/api/v2/users/me.json")).text()).toBe(
      "https://support.example.com/api/v2/users/me.json",
    );
  });

  it("responds with any status, also one that a function of the claims throws", async () => {
    const refused = await helpCenterFetch({ status: 429, retryAfter: 5 })(tokenUrl);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "5"]);
    const claims = () => {
      throw new Response("own", { status: 418 });
    };
    expect((await helpCenterFetch({ claims })(tokenUrl)).status).toBe(418);
    const failing = helpCenterFetch({ claims: () => Promise.reject(new Error("a mistake of the test")) });
    await expect(failing(tokenUrl)).rejects.toThrow("a mistake of the test");
  });

  it("rejects for a request that nothing responds to, and names it", async () => {
    await expect(helpCenterFetch()("https://api.example.com/orders")).rejects.toThrow(
      "helpCenterFetch got GET https://api.example.com/orders",
    );
  });

  it("rejects as fetch does once its signal aborts, also while the API takes its time", async () => {
    const controller = new AbortController();
    const fetch = helpCenterFetch({}, () => {
      controller.abort();
      return new Response("late");
    });
    const { signal } = controller;
    await expect(fetch("https://api.example.com/", { signal })).rejects.toMatchObject({ name: "AbortError" });
    await expect(fetch(tokenUrl, { signal })).rejects.toMatchObject({ name: "AbortError" });
  });

  it("throws for options that make no sense", () => {
    expect(() => helpCenterFetch({ status: 99 })).toThrow(TypeError);
  });
});
