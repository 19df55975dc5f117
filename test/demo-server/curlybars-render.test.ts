import { describe, expect, test } from "vitest";
import { createCompiler } from "../../demo-server/help-center/curlybars/compile.ts";
import type { PageScope } from "../../demo-server/help-center/curlybars/helper.ts";
import { isTruthy } from "../../demo-server/help-center/curlybars/truthiness.ts";
import { HELPERS } from "../../demo-server/help-center/helpers/index.ts";
import { USERS } from "../../demo-server/help-center/users.ts";
import { Html } from "../../demo-server/html.ts";

const compile = createCompiler(HELPERS);

function render(source: string, names: Record<string, unknown> = {}, page: Partial<PageScope> = {}): string {
  return compile(source)(names, {
    locale: "en-us",
    user: undefined,
    path: "/hc/en-us/p/todo?a=1",
    layout: "production",
    related: [],
    activity: [],
    topics: [],
    communityEnabled: true,
    crumbs: [],
    assetUrl: (name) => (name === "app.js" ? "/hc/theming_assets/01ABC" : undefined),
    ...page,
  });
}

const [user] = USERS;

describe("falsy is what Curlybars says it is", () => {
  test.each([[false], [null], [undefined], [0], [""], [[]], [{}], [new Html("")]])("%j is false", (value) => {
    expect(isTruthy(value)).toBe(false);
    expect(render("{{#if x}}yes{{else}}no{{/if}}", { x: value })).toBe("no");
    expect(render("{{#unless x}}no{{else}}yes{{/unless}}", { x: value })).toBe("no");
  });

  test.each([[true], [1], [-1], ["0"], [" "], [[0]], [{ a: false }], [new Html("<b>")]])("%j is true", (value) => {
    expect(isTruthy(value)).toBe(true);
    expect(render("{{#if x}}yes{{else}}no{{/if}}", { x: value })).toBe("yes");
    expect(render("{{#unless x}}no{{else}}yes{{/unless}}", { x: value })).toBe("yes");
  });

  test("with and each take their else for what is empty", () => {
    expect(render("{{#with x}}{{a}}{{else}}none{{/with}}", { x: {} })).toBe("none");
    expect(render("{{#with x}}{{a}}{{else}}none{{/with}}", { x: { a: 1 } })).toBe("1");
    expect(render("{{#each x}}{{this}}{{else}}none{{/each}}", { x: [] })).toBe("none");
  });
});

describe("text", () => {
  test("is escaped, unless it is markup already", () => {
    expect(render("{{x}}", { x: `<b title="1">` })).toBe("&lt;b title&#x3D;&quot;1&quot;&gt;");
    expect(render("{{x}}", { x: new Html("<b>1</b>") })).toBe("<b>1</b>");
  });

  test("of nothing is empty, also through a missing object", () => {
    expect(render("[{{x}}{{y.z}}]", { x: null })).toBe("[]");
  });

  test("of a loop knows where it stands", () => {
    expect(render("{{#each x}}{{@index}}{{this}}{{#unless @last}},{{/unless}}{{/each}}", { x: ["a", "b"] })).toBe(
      "0a,1b",
    );
  });

  test("after a backslash is not a tag", () => {
    expect(render("\\{{x}}", { x: 1 })).toBe("{{x}}");
  });
});

describe("a name that a field and a helper share", () => {
  test("is the field where there is one, and the helper where it has arguments or there is none", () => {
    expect(render("{{#each x}}{{label}}{{/each}}", { x: [{ label: "3 votes" }] })).toBe("3 votes");
    expect(render("{{label 'title'}}", { label: "3 votes" })).toContain("<label");
    expect(render("{{#if upload}}yes{{else}}no{{/if}}", {})).toBe("yes");
    expect(render("{{#if upload}}yes{{else}}no{{/if}}", { upload: false })).toBe("no");
  });

  test("may be called on the object before it", () => {
    const [, , , agent] = USERS;
    expect(render("{{#post.actions}}menu{{/post.actions}}", { post: {} }, { user: agent })).toContain("menu</button>");
    expect(render("[{{#post.actions}}menu{{/post.actions}}]", { post: {} }, { user })).toBe("[]");
  });
});

