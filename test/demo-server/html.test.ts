import { expect, test } from "vitest";
import { attributes, Html, html, scriptSafeJson } from "../../demo-server/html.ts";

test("html escapes every value, and leaves markup as it is", () => {
  expect(html`<p title="${`"'`}">${"<b>&"}${new Html("<i></i>")}</p>`.source).toBe(
    '<p title="&quot;&#39;">&lt;b&gt;&amp;<i></i></p>',
  );
});

test("html joins lists, and prints nothing for nothing", () => {
  expect(html`${["a", html`<br>`, "<"]}${undefined}${null}${false}${0}`.source).toBe("a<br>&lt;0");
});

test("attributes leave out what has no value, and escape what has", () => {
  expect(attributes({ class: 'a "b"', target: undefined, role: null, hidden: true, open: false }).source).toBe(
    ' class="a &quot;b&quot;" hidden=""',
  );
});

test("scriptSafeJson is JSON that no script element can end", () => {
  const value = { a: "</script><!-- & \u2028\u2029" };
  expect(scriptSafeJson(value)).not.toMatch(/[<>&\u2028\u2029]/);
  expect(JSON.parse(scriptSafeJson(value))).toEqual(value);
  expect(scriptSafeJson(undefined)).toBe("null");
});
