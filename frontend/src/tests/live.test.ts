// The live stream: one connection for many pages, honest about silence, back by itself after a cut.
import { beforeEach, describe, expect, it } from "vitest";
import { Hub, type News, type Page, type Stream, type World } from "../live/hub";
import { DEAD_AFTER_MS, LATE_AFTER_MS, Line, pauseMs } from "../live/line";
import { changedKeys } from "../live/marks";
import { concerns, GAP_MS, waitMs } from "../live/refresh";

class FakeStream implements Stream {
  readyState = 1;
  onerror: ((event: Event) => void) | null = null;
  private readonly ears = new Map<string, (event: MessageEvent<string>) => void>();

  constructor(readonly url: URL) {}

  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.ears.set(type, listener);
  }

  close(): void {
    this.readyState = 2;
  }

  say(type: string, data: string, lastEventId = ""): void {
    this.ears.get(type)?.({ data, lastEventId } as MessageEvent<string>);
  }

  fail(readyState: number): void {
    this.readyState = readyState;
    this.onerror?.({} as Event);
  }
}

class FakeWorld implements World {
  time = 0;
  streams: FakeStream[] = [];
  private timers: { at: number; run: () => void; id: number }[] = [];
  private ids = 0;

  open(url: string): Stream {
    const stream = new FakeStream(new URL(url));
    this.streams.push(stream);
    return stream;
  }

  now = (): number => this.time;
  chance = (): number => 1;

  later(run: () => void, ms: number): unknown {
    this.ids += 1;
    this.timers.push({ at: this.time + ms, run, id: this.ids });
    return this.ids;
  }

  cancel(id: unknown): void {
    this.timers = this.timers.filter((timer) => timer.id !== id);
  }

  pass(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.cancel(next.id);
      this.time = next.at;
      next.run();
    }
    this.time = end;
  }

  get latest(): FakeStream {
    const stream = this.streams.at(-1);
    if (!stream) throw new Error("no stream was opened");
    return stream;
  }

  get openStreams(): number {
    return this.streams.filter((stream) => stream.readyState !== 2).length;
  }
}

class FakePage implements Page {
  heard: News[] = [];
  tell(news: News): void {
    this.heard.push(news);
  }
}

const URL_LIVE = "http://sigap.invalid/live";
let world: FakeWorld;
let hub: Hub;

function visit(...topics: string[]): FakePage {
  return visitHaving(0, ...topics);
}

/** A page that was built after change number `seen`. */
function visitHaving(seen: number, ...topics: string[]): FakePage {
  const page = new FakePage();
  hub.ask(page, { kind: "hello", url: URL_LIVE, topics, seen });
  return page;
}

function last(): string | null {
  return world.latest.url.searchParams.get("last");
}

beforeEach(() => {
  world = new FakeWorld();
  hub = new Hub(world);
});

describe("one stream for all pages of a browser", () => {
  it("joins the topics of pages that open together in one request", () => {
    visit("beds");
    visit("ward:1", "beds");
    world.pass(100);
    expect(world.streams).toHaveLength(1);
    expect(world.latest.url.searchParams.get("topics")).toBe("beds,ward:1");
  });

  it("opens anew with the last id when a page brings a new topic, and not for a known one", () => {
    visit("beds", "ward:1");
    world.pass(100);
    world.latest.say("change", '{"topics":["beds"]}', "41");
    visit("ward:1");
    world.pass(100);
    expect(world.streams).toHaveLength(1);
    visit("ward:2");
    world.pass(100);
    expect(world.openStreams).toBe(1);
    expect(world.latest.url.searchParams.get("last")).toBe("41");
    expect(world.latest.url.searchParams.get("topics")).toBe("beds,ward:1,ward:2");
  });

  it("tells a page that asked for all of one hospital each part of it, and nothing of another", () => {
    const [board, finder] = [visit("beds:a/"), visit("beds:a")];
    world.pass(100);
    world.latest.say("change", '{"topics":["beds:a/1"]}', "2");
    world.latest.say("change", '{"topics":["beds:ab","beds:b/1"]}', "3");
    expect(board.heard).toEqual([{ kind: "change", topics: ["beds:a/1"], seen: 2 }]);
    expect(finder.heard).toEqual([]);
  });

  it("tells a change only to the pages that asked for it, a beat and a resync to all", () => {
    const finder = visit("beds");
    const board = visit("ward:1");
    world.pass(100);
    world.latest.say("change", '{"topics":["ward:1"]}', "7");
    world.latest.say("beat", "1234");
    world.latest.say("resync", "");
    expect(finder.heard.map((news) => news.kind)).toEqual(["beat", "resync"]);
    expect(board.heard.map((news) => news.kind)).toEqual(["change", "beat", "resync"]);
  });

  it("survives a change nobody can read", () => {
    const page = visit("beds");
    world.pass(100);
    world.latest.say("change", "<html>");
    world.latest.say("change", '{"topics":"beds"}');
    expect(page.heard).toEqual([]);
  });

  it("closes the stream with the last page", () => {
    const one = visit("beds");
    const two = visit("beds");
    world.pass(100);
    hub.ask(one, { kind: "bye" });
    expect(world.openStreams).toBe(1);
    hub.ask(two, { kind: "bye" });
    expect(world.openStreams).toBe(0);
    world.pass(600_000);
    expect(world.streams).toHaveLength(1);
  });

  it("forgets a page that answered no beat for a long time", () => {
    visit("beds");
    world.pass(100_000);
    expect(world.openStreams).toBe(0);
  });
});

