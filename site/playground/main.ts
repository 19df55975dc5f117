// The playground's page: choose a story, edit its code, run it, see what happened.
import { startServiceWorker } from "./service-worker.ts";
import { createSession, type Session } from "./session.ts";
import { type Story, storyOf } from "./stories.ts";
import { summaryOf } from "./timeline/rows.ts";
import { byId } from "./view/dom.ts";
import { renderResults, renderState } from "./view/result.ts";
import { renderStories, renderStory } from "./view/stories.ts";
import { renderTimeline } from "./view/timeline.ts";
import { renderToken } from "./view/token.ts";

const code = byId<HTMLTextAreaElement>("code");
let session: Session | undefined;
let runs = 0;
let isRunning = false;

/** Milliseconds between two pictures: an age in seconds and a bar that grows need no more. */
const frameTime = 100;

function render(): void {
  if (!session) return;
  renderTimeline(session.log.spans, performance.now());
  renderToken(session.world.helpCenter.issued.at(-1), Date.now());
}

let isScheduled = false;

/** Fifty calls are a hundred changes, and one picture. */
function renderSoon(): void {
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(() => {
    isScheduled = false;
    render();
  }, frameTime / 4);
}

/** Starts a story over, in a world and a page of their own. */
async function tell(story: Story, { isRun }: { isRun: boolean }): Promise<void> {
  const started: Session = createSession(story, byId("theme-page"), () => {
    if (session === started) renderSoon();
  });
  session = started;
  byId("result").dataset.story = story.name;
  renderResults([]);
  render();
  if (isRun) return run();
  await attempt("preparing", "The page loads…", async (isCurrent) => {
    await started.prepare();
    if (isCurrent()) renderState("ready", "Ready. Press Run.");
  });
}

async function run(): Promise<void> {
  const current = session;
  if (!current) return;
  await attempt("running", "Running…", async (isCurrent) => {
    const results = await current.run(code.value);
    if (!isCurrent()) return;
    render();
    const isError = results.some((result) => result.isError);
    // Screen readers read them in this order. The summary stands for the timeline, which changes too often to be read aloud.
    renderState("done", `${isError ? "Rejected" : "Done"}: ${summaryOf(current.log.spans)}.`);
    renderResults(results);
  });
}

/** Whoever presses a button while a run is under way has left that run. */
async function attempt(
  state: "preparing" | "running",
  text: string,
  work: (isCurrent: () => boolean) => Promise<void>,
): Promise<void> {
  const number = ++runs;
  isRunning = true;
  byId("unsupported").hidden = true;
  renderState(state, text);
  try {
    await work(() => number === runs);
  } catch (error) {
    if (number === runs) refuse(error instanceof Error ? error.message : String(error));
  } finally {
    if (number === runs) isRunning = false;
  }
}

/** The page cannot work here. */
function refuse(reason: string): void {
  byId("unsupported").hidden = false;
  byId("unsupported-reason").textContent = reason;
  renderState("unsupported", "Nothing can be run here.");
}

function choose(story: Story): void {
  const hash = `#story=${story.name}`;
  if (location.hash === hash) show();
  // `hashchange` follows.
  else location.hash = hash;
}

function show(): void {
  const story = storyOf(location.hash);
  renderStory(story);
  // A page without a story in its address waits for the reader.
  void tell(story, { isRun: location.hash !== "" });
}

function runAgain(): void {
  if (!session) return;
  // The time since the run before would be most of the time axis.
  session.log.clear();
  // Several page loads are a story from its start, with the reader's code; so is a run that has not ended, whose calls would
  // otherwise be counted with those of the next.
  const hasSeveralLoads = session.story.visits && session.story.visits.length > 1;
  if (isRunning || hasSeveralLoads) void tell(session.story, { isRun: true });
  else void run();
}

async function start(): Promise<void> {
  try {
    await startServiceWorker();
  } catch (error) {
    // The stories can still be read.
    addEventListener("hashchange", () => renderStory(storyOf(location.hash)));
    return refuse((error as Error).message);
  }
  byId("run").addEventListener("click", runAgain);
  code.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    runAgain();
  });
  addEventListener("hashchange", show);
  setInterval(() => {
    if (isRunning) render();
    else renderToken(session?.world.helpCenter.issued.at(-1), Date.now());
  }, frameTime);
  show();
}

// The link's own `#code` would be an address without a story, which starts the first one over.
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  code.focus();
});
renderStories(choose);
renderStory(storyOf(location.hash));
void start();
