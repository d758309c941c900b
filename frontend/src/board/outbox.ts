// Taps that the server does not have yet: kept on the device in the order they were made, sent one after another.

export interface Tap {
  /** The Idempotency-Key: the same tap sent twice counts once. */
  readonly key: string;
  /** The id of the card it was made on. */
  readonly card: string;
  readonly url: string;
  readonly fields: readonly (readonly [string, string])[];
}

export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** A night's worth of taps; beyond it the oldest of a card that has a younger one gives way, since each tap states the whole number. */
export const MAX_WAITING = 500;

export class Outbox {
  private taps: Tap[];
  /** The shelf refused the last write: what it holds is behind what this page knows. */
  private shelfIsBehind = false;

  /** `name` belongs to one person: a shared phone never sends one nurse's taps as another's. */
  constructor(
    private readonly shelf: Shelf | null,
    private readonly name: string,
  ) {
    this.taps = this.read();
  }

  get size(): number {
    return this.taps.length;
  }

  get first(): Tap | undefined {
    return this.taps[0];
  }

  /** The latest waiting tap of a card: what the nurse believes to be true. */
  latest(card: string): Tap | undefined {
    return [...this.taps].reverse().find((tap) => tap.card === card);
  }

  waits(card: string): boolean {
    return this.taps.some((tap) => tap.card === card);
  }

  add(tap: Tap): void {
    this.reload();
    this.taps.push(tap);
    if (this.taps.length > MAX_WAITING) this.makeRoom();
    this.write();
  }

  drop(key: string): void {
    this.reload();
    this.taps = this.taps.filter((tap) => tap.key !== key);
    this.write();
  }

  /** Another tab of the same person may have sent or added some. */
  reload(): void {
    if (this.shelf && !this.shelfIsBehind) this.taps = this.read();
  }

  private makeRoom(): void {
    const place = this.taps.findIndex((tap, index) => this.taps.slice(index + 1).some((later) => later.card === tap.card));
    if (place >= 0) this.taps.splice(place, 1);
  }

  private read(): Tap[] {
    try {
      const kept: unknown = JSON.parse(this.shelf?.getItem(this.name) ?? "[]");
      return Array.isArray(kept) ? kept.filter(isTap) : [];
    } catch {
      return [];
    }
  }

  private write(): void {
    try {
      this.shelf?.setItem(this.name, JSON.stringify(this.taps));
      this.shelfIsBehind = false;
    } catch {
      this.shelfIsBehind = true;
      // The shelf is full or forbidden: the taps stay in this page's memory and are sent from there.
    }
  }
}

function isTap(value: unknown): value is Tap {
  const tap = value as Partial<Tap> | null;
  return typeof tap === "object" && tap !== null && typeof tap.key === "string" && typeof tap.card === "string" && typeof tap.url === "string" && Array.isArray(tap.fields);
}
