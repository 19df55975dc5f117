import { createSigner, signToken, startHelpCenter } from "hc-jwt/testing";
import { createVerifier } from "hc-jwt/verify";
import { describe, expect, it, onTestFinished } from "vitest";

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
