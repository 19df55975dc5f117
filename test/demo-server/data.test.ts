import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startDemo } from "../../demo-server/demo.ts";
import { BUILT_IN_DATA, InvalidDataError, mergeData, readData } from "../../demo-server/help-center/data/data.ts";
import northwind from "../../demo-server/help-center/data/northwind.json" with { type: "json" };
import { page, signedIn, temporaryDirectory } from "./harness.ts";

describe("the built-in contents", () => {
  test("fit the schema, and name what is there", () => {
    expect(mergeData(northwind, "northwind.json")).toEqual(BUILT_IN_DATA);
  });

  test("leave no kind of page empty", () => {
    const { locales, categories, sections, articles, topics, posts, comments, requests, users } = BUILT_IN_DATA;
    expect(locales).toHaveLength(2);
    expect(categories).toHaveLength(3);
    expect(articles.length).toBeGreaterThanOrEqual(20);
    expect(sections.some(({ parentId }) => parentId !== undefined)).toBe(true);
    expect(articles.some(({ attachments, labels }) => attachments && labels)).toBe(true);
    for (const topic of topics) expect(posts.some(({ topicId }) => topicId === topic.id)).toBe(true);
    for (const kind of ["articleId", "postId", "requestId"] as const)
      expect(comments.some((comment) => comment[kind])).toBe(true);
    const states = new Set(requests.map(({ status }) => status));
    expect([...states].sort()).toEqual(["closed", "hold", "new", "open", "pending", "solved"]);
    expect(new Set(users.map(({ role }) => role))).toEqual(new Set(["end_user", "agent", "manager"]));
    expect(users.some(({ organizations }) => organizations.length > 1)).toBe(true);
  });
});

describe("contents of one's own", () => {
  const topic = { id: 1, name: { "en-us": "Boats", de: "Boote" } };

  test("are added, and take the place of what has their id", () => {
    const [first] = BUILT_IN_DATA.topics;
    const renamed = { id: first?.id as number, name: "Renamed" };
    const { topics, articles } = mergeData({ topics: [topic, renamed] }, "mine.json");
    expect(topics.map(({ name }) => name)).toContain("Renamed");
    expect(topics).toHaveLength(BUILT_IN_DATA.topics.length + 1);
    expect(articles).toEqual(BUILT_IN_DATA.articles);
  });

  test("stand in place of the built-in ones, with whoever can sign in", () => {
    const data = mergeData({ replace: true, topics: [topic] }, "mine.json");
    expect(data.topics).toEqual([topic]);
    expect(data.articles).toEqual([]);
    expect(data.users).toEqual(BUILT_IN_DATA.users);
  });

  test.each([
    [{ articles: [{ id: 1, title: "A" }] }, "/articles/0 must have required property 'sectionId'"],
    [{ articles: [{ id: "1", sectionId: 1, title: "A", body: "" }] }, "/articles/0/id must be integer"],
    [{ users: [{ id: 1, name: "A", email: "a", role: "king" }] }, "/users/0/role must be equal to one of the allowed"],
    [{ nonsense: [] }, '/ must NOT have additional properties ("nonsense")'],
    [[], "/ must be object"],
    [
      { posts: [{ id: 1, topicId: 5, authorId: 6, title: "A", details: "" }] },
      "/posts/8/topicId is 5, and no entry of /topics has that id",
    ],
  ])("that do not fit are refused by the path of the value: %j", (given, problem) => {
    expect(() => mergeData(given, "mine.json")).toThrow(`mine.json does not fit data.schema.json:`);
    expect(() => mergeData(given, "mine.json")).toThrow(problem);
  });

  test("that are no JSON, or too large, are refused", async () => {
    const file = join(await temporaryDirectory(), "data.json");
    await writeFile(file, "{");
    await expect(readData(file)).rejects.toBeInstanceOf(InvalidDataError);
    await writeFile(file, " ".repeat(10_485_761));
    await expect(readData(file)).rejects.toThrow("are the most that are read");
    await expect(readData("/nowhere/data.json")).rejects.toThrow("/nowhere/data.json does not fit");
  });

  test("show on the pages, and their users can sign in", async () => {
    const dataFile = join(await temporaryDirectory(), "data.json");
    const user = { id: 7, name: "Own User", email: "own@example.com", role: "end_user" };
    const [category] = BUILT_IN_DATA.categories;
    const renamed = { id: category?.id, name: "A category of one's own" };
    await writeFile(dataFile, JSON.stringify({ users: [user], categories: [renamed] }));
    const demo = await startDemo({ dataFile });
    onTestFinished(() => demo.close());
    expect(await page(demo, "/hc/en-us")).toContain("A category of one&#39;s own".replace("&#39;", "&#x27;"));
    const own = demo.helpCenter.users.findIndex(({ id }) => id === 7);
    expect(await page(demo, "/hc/en-us", signedIn(demo, own))).toContain("own@example.com");
    expect(await page(demo, "/hc/en-us/signin")).toContain('value="7"');
  });
});
