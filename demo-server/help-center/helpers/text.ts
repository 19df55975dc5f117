import type { Helper } from "../curlybars/helper.ts";

export const concat: Helper = {
  forms: ["inline", "value"],
  arity: [1, 10],
  run: ({ arguments: parts }) => parts.map((part) => String(part ?? "")).join(""),
};

export const excerpt: Helper = {
  forms: ["inline", "value"],
  arity: [1, 1],
  run: ({ arguments: [text], options }) => {
    const { characters = 120 } = options;
    const length = Number(characters);
    const plain = String(text ?? "")
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ")
      .trim();
    return plain.length > length ? `${plain.slice(0, Math.max(0, length - 3))}...` : plain;
  },
};
