import { type Story, stories } from "../stories.ts";
import { byId, element } from "./dom.ts";

/** The buttons, in their groups. */
export function renderStories(onChoice: (story: Story) => void): void {
  const groups = [...new Set(stories.map(({ group }) => group))];
  byId("stories").replaceChildren(
    ...groups.map((group, index) => {
      const id = `group-${index}`;
      const buttons = stories
        .filter((story) => story.group === group)
        .map((story) => {
          const button = element("button", { type: "button", "data-story": story.name }, story.title);
          button.addEventListener("click", () => onChoice(story));
          // On a phone browsers leave a button that Tab reaches half beside the screen. One that is pressed must not move.
          button.addEventListener("focus", () => {
            if (button.matches(":focus-visible")) showWhole(button);
          });
          return element("li", {}, button);
        });
      return element(
        "div",
        { class: "group" },
        element("p", { id, class: "group-name" }, group),
        element("ul", { "aria-labelledby": id }, ...buttons),
      );
    }),
  );
}

/** On a phone the buttons are a strip, and this one may be beside the screen. */
const showWhole = (button: HTMLElement) => button.scrollIntoView({ block: "nearest", inline: "center" });

/** Marks the story that is shown, with its text and its code. */
export function renderStory(story: Story): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-story]")) {
    if (button.dataset.story === story.name) {
      button.setAttribute("aria-current", "true");
      showWhole(button);
    } else button.removeAttribute("aria-current");
  }
  byId("story-title").textContent = story.title;
  byId("story-text").textContent = story.text;
  const code = byId<HTMLTextAreaElement>("code");
  code.value = story.code;
  code.rows = Math.max(10, story.code.split("\n").length + 1);
}
