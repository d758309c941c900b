// One event stream for many pages: joins their topics, keeps the stream open, tells each page what it asked for.
// Lives in the SharedWorker, or inside the page where there is none. What pages do with the news is not its business.

import { DEAD_AFTER_MS, pauseMs } from "./line";

export type News =
  | { readonly kind: "beat"; readonly serverMs: number; readonly seen: number }
  | { readonly kind: "change"; readonly topics: readonly string[]; readonly seen: number }
  | { readonly kind: "resync"; readonly seen: number }
  | { readonly kind: "lost" };

/** `seen`: the number of the last change that the page already shows; 0 when it does not know. */
export type Ask = { readonly kind: "hello"; readonly url: string; readonly topics: readonly string[]; readonly seen: number } | { readonly kind: "here" } | { readonly kind: "bye" };

/** The part of EventSource the hub needs; tests bring their own. */
export interface Stream {
  readonly readyState: number;
  onerror: ((event: Event) => void) | null;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export interface World {
  open(url: string): Stream;
  now(): number;
  chance(): number;
  later(run: () => void, ms: number): unknown;
  cancel(timer: unknown): void;
}

export interface Page {
  tell(news: News): void;
}

const CLOSED = 2;
/** Topics of pages that open together travel in one request. */
const JOIN_MS = 30;
const WATCH_EVERY_MS = 5_000;
/** A page that answered no beat for this long is gone (crashed, frozen); it says hello again when it wakes. */
const GONE_AFTER_MS = 90_000;

interface Guest {
  topics: readonly string[];
  hereMs: number;
}

export class Hub {
  private readonly guests = new Map<Page, Guest>();
  private stream: Stream | null = null;
  private opened = new Set<string>();
  private url = "";
  /** The last change this stream told of; 0 before it told anything. */
  private seen = 0;
  /** What the pages show that greeted since the stream was opened: the oldest of it is where the next stream begins. */
  private shown: number[] = [];
  private attempt = 0;
  private heardMs = 0;
  private timer: unknown = null;
  private watch: unknown = null;

  constructor(private readonly world: World) {}

  /** A message of a page. */
  ask(page: Page, ask: Ask): void {
    if (ask.kind === "bye") this.leave(page);
    else if (ask.kind === "hello") this.welcome(page, ask);
    else {
      const guest = this.guests.get(page);
      if (guest) guest.hereMs = this.world.now();
    }
  }

  private welcome(page: Page, { url, topics, seen }: Ask & { kind: "hello" }): void {
    this.guests.set(page, { topics, hereMs: this.world.now() });
    this.url = url;
    const isKnown = topics.every((topic) => this.opened.has(topic));
    if (!this.stream || !isKnown) {
      if (seen > 0) this.shown.push(seen);
      this.openIn(JOIN_MS);
    } else if (seen > 0 && seen < this.seen) page.tell({ kind: "resync", seen: this.seen });
    this.watch ??= this.world.later(() => this.look(), WATCH_EVERY_MS);
  }

  private leave(page: Page): void {
    this.guests.delete(page);
    if (this.guests.size === 0) this.stop();
  }

  private stop(): void {
    this.stream?.close();
    this.stream = null;
    this.opened.clear();
    this.shown = [];
    this.seen = 0;
    this.world.cancel(this.timer);
    this.world.cancel(this.watch);
    this.timer = this.watch = null;
  }

  private openIn(ms: number): void {
    this.world.cancel(this.timer);
    this.timer = this.world.later(() => this.open(), ms);
  }

  private address(): string {
    const query = new URLSearchParams({ topics: [...this.opened].sort().join(",") });
    const known = [this.seen, ...this.shown].filter((number) => number > 0);
    if (known.length > 0) query.set("last", `${Math.min(...known)}`);
    return `${this.url}?${query.toString()}`;
  }

  private open(): void {
    this.timer = null;
    this.stream?.close();
    this.opened = new Set([...this.guests.values()].flatMap((guest) => guest.topics));
    const stream = this.world.open(this.address());
    this.shown = [];
    this.stream = stream;
    this.heardMs = this.world.now();
    stream.addEventListener("beat", (event) => this.hear(stream, event, (seen) => ({ kind: "beat", serverMs: Number(event.data), seen })));
    stream.addEventListener("change", (event) => this.hear(stream, event, (seen) => ({ kind: "change", topics: topicsOf(event.data), seen })));
    stream.addEventListener("resync", (event) => this.hear(stream, event, (seen) => ({ kind: "resync", seen })));
    stream.onerror = () => this.fail(stream);
  }

  private hear(stream: Stream, event: MessageEvent<string>, news: (seen: number) => News): void {
    if (stream !== this.stream) return;
    this.attempt = 0;
    this.heardMs = this.world.now();
    this.seen = Number(event.lastEventId) || this.seen;
    this.tellAll(news(this.seen));
  }

  /** The browser reconnects by itself while it can; when it gave up, we try again later. */
  private fail(stream: Stream): void {
    if (stream !== this.stream) return;
    this.tellAll({ kind: "lost" });
    if (stream.readyState === CLOSED) this.retry();
  }

  private retry(): void {
    this.openIn(pauseMs(this.attempt, this.world.chance()));
    this.attempt += 1;
  }

  private tellAll(news: News): void {
    this.guests.forEach((guest, page) => {
      const wanted = news.kind !== "change" || news.topics.some((topic) => guest.topics.some((asked) => hears(asked, topic)));
      if (wanted) page.tell(news);
    });
  }

  /** Every few seconds: pages that are gone leave; a stream that went dead without an error is opened anew. */
  private look(): void {
    const now = this.world.now();
    this.watch = this.world.later(() => this.look(), WATCH_EVERY_MS);
    this.guests.forEach((guest, page) => {
      if (now - guest.hereMs > GONE_AFTER_MS) this.leave(page);
    });
    const waiting = this.timer !== null;
    if (this.stream && !waiting && now - this.heardMs > DEAD_AFTER_MS) {
      this.heardMs = now;
      this.tellAll({ kind: "lost" });
      this.retry();
    }
  }
}

/** Whether a page that asks for this hears of that: what ends in a slash stands for all that begins so. */
function hears(asked: string, topic: string): boolean {
  return asked === topic || (asked.endsWith("/") && topic.startsWith(asked));
}

function topicsOf(data: string): readonly string[] {
  try {
    const topics: unknown = (JSON.parse(data) as { topics?: unknown }).topics;
    return Array.isArray(topics) ? topics.filter((topic): topic is string => typeof topic === "string") : [];
  } catch {
    return [];
  }
}

/** The hub's world in a browser. */
export function browserWorld(): World {
  return {
    open: (url) => new EventSource(url, { withCredentials: true }),
    now: () => Date.now(),
    chance: () => Math.random(),
    later: (run, ms) => setTimeout(run, ms),
    cancel: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  };
}
