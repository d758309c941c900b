// The one script of every page. Starts the small islands; board, list and map are fetched only where a page has them.
// A page works without it: everything here makes something quicker or keeps it current.

import htmx from "htmx.org";
import { ServerClock, startAges } from "./ages";
import { startForms } from "./forms/forms";
import { startLive } from "./live/live";
import { startNear } from "./near";
import { startShare } from "./share";
import { readWords, type Words } from "./words";
import "./favicon.svg?url";
import "./icons.svg?url";

/** htmx without anything a strict Content-Security-Policy forbids, and without copies of pages kept in the browser. */
Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  timeout: 10_000,
  scrollBehavior: "instant",
});

function startMaps(words: Words): void {
  const boxes = document.querySelectorAll<HTMLElement>("[data-map]");
  if (boxes.length === 0) return;
  const seen = new IntersectionObserver((entries) => {
    entries
      .filter((entry) => entry.isIntersecting)
      .forEach(({ target }) => {
        seen.unobserve(target);
        void import("./map/map").then(({ startMap }) => startMap(target as HTMLElement, words));
      });
  });
  boxes.forEach((box) => seen.observe(box));
}

/** Where the window has room for question and answer side by side, the question stands open. */
function openWide(): void {
  if (!matchMedia("(min-width: 60rem)").matches) return;
  document.querySelectorAll<HTMLDetailsElement>("details[data-open-wide]").forEach((details) => (details.open = true));
}

function start(): void {
  const words = readWords();
  const clock = new ServerClock(Number(document.body.dataset.now ?? 0), Date.now());
  openWide();
  startAges(clock, words);
  startNear(words);
  startShare(words);
  startForms(words);
  startLive(clock, words, () => document.dispatchEvent(new CustomEvent("sigap:beat")));
  const board = document.querySelector<HTMLElement>("[data-board]");
  if (board) void import("./board/board").then(({ startBoard }) => startBoard(board, words));
  const plans = document.querySelector<HTMLElement>("[data-plans]");
  if (plans) void import("./plans/plans").then(({ startPlans }) => startPlans(plans));
  startMaps(words);
}

start();
