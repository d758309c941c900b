// What a refresh changed wears a mark for ten seconds; it does not flash. Compares `data-mark` by `data-key`.

export const MARKED_MS = 10_000;

/** Keys whose mark is new or other than before. A list that was empty before marks nothing. */
export function changedKeys(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  if (before.size === 0) return [];
  return [...after].filter(([key, mark]) => before.get(key) !== mark).map(([key]) => key);
}

function keyed(root: Element): HTMLElement[] {
  const inside = [...root.querySelectorAll<HTMLElement>("[data-key]")];
  return root instanceof HTMLElement && root.dataset.key !== undefined ? [root, ...inside] : inside;
}

function marksOf(root: Element): Map<string, string> {
  return new Map(keyed(root).map((element) => [element.dataset.key ?? "", element.dataset.mark ?? ""]));
}

const untilMs = new Map<string, number>();

function wear(element: HTMLElement, now: number): void {
  const end = untilMs.get(element.dataset.key ?? "");
  if (end === undefined) return;
  if (end <= now) {
    untilMs.delete(element.dataset.key ?? "");
    return;
  }
  element.classList.add("is-new");
  setTimeout(() => element.classList.remove("is-new"), end - now);
}

/** Watches the swaps of live parts. */
export function startMarks(): void {
  const before = new Map<string, Map<string, string>>();
  document.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.target as Element;
    if (target.id !== "" && target.matches("[data-live-topic]")) before.set(target.id, marksOf(target));
  });
  document.addEventListener("htmx:load", (event) => {
    const root = event.target as Element;
    const was = before.get(root.id);
    if (!was) return;
    before.delete(root.id);
    const now = performance.now();
    changedKeys(was, marksOf(root)).forEach((key) => untilMs.set(key, now + MARKED_MS));
    keyed(root).forEach((element) => wear(element, now));
  });
}
