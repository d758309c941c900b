// One ward card in the document: reads and shows its number and its saving state. Knows nothing of sending.

import { say, type Words } from "../words";

export type TapKind = "minus" | "plus" | "same";

/** The number after a tap, inside 0 and the number of beds. */
export function afterTap(free: number, kind: TapKind, max: number): number {
  if (kind === "same") return free;
  return Math.min(max, Math.max(0, free + (kind === "plus" ? 1 : -1)));
}

export interface SaveState {
  readonly key: "save_saving" | "save_saved" | "save_waiting" | "save_refused" | "save_login";
  readonly reason?: string;
}

const KIND: Readonly<Record<SaveState["key"], string>> = { save_saving: "", save_saved: "good", save_waiting: "warn", save_refused: "bad", save_login: "warn" };

/** The version of the card in an answer; without one it is newer than any. */
export function versionIn(html: string): number {
  return Number(/data-version="(\d+)"/.exec(html)?.[1] ?? Number.MAX_SAFE_INTEGER);
}

export class Card {
  constructor(readonly element: HTMLElement) {}

  static of(node: Element | null): Card | null {
    const element = node?.closest<HTMLElement>("[data-ward]");
    return element ? new Card(element) : null;
  }

  static byId(id: string): Card | null {
    return Card.of(document.getElementById(id));
  }

  get id(): string {
    return this.element.id;
  }

  /** How often its ward was reported. */
  get version(): number {
    return Number(this.element.dataset.version ?? "0");
  }

  /** Whether the other one knows a later report, or of the same one that it is overdue by now. */
  isOlderThan(other: Card): boolean {
    const { version } = this;
    return version < other.version || (version === other.version && this.element.dataset.state !== other.element.dataset.state);
  }

  get form(): HTMLFormElement | null {
    return this.element.querySelector("form");
  }

  get free(): number {
    return Number(this.element.querySelector<HTMLInputElement>("[data-free]")?.value ?? "");
  }

  get max(): number {
    const max = Number(this.form?.dataset.max ?? "");
    return this.form?.dataset.max === undefined || Number.isNaN(max) ? Number.MAX_SAFE_INTEGER : max;
  }

  button(kind: TapKind): HTMLButtonElement | null {
    return this.element.querySelector(`[data-tap=${kind}]`);
  }

  showFree(free: number): void {
    const field = this.element.querySelector<HTMLInputElement>("[data-free]");
    if (field) field.value = String(free);
    const shown = this.element.querySelector("[data-free-shown]");
    if (shown) shown.textContent = free.toLocaleString(document.documentElement.lang);
  }

  showSave(state: SaveState | undefined, words: Words): void {
    const place = this.element.querySelector<HTMLElement>("[data-save]");
    if (!place) return;
    place.textContent = state ? say(words, state.key, { reason: state.reason ?? "" }) : "";
    place.dataset.kind = state ? KIND[state.key] : "";
  }
}
