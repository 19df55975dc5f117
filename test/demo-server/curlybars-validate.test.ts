import { describe, expect, test } from "vitest";
import { describeProblem } from "../../demo-server/help-center/curlybars/problem.ts";
import { validateTemplate } from "../../demo-server/help-center/curlybars/validate.ts";
import { HELPERS } from "../../demo-server/help-center/helpers/index.ts";
import { namesIn } from "../../demo-server/help-center/theme/vocabulary.ts";

function problemsIn(source: string, template = "home_page"): string[] {
  const names = namesIn(template, ["brand_color"]) ?? {};
  const theme = { assets: new Set(["app.js"]) };
  return validateTemplate(source, { file: `templates/${template}.hbs`, template, names, helpers: HELPERS, theme }).map(
    describeProblem,
  );
}

describe("what Curlybars accepts is accepted", () => {
  test.each([
    ["a name", "{{help_center.name}}"],
    ["a setting", "{{settings.brand_color}}"],
    ["a collection's length", "{{promoted_articles.length}}"],
    ["literals", "{{'text'}} {{42}} {{true}}"],
    ["if with an else", "{{#if signed_in}}a{{else}}b{{/if}}"],
    ["an if nested in an else", "{{#if signed_in}}a{{else}}{{#if user}}b{{/if}}{{/if}}"],
    ["a helper called in an if", "{{#if (compare promoted_articles.length '>' 0)}}a{{/if}}"],
    ["each, its fields and what is outside", "{{#each categories}}{{name}} {{../help_center.name}}{{/each}}"],
    ["an if inside each without ../", "{{#each categories}}{{#if name}}{{url}}{{/if}}{{/each}}"],
    ["each in each", "{{#each categories}}{{#each sections}}{{name}} {{../name}}{{/each}}{{/each}}"],
    ["each over what a helper returns", "{{#each (slice promoted_articles 0 2)}}{{title}}{{/each}}"],
    ["with", "{{#with user}}{{name}}{{else}}nobody{{/with}}"],
    ["loop variables", "{{#each categories}}{{@index}}{{@first}}{{@last}}{{@key}}{{/each}}"],
    ["helpers with options", "{{link 'sign_in' class='button'}} {{t 'home_page' name=help_center.name}}"],
    ["helpers as blocks", "{{#link 'requests'}}{{t 'requests'}}{{else}}-{{/link}}"],
    ["json of an object", "{{json user}} {{json settings}} {{json (page_path 'requests')}}"],
    ["comments, whatever they hold", "{{! {{{x}} }}{{!-- {{#if}} {{else if}} --}}"],
    ["trimmed white space", "{{~help_center.name~}}"],
    ["braces that are escaped", "\\{{{x}}} \\{{^}}"],
    ["an asset of the theme", "{{asset 'app.js'}}"],
  ])("%s", (_, source) => {
    expect(problemsIn(source)).toEqual([]);
  });
});