describe("logic helpers", () => {
  test("is and isnt compare strictly and have an else", () => {
    expect(render("{{#is x 1}}same{{else}}other{{/is}}", { x: 1 })).toBe("same");
    expect(render("{{#is x '1'}}same{{else}}other{{/is}}", { x: 1 })).toBe("other");
    expect(render("{{#isnt x '1'}}other{{/isnt}}", { x: 1 })).toBe("other");
  });

  test("contains is case-sensitive", () => {
    expect(render("{{#contains x 'ike'}}yes{{else}}no{{/contains}}", { x: "Bike" })).toBe("yes");
    expect(render("{{#contains x 'IKE'}}yes{{else}}no{{/contains}}", { x: "Bike" })).toBe("no");
  });

  test("compare knows ==, >, >=, <, <= and no !=, and compares a number with a string to nothing", () => {
    expect(render("{{compare 2 '>' 1}} {{compare 2 '<=' 1}} {{compare 2 '==' 2}}")).toBe("true false true");
    expect(render("[{{compare 2 '!=' 1}}{{compare 2 '>' '1'}}]")).toBe("[]");
  });

  test("calc is whole numbers, unless float is asked for", () => {
    expect(render("{{calc 7 '/' 2}} {{calc 7 '/' 2 float=true}} {{calc 2 '**' 3}} {{calc 7 '%' 4}}")).toBe("3 3.5 8 3");
    expect(render("[{{calc 1 '/' 0}}{{calc 'a' '+' 1}}]")).toBe("[]");
  });

  test("not follows Curlybars' idea of true", () => {
    expect(render("{{not x}} {{not y}}", { x: {}, y: 1 })).toBe("true false");
  });
});

describe("text and collection helpers", () => {
  test("concat joins, excerpt strips tags and cuts", () => {
    expect(render("{{concat 'a' x 1}}", { x: "b" })).toBe("ab1");
    expect(render("{{excerpt x characters=8}}", { x: "<p>Hello <b>world</b></p>" })).toBe("Hello...");
    expect(render("{{excerpt x}}", { x: "<p>Hello <b>world</b></p>" })).toBe("Hello world");
  });

  test("slice and filter give parts of a collection", () => {
    const x = [
      { n: "ab", k: 1 },
      { n: "cb", k: 2 },
      { n: "cd", k: 2 },
    ];
    expect(render("{{#each (slice x 1 2)}}{{n}}{{/each}}", { x })).toBe("cbcd");
    expect(render("{{#each (filter x on='k' equals=2)}}{{n}}{{/each}}", { x })).toBe("cbcd");
    expect(render("{{#each (filter x on='n' starts_with='c' ends_with='d')}}{{n}}{{/each}}", { x })).toBe("cd");
    expect(render("{{#each (filter x on='n' contains='b')}}{{n}}{{else}}none{{/each}}", { x: [] })).toBe("none");
  });

  test("date prints a time element", () => {
    const printed = render("{{date x format='long' class='when'}}", { x: "2026-05-04T09:30:00Z" });
    expect(printed).toMatch(/^<time datetime="2026-05-04T09:30:00\.000Z" .*class="when">May 4, 2026/);
    expect(render("{{date x timeago=true}}", { x: new Date(Date.now() - 7_200_000).toISOString() })).toContain(
      "2 hours ago",
    );
    expect(render("[{{date x}}]", { x: "never" })).toBe("[]");
  });
});

describe("json", () => {
  test("cannot end the script that it stands in", () => {
    const x = { a: "</script><!--", b: "a&b\u2028" };
    const printed = render("{{json x}}", { x });
    expect(printed).toBe('{"a":"\\u003c/script\\u003e\\u003c!--","b":"a\\u0026b\\u2028"}');
    expect(JSON.parse(printed)).toEqual(x);
  });

  test("of nothing is null, of a cycle says so", () => {
    const x: { a: number; self?: unknown } = { a: 1 };
    x.self = x;
    expect(render("{{json y}} {{json x}}", { x })).toBe('null {"a":1,"self":"[circular reference]"}');
  });

  test("json_stringify makes a string of text", () => {
    expect(render("{{json_stringify x}}", { x: 'a "b" <c>' })).toBe('"a \\"b\\" \\u003cc\\u003e"');
  });
});

