// When a part of the page may be refreshed: at most four times a second, not while hidden, not while somebody types in it.
// Fires `sigap:refresh` on the part; htmx fetches and swaps it.

/** At most this often a part, as the server promises no more either. */
export const GAP_MS = 250;
const AGAIN_MS = 5_000;
const TYPING = "input:not([type=radio]):not([type=checkbox]), select, textarea, [contenteditable]";

/** Whether a change of `changed` concerns an element with these topics. */
export function concerns(elementTopics: string, changed: readonly string[]): boolean {
  return elementTopics.split(/\s+/).some((topic) => changed.includes(topic));
}

/** Milliseconds to wait before the next refresh of a part that was last refreshed at `lastMs`. */
export function waitMs(lastMs: number | undefined, nowMs: number): number {
  return lastMs === undefined ? 0 : Math.max(0, lastMs + GAP_MS - nowMs);
}

const last = new Map<string, number>();
const planned = new Set<string>();
const owed = new Set<string>();

function isBusy(element: Element): boolean {
  const active = document.activeElement;
  return active !== null && element !== active && element.contains(active) && active.matches(TYPING);
}

function fire(id: string): void {
  planned.delete(id);
  const element = document.getElementById(id);
  if (!element) return;
  if (document.hidden || isBusy(element)) {
    owed.add(id);
    return;
  }
  owed.delete(id);
  last.set(id, performance.now());
  element.dispatchEvent(new CustomEvent("sigap:refresh"));
}

function plan(element: Element, afterMs = 0): void {
  const id = element.id;
  if (id === "" || planned.has(id)) return;
  planned.add(id);
  setTimeout(() => fire(id), Math.max(afterMs, waitMs(last.get(id), performance.now())));
}

/** Refreshes the parts that the changed topics concern; all parts when `changed` is null, those inside another with it. */
export function refreshParts(changed: readonly string[] | null): void {
  const known = new Set<string>();
  document.querySelectorAll<HTMLElement>("[data-live-topic]").forEach((part) => {
    const topics = part.dataset.liveTopic ?? "";
    topics.split(/\s+/).forEach((topic) => known.add(topic));
    const isWithin = part.parentElement?.closest("[data-live-topic][data-live-ask]") != null;
    if (changed === null ? !isWithin : concerns(topics, changed)) plan(part);
  });
  // Something that this page does not show yet: whoever speaks for all of its kind is asked.
  const unknown = changed?.filter((topic) => !known.has(topic)) ?? [];
  document.querySelectorAll<HTMLElement>("[data-live-topic][data-live-ask]").forEach((whole) => {
    if (unknown.some((topic) => topic.startsWith(whole.dataset.liveAsk ?? " "))) plan(whole);
  });
}

function payDebts(): void {
  [...owed].forEach((id) => {
    const element = document.getElementById(id);
    if (element) plan(element);
    else owed.delete(id);
  });
}

/** Debts are paid when the page is seen again or the field is left; a failed fetch is tried again. */
export function startRefresh(): void {
  document.addEventListener("visibilitychange", payDebts);
  document.addEventListener("focusout", () => setTimeout(payDebts));
  const failed = (event: Event): void => {
    const element = (event as CustomEvent<{ elt?: Element }>).detail.elt;
    if (element?.matches("[data-live-topic]")) plan(element, AGAIN_MS * (1 + Math.random()));
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
}