describe("what Handlebars accepts and Curlybars does not is rejected, with what to write in its place", () => {
  test.each([
    ["{{{user.name}}}", "{{{triple braces}}} do not exist in Curlybars. Use {{name}}"],
    ["{{~{user.name}~}}", "{{{triple braces}}} do not exist in Curlybars. Use {{name}}"],
    ["{{&user.name}}", "{{&name}} does not exist in Curlybars. Use {{name}}"],
    ["{{{{raw}}}}x{{{{/raw}}}}", "{{{{raw}}}} blocks do not exist in Curlybars. Write \\{{"],
    ["{{#if signed_in}}a{{else if user}}b{{/if}}", "there is no {{else if}}. Put an {{#if}}…{{/if}} of its own"],
    ["{{#if signed_in}}a{{else is 1 2}}b{{/if}}", "there is no {{else if}}"],
    ["{{#if signed_in}}a{{^}}b{{/if}}", "{{^}} does not exist in Curlybars. Use {{else}} or {{#unless}}."],
    ["{{^if signed_in}}a{{/if}}", "{{^}} does not exist in Curlybars. Use {{else}} or {{#unless}}."],
    ["{{#each categories as |one|}}{{/each}}", "Block parameters (as |name|) do not exist in Curlybars. Use {{this}}"],
    ["{{user.[name]}}", "'user.[name]' has a [segment], which Curlybars does not. Use plain names with dots."],
    ["{{[t] 'search'}}", "'[t]' has a [segment], which Curlybars does not."],
    ["{{user/name}}", "'user/name' is not a path in Curlybars. Use dots between names"],
    ["{{./user.name}}", "'./user.name' is not a path in Curlybars."],
    ["{{#each categories}}{{this.name}}{{/each}}", "'this.name' is not a path in Curlybars. Write name."],
    ["{{#each categories}}{{..}}{{/each}}", "'..' is not a path in Curlybars."],
    ["{{null}}", "'null' does not exist in Curlybars. Leave the argument out"],
    ["{{undefined}}", "'undefined' does not exist in Curlybars."],
    ["{{#is user.name null}}a{{/is}}", "'null' does not exist in Curlybars."],
    ["{{calc 1 '+' 1.5}}", "Curlybars has whole numbers from 0 only, not 1.5."],
    ["{{calc 1 '+' -1}}", "Curlybars has whole numbers from 0 only, not -1. Compute it: (calc 0 '-' 1)."],
    ["{{json_stringify 'it\\'s'}}", "Curlybars has no escapes inside strings. Use the other kind of quotes"],
    ["{{* decorate}}", "Decorators and inline partials do not exist in Curlybars."],
    ["{{#*inline 'x'}}{{/inline}}", "Decorators and inline partials do not exist in Curlybars."],
    ["{{> footer}}", "Partials are not open to themes."],
    ["{{#> footer}}{{/footer}}", "Partials are not open to themes."],
    ["{{lookup user 'name'}}", "'lookup' is not a helper, so it takes no arguments."],
    ["{{log 'x'}}", "'log' is not a helper, so it takes no arguments."],
    ["{{#if (lookup user 'name')}}a{{/if}}", "'lookup' is not a helper. Only helpers are called in parentheses."],
    ["{{@root.user}}", "@root.user is empty in Curlybars. It has @index, @key, @first and @last only."],
    ["{{~! note }}", "A comment cannot trim white space in Curlybars."],
  ])("%s", (source, problem) => {
    expect(problemsIn(source).join("\n")).toContain(problem);
  });
});

describe("blocks take what they take", () => {
  test.each([
    ["{{#if}}a{{/if}}", "{{#if}} takes exactly one expression, not 0 expressions."],
    [
      "{{#if signed_in user}}a{{/if}}",
      "{{#if}} takes exactly one expression, not 2 expressions. Write {{#if (helper …)}}",
    ],
    ["{{#unless signed_in user}}a{{/unless}}", "{{#unless}} takes exactly one expression, not 2 expressions."],
    ["{{#if signed_in includeZero=true}}a{{/if}}", "{{#if}} takes exactly one expression, not options."],
    ["{{#each categories user}}a{{/each}}", "{{#each}} takes exactly one expression, not 2 expressions."],
    ["{{#with user brand}}a{{/with}}", "{{#with}} takes exactly one expression, not 2 expressions."],
    ["{{#each 'abc'}}a{{/each}}", "{{#each}} takes no literal."],
    ["{{#with 1}}a{{/with}}", "{{#with}} takes no literal."],
    ["{{#each user}}a{{/each}}", "{{#each user}} needs a collection, and this is an object."],
    ["{{#with categories}}a{{/with}}", "{{#with categories}} needs an object, and this is a collection."],
    ["{{if signed_in}}", "{{if}} is a block. Write {{#if …}}…{{/if}}."],
    [
      "{{#user}}a{{/user}}",
      "{{#user}} is no block that this server knows. Use {{#if user}}, {{#each user}} or {{#with user}}.",
    ],
  ])("%s", (source, problem) => {
    expect(problemsIn(source).join("\n")).toContain(problem);
  });
});

