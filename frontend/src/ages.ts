// Ages of numbers: keeps "6 mnt lalu" true while the page stays open, and turns a number old when its time is over, even offline.

import { say, type Words } from "./words";

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;
const EVERY_MS = 10_000;

/**
 * The server's clock as seen from this device.
 *
 * Until the first beat the device is believed unless the page was made later than the device thinks it is: a page out of a
 * cache must look too old rather than too fresh.
 */
export class ServerClock {
  private offsetMs: number;

  constructor(pageMadeMs: number, deviceMs: number) {
    this.offsetMs = pageMadeMs > deviceMs ? pageMadeMs - deviceMs : 0;
  }

  /** A beat told the server's time. */
  set(serverMs: number, deviceMs: number): void {
    this.offsetMs = serverMs - deviceMs;
  }

  now(deviceMs: number): number {
    return deviceMs + this.offsetMs;
  }
}

/** Seconds in words: `age_…` ("6 mnt lalu") or `span_…` ("6 mnt"). The future counts as now, as on the server. */
export function ageWords(seconds: number, words: Words, kind: "age" | "span" = "age"): string {
  if (seconds < MINUTE_S) return say(words, `${kind}_now`);
  if (seconds < HOUR_S) return say(words, `${kind}_min`, { n: Math.floor(seconds / MINUTE_S) });
  if (seconds < DAY_S) return say(words, `${kind}_hour`, { n: Math.floor(seconds / HOUR_S) });
  return say(words, `${kind}_day`, { n: Math.floor(seconds / DAY_S) });
}

function showAge(time: HTMLTimeElement, nowMs: number, words: Words): void {
  const at = Date.parse(time.dateTime);
  if (Number.isNaN(at)) return;
  const text = ageWords((nowMs - at) / 1000, words, time.dataset.age === "short" ? "span" : "age");
  if (text !== "" && time.textContent !== text) time.textContent = text;
}

function expire(element: HTMLElement, nowMs: number, words: Words): void {
  const until = Date.parse(element.dataset.expires ?? "");
  if (Number.isNaN(until) || nowMs < until) return;
  element.removeAttribute("data-expires");
  element.dataset.state = "old";
  const age = element.querySelector("time[data-age]")?.textContent ?? "";
  const text = say(words, "old_counted", { age });
  element.querySelectorAll<HTMLElement>(".state").forEach((state) => {
    state.dataset.state = "old";
    if (text !== "") state.textContent = text;
  });
}

/** Brings every age and every expiry below `root` up to date. */
export function refreshAges(root: ParentNode, nowMs: number, words: Words): void {
  root.querySelectorAll<HTMLTimeElement>("time[data-age]").forEach((time) => showAge(time, nowMs, words));
  root.querySelectorAll<HTMLElement>("[data-expires]").forEach((element) => expire(element, nowMs, words));
}

/** Keeps the page's ages current from now on. */
export function startAges(clock: ServerClock, words: Words): void {
  const tick = (): void => refreshAges(document, clock.now(Date.now()), words);
  tick();
  setInterval(tick, EVERY_MS);
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("htmx:load", tick);
}
