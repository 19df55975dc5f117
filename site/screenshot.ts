// Takes the README's picture: the demo's to-do list, as its first user sees it. `npm run docs:picture`
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Demo, startDemo } from "../demo-server/demo.ts";
import { chromiumDriver, launchChromium } from "../test/helpers/browsers/chromium.ts";

const picture = fileURLToPath(new URL("../docs/images/demo.png", import.meta.url));
const toDos = ["Oil the chain", "Book the ferry to Røros", "Pack the repair kit"];

async function takePicture(demo: Demo): Promise<void> {
  const executable = chromiumDriver.find();
  if (!executable) throw new Error(`Chromium is not on this machine: ${chromiumDriver.hint}.`);
  const browser = await launchChromium(executable, ["--force-color-profile=srgb"]);
  try {
    const context = await browser.newContext({ viewport: { width: 880, height: 670 }, colorScheme: "light" });
    const [user] = demo.helpCenter.users;
    if (!user) throw new Error("The demo has no users.");
    await context.addCookies([demo.helpCenter.signIn(user.id)]);
    const page = await context.newPage();
    await page.goto(`${demo.helpCenter.origin}/hc/en-us/p/todo_list`);
    for (const title of toDos) {
      await page.fill("#todo-title", title);
      await page.press("#todo-title", "Enter");
      await page.waitForSelector(`#todo-items li >> text=${title}`);
    }
    await page.locator("#todo-items li input").first().check();
    // What belongs to the demo and to no help center.
    await page.locator("#demo-bar").evaluateAll((bars) => bars.map((bar) => bar.remove()));
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: picture, animations: "disabled", caret: "hide" });
  } finally {
    await browser.close();
  }
}

await mkdir(fileURLToPath(new URL(".", `file://${picture}`)), { recursive: true });
const demo = await startDemo();
try {
  await takePicture(demo);
} finally {
  await demo.close();
}