describe("names that do not exist are listed, as they fail on import", () => {
  test.each([
    ["{{nonsense}}", "'nonsense' does not exist. This template does not have it"],
    ["{{user.shoe_size}}", "It is not possible to access 'shoe_size' in 'user'. It has id, name, email, role"],
    ["{{settings.missing}}", "It is not possible to access 'missing' in 'settings'. It has brand_color."],
    ["{{user.name.first}}", "It is not possible to access 'first' in 'user.name'. It has no fields."],
    ["{{categories.name}}", "It is not possible to access 'name' in 'categories'. Go through it with {{#each}}"],
    ["{{#each categories}}{{signed_in}}{{/each}}", "'signed_in' does not exist here. Write ../signed_in."],
    ["{{#each categories}}{{nonsense}}{{/each}}", "'nonsense' does not exist here. It has id, name, description, url"],
    ["{{../user.name}}", "'../user.name' goes above the top of the template."],
    ["{{user}}", "'user' is an object, which cannot be printed. Print one of its fields, or use {{json …}}."],
    ["{{categories}}", "'categories' is a collection, which cannot be printed."],
    ["{{signed_in 1}}", "'signed_in' is not a helper, so it takes no arguments."],
    ["{{trueish}}", "'trueish' is not a name in Curlybars. Names start with a letter or _"],
  ])("%s", (source, problem) => {
    expect(problemsIn(source).join("\n")).toContain(problem);
  });

  test("a template has its own names and helpers and not those of another", () => {
    expect(problemsIn("{{article.title}}{{breadcrumbs}}", "article_page")).toEqual([]);
    expect(problemsIn("{{article.title}}")).toEqual([expect.stringContaining("'article' does not exist.")]);
    expect(problemsIn("{{breadcrumbs}}")).toEqual([
      expect.stringContaining("'breadcrumbs' does not exist in home_page. Only article_page"),
    ]);
    expect(problemsIn("{{breadcrumbs}}", "custom_pages/todo")).toHaveLength(1);
  });

  test("a wrong name in each is one problem, not one for each field of what it would have held", () => {
    expect(problemsIn("{{#each nonsense}}{{name}}{{url}}{{/each}}")).toHaveLength(1);
  });
});

describe("helpers are called as they can be", () => {
  test.each([
    ["{{is 1 2}}", "'is' cannot be used as {{helper}}. Use it as {{#helper}}…{{/helper}}."],
    ["{{#if (is 1 2)}}a{{/if}}", "'is' cannot be used as (helper) inside another expression."],
    ["{{json (link 'requests')}}", "'link' cannot be used as (helper) inside another expression."],
    ["{{slice categories 0 1}}", "'slice' cannot be used as {{helper}}."],
    ["{{#is 1}}a{{/is}}", "'is' takes 2 arguments, not 1."],
    ["{{compare 1 '=='}}", "'compare' takes 3 arguments, not 2."],
    ["{{concat 1 2 3 4 5 6 7 8 9 10 11}}", "'concat' takes 1 to 10 arguments, not 11."],
    ["{{json this}}", "'json' cannot take the template's own 'this'."],
    ["{{json (filter promoted_articles on='id' equals=1)}}", "'json' cannot take what 'filter' returns."],
    ["{{link 'nowhere'}}", "'nowhere' is not the id of a page."],
    ["{{page_path 'nowhere'}}", "'nowhere' is not the id of a page."],
    ["{{asset 'missing.js'}}", "The theme has no file assets/missing.js."],
    ["{{t 'missing_key'}}", "'missing_key' is not a text that this server's 't' knows."],
    ["{{t 'home_page' name=nonsense}}", "'nonsense' does not exist."],
  ])("%s", (source, problem) => {
    expect(problemsIn(source).join("\n")).toContain(problem);
  });
});

describe("a problem says where it is", () => {
  test("with the file, the line and the column", () => {
    expect(problemsIn("<p>\n  {{nonsense}}\n</p>")[0]).toMatch(/^templates\/home_page\.hbs:2:5 /);
    expect(problemsIn("<p>\n\n {{{user.name}}}")[0]).toMatch(/^templates\/home_page\.hbs:3:2 /);
  });

  test("in the order of the file, all of them at once", () => {
    const lines = problemsIn("{{nonsense}}\n{{t '?'}}\n{{nothing}}").map((problem) => problem.split(":")[1]);
    expect(lines).toEqual(["1", "2", "3"]);
  });

  test("also for a tag that does not parse", () => {
    expect(problemsIn("<p>\n{{#if signed_in}}a{{/unless}}")).toEqual([
      "templates/home_page.hbs:2:4 {{#if}} is closed by {{/unless}}. Close it with {{/if}}.",
    ]);
    expect(problemsIn("a\n{{user.name")[0]).toMatch(/^templates\/home_page\.hbs:2:1 The tag does not parse/);
  });
});
