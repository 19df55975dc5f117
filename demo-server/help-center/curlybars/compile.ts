import Handlebars from "handlebars";
import { Html } from "../../html.ts";
import type { HelperCall, Helpers, PageScope } from "./helper.ts";
import { isTruthy } from "./truthiness.ts";

export type RenderTemplate = (context: Record<string, unknown>, page: PageScope) => string;

/** Compiles templates that `validateTemplate` has found nothing wrong with; renders them by Curlybars' rules. */
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

  for (const [name, helper] of Object.entries(helpers)) {
    environment.registerHelper(name, function (this: unknown, ...given: unknown[]) {
      const { fn, inverse, hash, data } = given.pop() as Partial<Handlebars.HelperOptions>;
      const call: HelperCall = {
        arguments: given,
        options: hash ?? {},
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
    const template = environment.compile<Record<string, unknown>>(source, { knownHelpers, knownHelpersOnly: true });
    return (context, page) => template(context, { data: { page } });
  };
}
