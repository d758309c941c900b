// The board by keyboard: up and down choose a card, + and − change it; space and Enter press the chosen button by themselves.

import { Card, type TapKind } from "./card";

export type KeyDeed = { readonly move: 1 | -1 } | { readonly tap: TapKind };

const DEEDS: Readonly<Record<string, KeyDeed>> = {
  ArrowDown: { move: 1 },
  j: { move: 1 },
  ArrowUp: { move: -1 },
  k: { move: -1 },
  "+": { tap: "plus" },
  "=": { tap: "plus" },
  "-": { tap: "minus" },
  "−": { tap: "minus" },
  _: { tap: "minus" },
};

export function deedOf(key: string): KeyDeed | undefined {
  return Object.hasOwn(DEEDS, key) ? DEEDS[key] : undefined;
}

function move(board: HTMLElement, step: 1 | -1): void {
  const cards = [...board.querySelectorAll<HTMLElement>("[data-ward]")];
  const here = cards.findIndex((card) => card.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : cards.length - 1) : here + step;
  const card = Card.of(cards[next] ?? null);
  card?.button("same")?.focus();
  card?.element.scrollIntoView({ block: "nearest" });
}

export function startKeys(board: HTMLElement): void {
  document.addEventListener("keydown", (event) => {
    const target = event.target as Element;
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input, select, textarea, [contenteditable]")) return;
    const deed = deedOf(event.key);
    if (!deed) return;
    const card = Card.of(document.activeElement);
    if ("move" in deed) move(board, deed.move);
    else if (card) card.button(deed.tap)?.click();
    else return;
    event.preventDefault();
  });
}
