import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Demo } from "../../demo-server/demo.ts";

const BASE_THEME: Readonly<Record<string, string>> = {
  "manifest.json": JSON.stringify({
    name: "Fixture",
    version: "1.0.0",
    api_version: 4,
    settings: [
      {
        label: "Settings",
        variables: [
          { identifier: "brand_color", type: "color", label: "Color", value: "#123456" },
          { identifier: "todo_api_origin", type: "text", label: "API", value: "https://todo.example.com" },
          { identifier: "wide", type: "checkbox", label: "Wide", value: false },
          { identifier: "logo", type: "file", label: "Logo" },
        ],
      },
    ],
  }),
  "script.js": "window.themeScriptRan = true;",
  "style.css": "a { color: $brand_color; background: url($assets-dot-svg); }",
  "assets/dot.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
  "settings/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'><title>logo</title></svg>",
  "templates/document_head.hbs": "<meta name='theme' content='fixture'>",
  "templates/header.hbs": "<header>{{#if signed_in}}{{user.name}}{{else}}nobody{{/if}}</header>",
  "templates/footer.hbs": "<footer>{{current_locale.name}}</footer>",
  "templates/home_page.hbs": "<h1>{{help_center.name}}</h1>{{settings.todo_api_origin}} {{settings.logo}}",
  "templates/error_page.hbs": "<p>{{error}}</p>",
  "templates/custom_pages/hello.hbs": "<p>Hello from a custom page</p>",
};

/** A small theme in a folder of its own, with some files replaced, added, or left out (`undefined`). */
export async function writeTheme(changes: Readonly<Record<string, string | undefined>> = {}): Promise<string> {
  const directory = await temporaryDirectory();
  for (const [file, content] of Object.entries({ ...BASE_THEME, ...changes })) {
    if (content === undefined) continue;
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), content);
  }
  return directory;
}

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "hc-jwt-demo-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** The headers of a browser in which this user is signed in. */
export function signedIn(demo: Demo, userIndex = 0): { Cookie: string } {
  const user = demo.helpCenter.users[userIndex];
  if (!user) throw new RangeError(`There are ${demo.helpCenter.users.length} users.`);
  const { name, value } = demo.helpCenter.signIn(user.id);
  return { Cookie: `${name}=${value}` };
}

export function requestToken(demo: Demo, headers: Record<string, string> = signedIn(demo)): Promise<Response> {
  return fetch(`${demo.helpCenter.origin}/api/v2/help_center/integration/token`, { headers, redirect: "manual" });
}

export async function newToken(demo: Demo, userIndex = 0): Promise<string> {
  const response = await requestToken(demo, signedIn(demo, userIndex));
  const { token } = (await response.json()) as { token: string };
  return token;
}

/** A call to the to-do API as a page of the help center makes it. */
export function callApi(demo: Demo, path: string, token?: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers({
    Origin: demo.helpCenter.origin,
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
  });
  if (init.body !== undefined) headers.set("Content-Type", "application/json");
  return fetch(`${demo.api.origin}${path}`, { redirect: "manual", ...init, headers });
}

export async function page(demo: Demo, path: string, headers: Record<string, string> = {}): Promise<string> {
  return (await fetch(demo.helpCenter.origin + path, { headers })).text();
}

// biome-ignore lint/suspicious/noExplicitAny: the tests assert what the JSON holds
export type Json = any;
