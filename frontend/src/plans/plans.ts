// The bed manager's list by keyboard: up and down choose a line, 1 does the usual next step, 2 opens the others, + adds, 0 undoes. And what is
// unfolded stays unfolded when the page renews itself.

type Deed = { readonly move: 1 | -1 } | { readonly press: string; readonly inLine: boolean } | { readonly open: string };

const DEEDS: Readonly<Record<string, Deed>> = {
  ArrowDown: { move: 1 },
  j: { move: 1 },
  ArrowUp: { move: -1 },
  k: { move: -1 },
  "1": { press: "[data-plan-first]", inLine: true },
  "2": { press: "[data-plan-more]", inLine: true },
  "+": { open: "[data-plan-add]" },
  "=": { open: "[data-plan-add]" },
  "0": { press: "[data-plan-undo]", inLine: false },
};

export function deedOf(key: string): Deed | undefined {
  return Object.hasOwn(DEEDS, key) ? DEEDS[key] : undefined;
}

/** The place of the next line: the first or last when none is chosen, and no further than the ends. */
export function nextPlace(here: number, step: 1 | -1, count: number): number {
  if (count === 0) return -1;
  if (here < 0) return step > 0 ? 0 : count - 1;
  return Math.min(count - 1, Math.max(0, here + step));
}

function lines(main: HTMLElement): HTMLElement[] {
  return [...main.querySelectorAll<HTMLElement>("[data-plan]")].filter((line) => line.querySelector("button, summary") !== null && line.offsetParent !== null);
}

function move(main: HTMLElement, step: 1 | -1): void {
  const all = lines(main);
  const line = all[nextPlace(all.findIndex((one) => one.contains(document.activeElement)), step, all.length)];
  line?.querySelector<HTMLElement>("button, summary")?.focus();
  line?.scrollIntoView({ block: "nearest" });
}

function press(main: HTMLElement, deed: { press: string; inLine: boolean }): boolean {
  const within = deed.inLine ? document.activeElement?.closest("[data-plan]") : main;
  const button = within?.querySelector<HTMLElement>(deed.press);
  button?.focus();
  button?.click();
  return button != null;
}

/** Unfolds a choice and goes to its first link. */
function open(main: HTMLElement, choice: string): boolean {
  const details = main.querySelector<HTMLDetailsElement>(choice);
  if (!details) return false;
  details.open = true;
  details.querySelector<HTMLElement>("a")?.focus();
  return true;
}

/** The parts that are unfolded, by their ids. */
function unfolded(part: Element): string[] {
  return [...part.querySelectorAll<HTMLDetailsElement>("details[open][id]")].map((one) => one.id);
}

function keepUnfolded(): void {
  let before: { open: string[]; shut: string[] } | undefined;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.target as Element;
    if (part.id !== "plans") return;
    const all = [...part.querySelectorAll("details[id]")].map((one) => one.id);
    const open = unfolded(part);
    before = { open, shut: all.filter((id) => !open.includes(id)) };
  });
  document.addEventListener("htmx:afterSettle", () => {
    const kept = before;
    before = undefined;
    kept?.open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    kept?.shut.forEach((id) => document.getElementById(id)?.removeAttribute("open"));
  });
}

export function startPlans(main: HTMLElement): void {
  keepUnfolded();
  document.addEventListener("keydown", (event) => {
    const target = event.target as Element;
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input, select, textarea, [contenteditable]")) return;
    const deed = deedOf(event.key);
    if (!deed) return;
    if ("move" in deed) move(main, deed.move);
    else if (!("open" in deed ? open(main, deed.open) : press(main, deed))) return;
    event.preventDefault();
  });
}
