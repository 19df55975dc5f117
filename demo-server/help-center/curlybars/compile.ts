import Handlebars from "handlebars";
import { Html } from "../../html.ts";
import type { HelperCall, Helpers, PageScope } from "./helper.ts";
import { isTruthy } from "./truthiness.ts";

export type RenderTemplate = (context: Record<string, unknown>, page: PageScope) => string;

/** Compiles templates that Curlybars does not reject; renders them by Curlybars' rules, and unknown names as nothing. */
export function createCompiler(helpers: Helpers): (source: string) => RenderTemplate {
  const environment = Handlebars.create();
  environment.unregisterHelper("lookup");
  environment.unregisterHelper("log");

  environment.registerHelper("if", function (this: unknown, condition: unknown, options: Handlebars.HelperOptions) {
    return isTruthy(condition) ? options.fn(this) : options.inverse(this);
  });
  environment.registerHelper("unless", function (this: unknown, condition: unknown, options: Handlebars.HelperOptions) {
    return isTruthy(condition) ? options.inverse(this) : options.fn(this);
  });
  environment.registerHelper("with", function (this: unknown, context: unknown, options: Handlebars.HelperOptions) {
    return isTruthy(context) ? options.fn(context) : options.inverse(this);
  });
  // A block that is not known shows its content: whatever it is for, a page with its content is nearer to it.
  const content = function (this: unknown, ...given: unknown[]) {
    const { fn } = given.pop() as Partial<Handlebars.HelperOptions>;
    return fn?.(this);
  };
  environment.registerHelper("helperMissing", content);
  environment.registerHelper("blockHelperMissing", content);

  for (const [name, helper] of Object.entries(helpers)) {
    environment.registerHelper(name, function (this: unknown, ...given: unknown[]) {
      const { fn, inverse, hash = {}, data } = given.pop() as Partial<Handlebars.HelperOptions>;
      const isName = !fn && given.length === 0 && Object.keys(hash).length === 0;
      if (isName && isRecord(this) && Object.hasOwn(this, name)) return this[name];
      const call: HelperCall = {
        arguments: given,
        options: hash,
        page: data.page as PageScope,
        context: this,
        otherwise: () => inverse?.(this) ?? "",
      };
      if (!fn) return helper.run(call);
      // A block's own text was escaped where it was printed; what a helper makes of it is markup.
      const printed = helper.run({ ...call, body: () => fn(this) });
      return printed instanceof Html ? printed.source : printed;
    });
  }

  const knownHelpers = Object.fromEntries(Object.keys(environment.helpers).map((name) => [name, true]));
  return (source) => {
    const program = Handlebars.parse(source);
    new HelperCalls(helpers).accept(program);
    const template = environment.compile<Record<string, unknown>>(program, { knownHelpers });
    return (context, page) => template(context, { data: { page } });
  };
}

/**
 * Calls of helpers that Handlebars would look up as names: `post.actions`, which loses the object that it is made on, and
 * the condition of `{{#if upload}}`.
 */
class HelperCalls extends Handlebars.Visitor {
  readonly #helpers: Helpers;

  constructor(helpers: Helpers) {
    super();
    this.#helpers = helpers;
  }

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    const [condition] = block.params;
    const path = condition as Partial<hbs.AST.PathExpression> | undefined;
    const isCondition = ["if", "unless"].includes(block.path.original) && path?.parts?.length === 1 && path.depth === 0;
    if (isCondition && !path.data && Object.hasOwn(this.#helpers, path.parts?.[0] ?? "")) {
      const { loc } = block;
      block.params = [
        { type: "SubExpression", path, params: [], hash: undefined, loc } as unknown as hbs.AST.SubExpression,
      ];
    }
    super.BlockStatement(block);
  }

  override PathExpression(path: hbs.AST.PathExpression): void {
    const last = path.parts.at(-1) ?? "";
    if (path.parts.length < 2 || !Object.hasOwn(this.#helpers, last) || !this.#helpers[last]?.ofObject) return;
    path.parts = [last];
    path.original = last;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
