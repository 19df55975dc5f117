import type { Helper, HelperCall } from "../curlybars/helper.ts";
import { isTruthy } from "../curlybars/truthiness.ts";

function branch(test: (left: unknown, right: unknown) => boolean): Helper {
  return {
    forms: ["block"],
    arity: [2, 2],
    run: ({ arguments: [left, right], body, otherwise }: HelperCall) => (test(left, right) ? body?.() : otherwise()),
  };
}

export const is = branch((left, right) => left === right);

export const isnt = branch((left, right) => left !== right);

export const contains = branch((text, part) => String(text ?? "").includes(String(part ?? "")));

export const not: Helper = {
  forms: ["inline", "value"],
  arity: [1, 1],
  run: ({ arguments: [operand] }) => !isTruthy(operand),
};

const COMPARISONS: Record<string, (left: number | string, right: number | string) => boolean> = {
  "==": (left, right) => left === right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
};

export const compare: Helper = {
  forms: ["inline", "value"],
  arity: [3, 3],
  run: ({ arguments: [left, operator, right] }) => {
    const comparison = COMPARISONS[String(operator)];
    // Two kinds of value, or an operator that is not in the list (there is no !=), compare to nothing.
    if (!comparison || typeof left !== typeof right) return undefined;
    return comparison(left as number, right as number);
  },
};

const OPERATIONS: Record<string, (left: number, right: number) => number> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
  "**": (left, right) => left ** right,
};

export const calc: Helper = {
  forms: ["inline", "value"],
  arity: [3, 3],
  run: ({ arguments: [left, operator, right], options: { float } }) => {
    const operation = OPERATIONS[String(operator)];
    if (!operation || typeof left !== "number" || typeof right !== "number") return undefined;
    const result = operation(left, right);
    if (!Number.isFinite(result)) return undefined;
    return isTruthy(float) ? result : Math.trunc(result);
  },
};
