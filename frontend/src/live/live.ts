// The live stream of one page: asks for its topics, refreshes what changed, keeps badge and clock true.

import type { ServerClock } from "../ages";
import type { Words } from "../words";
import { showBadge } from "./badge";
import { connect } from "./connect";
import type { News } from "./hub";
import { Line } from "./line";
import { startMarks } from "./marks";
import { refreshParts, startRefresh } from "./refresh";

/** What the page asks for: `data-live-ask` speaks for all parts inside it, so that a board of 300 wards asks for one hospital. */
function topicsOnPage(): string[] {
  const asks = [...document.querySelectorAll<HTMLElement>("[data-live-ask]")].map((element) => element.dataset.liveAsk ?? "");
  const parts = [...document.querySelectorAll<HTMLElement>("[data-live-topic]")].filter((part) => !part.closest("[data-live-ask]"));
  const all = [...asks, ...parts.map((part) => part.dataset.liveTopic ?? "")].flatMap((topics) => topics.split(/\s+/));
  return [...new Set(all)].filter((topic) => topic !== "").sort();
}

/** Starts the stream when the page has something live; `onBeat` hears that the server is there. */
export function startLive(clock: ServerClock, words: Words, onBeat: () => void): void {
  const url = document.body.dataset.liveUrl ?? "/live";
  if (url === "" || typeof EventSource === "undefined" || topicsOnPage().length === 0) return;
  const line = new Line();
  const show = (): void => showBadge(line.view(Date.now()), words);

  // What this page shows: it was built after change number `seen`, and heard of all since. A part that is asked for now
  // may be built before the next change, so a stream for its topics begins there (`shown`).
  let seen = Number(document.body.dataset.liveSeen) || 0;
  let shown = seen;

  const hear = (news: News): void => {
    if (news.kind === "lost") line.lost();
    else {
      line.heard(Date.now());
      seen = news.seen;
    }
    if (news.kind === "beat") {
      clock.set(news.serverMs, Date.now());
      wire.ask({ kind: "here" });
      onBeat();
    } else if (news.kind === "change") refreshParts(news.topics);
    else if (news.kind === "resync") refreshParts(null);
    show();
  };
  const wire = connect(hear);

  let asked = "";
  const hello = (): void => {
    const topics = topicsOnPage();
    asked = topics.join(" ");
    wire.ask({ kind: "hello", url: new URL(url, location.href).href, topics, seen: shown || seen });
    shown = 0;
  };
  hello();
  setInterval(show, 1_000);
  startRefresh();
  startMarks();

  document.addEventListener("htmx:beforeRequest", () => {
    shown ||= seen;
  });
  document.addEventListener("htmx:load", () => {
    if (topicsOnPage().join(" ") !== asked) hello();
    else shown = 0;
  });
  addEventListener("pagehide", () => wire.ask({ kind: "bye" }));
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    hello();
    refreshParts(null);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      hello();
      if (wire.ownStream) refreshParts(null);
    } else if (wire.ownStream) wire.ask({ kind: "bye" });
  });
  addEventListener("offline", () => hear({ kind: "lost" }));
}
