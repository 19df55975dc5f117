import type { Mutant } from "./report.ts";

/** A mutant that no test can notice, as the code with it does the same. */
export interface Survivor extends Mutant {
  readonly why: string;
}

export const survivors: readonly Survivor[] = [
  {
    file: "origins.ts",
    original: String.raw`const secure = /^https:|^http:\/\/(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;`,
    mutant: String.raw`const secure = /https:|^http:\/\/(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;`,
    why: "An origin has one scheme, at its beginning.",
  },
  {
    file: "origins.ts",
    original: String.raw`const secure = /^https:|^http:\/\/(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;`,
    mutant: String.raw`const secure = /^https:|http:\/\/(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;`,
    why: "The same.",
  },
  {
    file: "token/storage.ts",
    original: `const [storedVisitorId, storedUrl, jwt, exp, lifetime, storedAt] = JSON.parse(sessionStorage.getItem(key) || "[]");`,
    mutant: `const [storedVisitorId, storedUrl, jwt, exp, lifetime, storedAt] = JSON.parse(sessionStorage.getItem(key) || "");`,
    why: "What it would throw is caught right there. Without an exception it is quicker, and no different.",
  },
  {
    file: "origins.ts",
    original: String.raw`destination.endsWith(suffix) && /^https:\/\/[^./:]+$/.test(destination.slice(0, -suffix.length));`,
    mutant: String.raw`destination.endsWith(suffix) && /https:\/\/[^./:]+$/.test(destination.slice(0, -suffix.length));`,
    why: "What is tested begins as an origin does, so a second `https:` cannot be in it.",
  },
  {
    file: "origins.ts",
    original: "} catch { return undefined; }",
    mutant: "} catch {}",
    why: "A function without `return` gives `undefined`.",
  },
  {
    file: "page/try-or-undefined.ts",
    original: "} catch { return undefined; }",
    mutant: "} catch {}",
    why: "A function without `return` gives `undefined`.",
  },
  {
    file: "diagnose/token.ts",
    original: "} catch { return undefined; }",
    mutant: "} catch {}",
    why: "A function without `return` gives `undefined`.",
  },
  {
    file: "page/visitor.ts",
    original: "} catch { // A cross-origin frame of that name throws on access. return undefined; }",
    mutant: "} catch {}",
    why: "A function without `return` gives `undefined`.",
  },
  {
    file: "page/visitor.ts",
    original: "const visitor = (globalThis as { HelpCenter?: { user?: HelpCenterUser } }).HelpCenter?.user;",
    mutant: "const visitor = (globalThis as { HelpCenter?: { user?: HelpCenterUser; }; }).HelpCenter.user;",
    why: "What it would throw is caught right there. The guard spares each call of a page without `HelpCenter` an exception.",
  },
  {
    file: "diagnose/token.ts",
    original: 'if (typeof user?.role !== "string" || !user.role) return undefined;',
    mutant: 'if (typeof user.role !== "string" || !user.role) return undefined;',
    why: "What it would throw is caught right there.",
  },
  {
    file: "diagnose/token.ts",
    original: "if (!page || !/^https?:$/.test(page.protocol) || url?.origin !== page.origin) {",
    mutant: "if (!page || !/^https?:/.test(page.protocol) || url?.origin !== page.origin) {",
    why: "A `protocol` has one colon, at its end.",
  },
  {
    file: "diagnose/token.ts",
    original: 'if (body === undefined || typeof answer === "string") {',
    mutant: "if (body === undefined || false) {",
    why: "Where there is no answer there is no body: it is asked for the type checker.",
  },
  {
    file: "diagnose/token.ts",
    original: 'if (body === undefined || typeof answer === "string") {',
    mutant: 'if (body === undefined || typeof answer === "") {',
    why: "The same.",
  },
  {
    file: "diagnose/token-steps.ts",
    original:
      'const date = typeof answer === "string" ? Number.NaN : parseDate(answer.response.headers.get("date") ?? "");',
    mutant:
      'const date = typeof answer === "string" ? Number.NaN : parseDate(answer.response.headers.get("date") ?? "Stryker was here!");',
    why: "Neither is a date.",
  },
  {
    file: "diagnose/token-steps.ts",
    original: 'if (typeof answer === "string" || Number.isNaN(date)) {',
    mutant: "if (false || Number.isNaN(date)) {",
    why: "Where there is no answer there is no date: it is asked for the type checker.",
  },
  {
    file: "diagnose/token-steps.ts",
    original: 'if (typeof answer === "string" || Number.isNaN(date)) {',
    mutant: 'if (typeof answer === "" || Number.isNaN(date)) {',
    why: "The same.",
  },
  {
    file: "diagnose/destination.ts",
    original: "} catch { return false; }",
    mutant: "} catch {}",
    why: "`undefined` is as false; and what it is for, a client of another version that judges otherwise, is none of these sources.",
  },
  {
    file: "diagnose/destination.ts",
    original: "return false;",
    mutant: "return true;",
    why: "Reached only with a client of another version that judges otherwise.",
  },
  {
    file: "diagnose/destination.ts",
    original: "return completed([], reason);",
    mutant: 'return completed(["Stryker was here"], reason);',
    why: "Steps are looked up by name, and a text has none.",
  },
  {
    file: "testing/signer.ts",
    original: 'made ??= generateKeyPair("RS256", { modulusLength: 2048 });',
    mutant: 'made ??= generateKeyPair("RS256", {});',
    why: "The same length is jose's default.",
  },
];
