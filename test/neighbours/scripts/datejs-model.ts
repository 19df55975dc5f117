// What datejs 1.0 replaces of the language, as its source has it: the release on npm brings a test framework along.
import { introduce } from "./neighbour.ts";

type Loose = Record<string, unknown>;

const DateLoose = Date as unknown as Loose;
const nativeParse = Date.parse;
DateLoose._parse = nativeParse;
DateLoose.parse = (text: string) => {
  if (!text) return null;
  const time = nativeParse(text);
  // A Date where the language has a number, and null where it has NaN.
  return Number.isNaN(time) ? null : new Date(time);
};
DateLoose.today = () => new Date(new Date().setHours(0, 0, 0, 0));
const prototype = Date.prototype as unknown as Loose;
const nativeToString = Date.prototype.toString;
prototype.toISOString = function (this: Date) {
  return `"${nativeToString.call(this)}"`;
};
prototype.toString = function (this: Date, format?: string) {
  return format ? `as ${format}` : nativeToString.call(this);
};
prototype.add = function (this: Date, milliseconds: number) {
  this.setTime(this.getTime() + milliseconds);
  return this;
};

introduce();
