// This file replaces hc-jwt, and so runs in Copenhagen's own environment.
import { HCJwt } from "hc-jwt";
import { act } from "react-dom/test-utils";
import { renderTodoList } from ".";

jest.mock("hc-jwt", () => ({
  HCJwt: {
    configure: jest.fn(),
    fetch: jest.fn(async () => ({
      ok: true,
      json: async () => ({ items: [] }),
    })),
  },
}));

async function show(signedIn: boolean): Promise<HTMLElement> {
  const place = document.createElement("div");
  const props = { apiOrigin: "https://api.example.com", signedIn, signInPath: "/hc/signin" };
  await act(async () => renderTodoList(place, props));
  return place;
}

test("shows an empty list to somebody who has no to-dos", async () => {
  expect((await show(true)).textContent).toContain("Nothing to do.");
  expect(HCJwt.fetch).toHaveBeenCalledWith("https://api.example.com/todos", expect.objectContaining({ method: "GET" }));
});

test("offers to sign in, and calls nothing", async () => {
  jest.mocked(HCJwt.fetch).mockClear();
  const place = await show(false);
  expect(place.querySelector("a")?.getAttribute("href")).toBe("/hc/signin");
  expect(HCJwt.fetch).not.toHaveBeenCalled();
});
