// The state of the line to the server: live, delayed or offline. Pure: told what happened and when, asked what to show.

/** The server beats every 10 s; this long without a word and the badge says how long. */
export const LATE_AFTER_MS = 15_000;
/** This long without a word and the connection is taken for dead and opened anew. */
export const DEAD_AFTER_MS = 45_000;

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

export type LineView = { readonly kind: "wait" | "on" | "off" } | { readonly kind: "late"; readonly seconds: number };

export class Line {
  private heardMs: number | null = null;
  private up = false;

  /** Anything arrived: a beat, a change, a resync. */
  heard(nowMs: number): void {
    this.heardMs = nowMs;
    this.up = true;
  }

  /** The connection is gone. */
  lost(): void {
    this.up = false;
    this.heardMs ??= 0;
  }

  view(nowMs: number): LineView {
    if (this.heardMs === null) return { kind: "wait" };
    if (!this.up) return { kind: "off" };
    const silentMs = nowMs - this.heardMs;
    return silentMs > LATE_AFTER_MS ? { kind: "late", seconds: Math.floor(silentMs / 1000) } : { kind: "on" };
  }
}

/** Milliseconds before attempt `attempt` (0 = first): doubling, at most 30 s, scattered so that a restart does not meet every browser at once. */
export function pauseMs(attempt: number, chance: number): number {
  const full = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempt, 5));
  return Math.round(full * (0.5 + chance / 2));
}
