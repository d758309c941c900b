// The badge: live · delayed 12 s · offline. The shape is the style sheet's; here only state and word.

import { say, type Words } from "../words";
import type { LineView } from "./line";

function word(view: LineView, words: Words): string {
  if (view.kind === "late") return say(words, "live_late", { n: view.seconds });
  return view.kind === "wait" ? "" : say(words, `live_${view.kind}`);
}

/** Shows the state on every badge of the page. The long sentence is the badge's title while offline. */
export function showBadge(view: LineView, words: Words): void {
  const text = word(view, words);
  document.querySelectorAll<HTMLElement>("[data-live-badge]").forEach((badge) => {
    badge.hidden = view.kind === "wait";
    badge.dataset.state = view.kind;
    badge.title = view.kind === "off" ? say(words, "live_off_long") : "";
    const place = badge.querySelector("[data-live-word]");
    if (place && place.textContent !== text) place.textContent = text;
  });
}