describe("theme helpers", () => {
  test("asset gives the opaque URL, with prefix and suffix around the name", () => {
    expect(render("{{asset 'app.js'}} {{asset 'app' suffix='.js'}}")).toBe(
      "/hc/theming_assets/01ABC /hc/theming_assets/01ABC",
    );
  });

  test("t fills in its placeholders, escaped where printed, and counts", () => {
    expect(render("{{t 'home_page' name=x}}", { x: "A & B" })).toBe("A &amp; B Help Center home page");
    expect(render("{{t 'show_all_articles' count=1}}, {{t 'show_all_articles' count=3}}")).toBe(
      "See the article, See all 3 articles",
    );
  });

  test("dc says what it could not find", () => {
    expect(render("{{dc 'promo'}}")).toContain("Could not find dynamic content");
  });
});

describe("link", () => {
  test("has the page's own text, or the block's", () => {
    expect(render("{{link 'help_center'}}")).toBe('<a href="/hc/en-us">Help Center</a>');
    expect(render("{{#link 'new_request' class='x' aria-label='Ask'}}<b>{{t 'submit_a_request'}}</b>{{/link}}")).toBe(
      '<a href="/hc/en-us/requests/new" class="x" aria-label="Ask"><b>Submit a request</b></a>',
    );
  });

  test("renders nothing, or its else, where the page is not for this user", () => {
    const page = { communityEnabled: false };
    expect(render("[{{link 'requests'}}{{link 'community'}}{{link 'sign_out'}}]", {}, page)).toBe("[]");
    expect(render("{{#link 'requests'}}a{{else}}sign in first{{/link}}")).toBe("sign in first");
    expect(render("{{link 'requests'}}", {}, { user })).toContain("/hc/en-us/requests");
    expect(render("[{{link 'sign_in'}}]", {}, { user })).toBe("[]");
  });

  test("to the sign-in comes back to this page", () => {
    expect(render("{{link 'sign_in'}}")).toContain(
      'href="/hc/en-us/signin?return_to=%2Fhc%2Fen-us%2Fp%2Ftodo%3Fa%3D1"',
    );
  });

  test("to sign out is hidden in a preview", () => {
    expect(render("{{link 'sign_out'}}", {}, { user })).toContain("/access/logout");
    expect(render("[{{link 'sign_out'}}]", {}, { user, layout: "preview" })).toBe("[]");
  });

  test("page_path gives the address alone", () => {
    expect(render("{{page_path 'help_center'}} {{page_path 'user_profile' id=7}}")).toBe(
      "/hc/en-us /hc/en-us/profiles/7",
    );
    expect(render("{{page_path 'requests' sort_by='created_at'}}")).toBe("/hc/en-us/requests?sort_by&#x3D;created_at");
  });
});

describe("other markup", () => {
  test("search is a form to the search page", () => {
    const form = render("{{search submit=false placeholder='Find'}}");
    expect(form).toContain('action="/hc/en-us/search"');
    expect(form).toContain('name="query"');
    expect(form).not.toContain('type="submit"');
    expect(render("{{search}}")).toContain('type="submit"');
  });

  test("the user's menu is for signed-in users only", () => {
    expect(render("[{{my_profile}}{{change_password}}{{contact_details}}]")).toBe("[]");
    expect(render("{{my_profile class='x'}}", {}, { user })).toContain(`/profiles/${user?.id}`);
  });

  test("breadcrumbs list where the page is", () => {
    const printed = render("{{breadcrumbs}}", {}, { crumbs: [{ name: "A & B", url: "/hc" }] });
    expect(printed).toContain('<li title="A &amp; B"><a href="/hc">A &amp; B</a></li>');
  });
});