describe("what changed between building a page and opening its stream", () => {
  it("is asked for: the stream begins where the page was built", () => {
    visitHaving(40, "beds");
    world.pass(100);
    expect(last()).toBe("40");
  });

  it("is asked for by the oldest of the pages that wait, and not asked for again", () => {
    visitHaving(40, "beds");
    visitHaving(38, "ward:1");
    world.pass(100);
    expect(last()).toBe("38");
    world.latest.say("change", '{"topics":["beds"]}', "44");
    visitHaving(45, "ward:2");
    world.pass(100);
    expect(last()).toBe("44");
  });

  it("is asked for also when the stream heard of it before the page came, under a topic nobody had asked for", () => {
    visitHaving(40, "beds");
    world.pass(100);
    world.latest.say("change", '{"topics":["beds"]}', "44");
    visitHaving(41, "ward:1");
    world.pass(100);
    expect(last()).toBe("41");
  });

  it("is made up for by the page alone when the stream stands and is ahead of it", () => {
    const early = visitHaving(40, "beds");
    world.pass(100);
    world.latest.say("change", '{"topics":["beds"]}', "44");
    const late = visitHaving(43, "beds");
    const fresh = visitHaving(44, "beds");
    world.pass(100);
    expect(world.streams).toHaveLength(1);
    expect(late.heard).toEqual([{ kind: "resync", seen: 44 }]);
    expect([early, fresh].flatMap((page) => page.heard.map((news) => news.kind))).toEqual(["change"]);
  });

  it("is not confused by a browser whose last page closed long ago", () => {
    const old = visitHaving(40, "beds");
    world.pass(100);
    hub.ask(old, { kind: "bye" });
    visitHaving(90, "beds");
    world.pass(100);
    expect(last()).toBe("90");
  });
});

describe("a cut line", () => {
  it("is left to the browser while it reconnects, and is opened by us after it gave up", () => {
    const page = visit("beds");
    world.pass(100);
    world.latest.fail(0);
    world.pass(2_000);
    expect(world.streams).toHaveLength(1);
    world.latest.fail(2);
    world.pass(1_100);
    expect(world.streams).toHaveLength(2);
    expect(page.heard.map((news) => news.kind)).toEqual(["lost", "lost"]);
  });

  it("waits longer after each failure and starts over after a success", () => {
    visit("beds");
    world.pass(100);
    world.latest.fail(2);
    world.pass(1_000);
    world.latest.fail(2);
    world.pass(1_000);
    expect(world.streams).toHaveLength(2);
    world.pass(1_000);
    expect(world.streams).toHaveLength(3);
    world.latest.say("beat", "1");
    world.latest.fail(2);
    world.pass(1_000);
    expect(world.streams).toHaveLength(4);
  });

  it("is noticed when the line is dead without an error", () => {
    const page = visit("beds");
    world.pass(100);
    world.latest.say("beat", "1");
    hub.ask(page, { kind: "here" });
    world.pass(DEAD_AFTER_MS + 10_000);
    expect(world.streams.length).toBeGreaterThan(1);
    expect(page.heard.at(-1)?.kind).toBe("lost");
  });

  it("ignores what an old stream still says", () => {
    const page = visit("beds");
    world.pass(100);
    const old = world.latest;
    visit("ward:1");
    world.pass(100);
    old.say("beat", "1");
    old.fail(2);
    expect(page.heard).toEqual([]);
  });
});

describe("pauses between attempts", () => {
  it("double from one second to thirty, and are scattered over half", () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((attempt) => pauseMs(attempt, 1))).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(pauseMs(0, 0)).toBe(500);
  });
});

describe("the badge", () => {
  it("waits, then is live, delayed with its seconds, live again, offline", () => {
    const line = new Line();
    expect(line.view(0)).toEqual({ kind: "wait" });
    line.heard(1_000);
    expect(line.view(1_000 + LATE_AFTER_MS)).toEqual({ kind: "on" });
    expect(line.view(1_000 + LATE_AFTER_MS + 1_500)).toEqual({ kind: "late", seconds: 16 });
    line.heard(20_000);
    expect(line.view(20_000)).toEqual({ kind: "on" });
    line.lost();
    expect(line.view(20_001)).toEqual({ kind: "off" });
  });

  it("says offline when the first connection never came", () => {
    const line = new Line();
    line.lost();
    expect(line.view(5)).toEqual({ kind: "off" });
  });
});

describe("what is refreshed and marked", () => {
  it("concerns an element when one of its topics changed, whole words only", () => {
    expect(concerns("beds ward:1", ["ward:1"])).toBe(true);
    expect(concerns("ward:11", ["ward:1"])).toBe(false);
  });

  it("keeps four refreshes a second apart", () => {
    expect(waitMs(undefined, 1_000)).toBe(0);
    expect(waitMs(1_000, 1_100)).toBe(GAP_MS - 100);
    expect(waitMs(1_000, 9_000)).toBe(0);
  });

  it("marks what is new or other, and nothing on the first filling", () => {
    const after = new Map([["a", "3/24"], ["b", "1/8"], ["c", "0/4"]]);
    expect(changedKeys(new Map([["a", "3/24"], ["b", "2/8"]]), after)).toEqual(["b", "c"]);
    expect(changedKeys(new Map(), after)).toEqual([]);
  });
});
