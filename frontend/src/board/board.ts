// The ward board: a tap shows at once, waits in the outbox, and is sent as soon as the server can be reached.

import htmx from "htmx.org";
import { say, type Words } from "../words";
import { afterTap, Card, type SaveState, type TapKind, versionIn } from "./card";
import { startKeys } from "./keys";
import { pauseMs } from "../live/line";
import { Outbox, type Tap } from "./outbox";
import { sendTap, type Answer } from "./send";

const SAVED_SHOWN_MS = 10_000;

function shelf(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function freshKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  // Plain http on a LAN has no randomUUID; random bytes it has.
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What htmx tells of an answer before it is put in its place. */
interface AnswerDetail {
  shouldSwap: boolean;
  serverResponse: string;
}

class Board {
  private readonly outbox: Outbox;
  private readonly saves = new Map<string, SaveState>();
  private sending = false;
  /** Somebody asked to send while it was being sent: perhaps the line came back just then. */
  private askedAgain = false;
  private failures = 0;
  private isShowPlanned = false;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly words: Words,
  ) {
    this.outbox = new Outbox(shelf(), `sigap-outbox:${root.dataset.outbox ?? ""}`);
  }

  start(): void {
    startKeys(this.root);
    this.root.addEventListener("submit", (event) => this.onSubmit(event as SubmitEvent));
    document.addEventListener("htmx:beforeSwap", (event) => this.onAnswer(event as CustomEvent<AnswerDetail>));
    document.addEventListener("htmx:load", () => this.showSoon());
    addEventListener("online", () => {
      this.failures = 0;
      void this.drain();
    });
    addEventListener("storage", () => {
      this.show();
      void this.drain();
    });
    document.addEventListener("sigap:beat", () => void this.drain());
    this.show();
    void this.drain();
  }

  /** An answer that was asked before the taps of a card arrived must not set its number back. */
  private onAnswer(event: CustomEvent<AnswerDetail>): void {
    if (event.target === this.root) {
      event.detail.shouldSwap = false;
      this.merge(event.detail.serverResponse);
      return;
    }
    const card = Card.of(event.target as Element);
    const late = card !== null && versionIn(event.detail.serverResponse) < card.version;
    if (card && (late || this.outbox.waits(card.id))) event.detail.shouldSwap = false;
  }

  /** All cards as they are now: those that came or went, and what is newer. The others keep their place under the finger. */
  private merge(html: string): void {
    const fresh = [...new DOMParser().parseFromString(html, "text/html").querySelectorAll<HTMLElement>("[data-ward]")];
    const ids = new Set(fresh.map((element) => element.id));
    this.root.querySelectorAll<HTMLElement>("[data-ward]").forEach((element) => {
      if (!ids.has(element.id) && !this.outbox.waits(element.id)) element.remove();
    });
    if (fresh.length > 0) this.root.querySelector(".empty")?.remove();
    fresh.forEach((element) => {
      const there = Card.byId(element.id);
      if (!there) htmx.swap(this.root, element.outerHTML, { swapStyle: "beforeend", swapDelay: 0, settleDelay: 0 });
      else if (there.isOlderThan(new Card(element)) && !this.outbox.waits(element.id)) this.put(there, element.outerHTML);
    });
  }

  /** Puts another state of a card in its place; the button that was held stays held. */
  private put(card: Card, html: string): void {
    const held = card.element.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.tap : undefined;
    htmx.swap(card.element, html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
    if (held !== undefined) Card.byId(card.id)?.button(held as TapKind)?.focus({ preventScroll: true });
  }

  private onSubmit(event: SubmitEvent): void {
    const card = Card.of(event.target as Element);
    const kind = (event.submitter as HTMLElement | null)?.dataset.tap as TapKind | undefined;
    if (!card?.form || !kind) return;
    event.preventDefault();
    const free = afterTap(card.free, kind, card.max);
    if (kind !== "same" && free === card.free) return;
    card.showFree(free);
    this.outbox.add(this.tapOf(card, card.form, kind, free));
    this.tellSave(card.id, { key: "save_saving" });
    this.showCount();
    void this.drain();
  }

  private tapOf(card: Card, form: HTMLFormElement, kind: TapKind, free: number): Tap {
    const data = new FormData(form);
    data.set("tap", kind);
    data.set("free", String(free));
    data.set("occurred_at_ms", String(Date.now()));
    data.delete("csrf");
    const fields = [...data].map(([name, value]): [string, string] => [name, String(value)]);
    return { key: freshKey(), card: card.id, url: form.action, fields };
  }

  /** Sends what waits, oldest first, one at a time; stops at the first that cannot be sent now. */
  private async drain(): Promise<void> {
    this.askedAgain = this.sending;
    if (this.sending) return;
    this.sending = true;
    try {
      do {
        this.askedAgain = false;
        await this.sendAll();
      } while (this.askedAgain);
    } finally {
      this.sending = false;
      this.showCount();
      if (this.outbox.size > 0) this.tryLater();
    }
  }

  /** A dead spot is often over after a step: the next try comes soon, the one after it later. */
  private tryLater(): void {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.drain(), pauseMs(this.failures, Math.random()));
  }

  private async sendAll(): Promise<void> {
    this.outbox.reload();
    for (let tap = this.outbox.first; tap; tap = this.outbox.first) {
      const answer = await sendTap(tap, this.csrf(), Date.now());
      if (!this.settle(tap, answer)) {
        this.failures += 1;
        return;
      }
      this.failures = 0;
      this.outbox.reload();
    }
  }

  /** Files the answer to a tap; false when it stays in the outbox. */
  private settle(tap: Tap, answer: Answer): boolean {
    if (answer.verdict === "again" || answer.verdict === "login") {
      this.tellSave(tap.card, { key: answer.verdict === "login" ? "save_login" : "save_waiting" });
      return false;
    }
    this.outbox.drop(tap.key);
    if (answer.verdict === "refused") {
      this.tellSave(tap.card, { key: "save_refused", reason: answer.text });
      Card.byId(tap.card)?.element.dispatchEvent(new CustomEvent("sigap:refresh"));
    } else if (!this.outbox.waits(tap.card)) this.saved(tap, answer.text);
    return true;
  }

  private saved(tap: Tap, html: string): void {
    const card = Card.byId(tap.card);
    if (!card) return;
    const state: SaveState = { key: "save_saved" };
    this.saves.set(tap.card, state);
    if (html.includes("data-ward")) this.put(card, html);
    this.tellSave(tap.card, state);
    setTimeout(() => {
      if (this.saves.get(tap.card) !== state) return;
      this.saves.delete(tap.card);
      Card.byId(tap.card)?.showSave(undefined, this.words);
    }, SAVED_SHOWN_MS);
  }

  private csrf(): string {
    return document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
  }

  private tellSave(card: string, state: SaveState): void {
    this.saves.set(card, state);
    Card.byId(card)?.showSave(state, this.words);
  }

  /** Once after all swaps of a moment: a board of three hundred cards would otherwise be gone through for each of them. */
  private showSoon(): void {
    if (this.isShowPlanned) return;
    this.isShowPlanned = true;
    queueMicrotask(() => {
      this.isShowPlanned = false;
      this.show();
    });
  }

  /** After a load or a swap: what waits is shown as the nurse left it, with its state. */
  private show(): void {
    this.outbox.reload();
    this.root.querySelectorAll<HTMLElement>("[data-ward]").forEach((element) => {
      const card = new Card(element);
      const tap = this.outbox.latest(card.id);
      const free = tap?.fields.find(([name]) => name === "free")?.[1];
      if (free !== undefined) card.showFree(Number(free));
      card.showSave(this.saves.get(card.id) ?? (tap ? { key: "save_waiting" } : undefined), this.words);
    });
    this.showCount();
  }

  private showCount(): void {
    const size = this.outbox.size;
    document.querySelectorAll<HTMLElement>("[data-outbox-count]").forEach((place) => {
      place.hidden = size === 0;
      place.textContent = say(this.words, "outbox_count", { n: size });
    });
  }
}

export function startBoard(root: HTMLElement, words: Words): void {
  new Board(root, words).start();
}
