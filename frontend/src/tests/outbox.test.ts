// A tap on the ward board is never lost, never sent as somebody else's, and counts once.
import { beforeEach, describe, expect, it } from "vitest";
import { afterTap } from "../board/card";
import { deedOf } from "../board/keys";
import { MAX_WAITING, Outbox, type Tap } from "../board/outbox";
import { judge } from "../board/send";

class MemoryShelf {
  readonly kept = new Map<string, string>();
  full = false;
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    if (this.full) throw new Error("QuotaExceededError");
    this.kept.set(key, value);
  }
}

const tap = (key: string, card = "w1", free = "3"): Tap => ({ key, card, url: "/tap", fields: [["free", free]] });

let shelf: MemoryShelf;
beforeEach(() => {
  shelf = new MemoryShelf();
});

describe("the outbox", () => {
  it("keeps the order of the taps over a reload of the page", () => {
    const before = new Outbox(shelf, "ns-a");
    ["1", "2", "3"].forEach((key) => before.add(tap(key)));
    const after = new Outbox(shelf, "ns-a");
    expect(after.first?.key).toBe("1");
    after.drop("1");
    expect(after.first?.key).toBe("2");
    expect(after.size).toBe(2);
  });

  it("never mixes two people on one phone", () => {
    new Outbox(shelf, "ns-a").add(tap("1"));
    expect(new Outbox(shelf, "ns-b").size).toBe(0);
  });

  it("sees what another tab added or sent", () => {
    const one = new Outbox(shelf, "ns-a");
    const two = new Outbox(shelf, "ns-a");
    one.add(tap("1"));
    two.add(tap("2"));
    one.reload();
    expect(one.size).toBe(2);
    two.drop("1");
    one.drop("2");
    expect(one.size).toBe(0);
  });

  it("knows what the nurse last said of a card", () => {
    const outbox = new Outbox(shelf, "ns-a");
    outbox.add(tap("1", "w1", "3"));
    outbox.add(tap("2", "w2", "9"));
    outbox.add(tap("3", "w1", "4"));
    expect(outbox.latest("w1")?.fields).toEqual([["free", "4"]]);
    expect(outbox.waits("w3")).toBe(false);
  });

  it("gives up the oldest of a card that has a younger one when it is too long, never the last word on a card", () => {
    const outbox = new Outbox(shelf, "ns-a");
    outbox.add(tap("only", "w9"));
    for (let i = 0; i < MAX_WAITING; i += 1) outbox.add(tap(`t${i}`));
    expect(outbox.size).toBe(MAX_WAITING);
    expect(outbox.waits("w9")).toBe(true);
    expect(outbox.latest("w1")?.key).toBe(`t${MAX_WAITING - 1}`);
  });

  it("starts empty from a broken or foreign shelf", () => {
    shelf.kept.set("ns-a", "{oops");
    expect(new Outbox(shelf, "ns-a").size).toBe(0);
    shelf.kept.set("ns-a", '[{"key":1},null,{"key":"k","card":"w","url":"/t","fields":[]}]');
    expect(new Outbox(shelf, "ns-a").size).toBe(1);
  });

  it("works in memory without a shelf, and keeps every tap when the shelf is full", () => {
    const memory = new Outbox(null, "ns-a");
    memory.add(tap("1"));
    memory.reload();
    expect(memory.size).toBe(1);
    const cramped = new Outbox(shelf, "ns-a");
    cramped.add(tap("1"));
    shelf.full = true;
    cramped.add(tap("2"));
    cramped.reload();
    cramped.add(tap("3"));
    expect(cramped.size).toBe(3);
    cramped.drop("1");
    cramped.reload();
    expect(cramped.first?.key).toBe("2");
  });
});

describe("the answer to a tap", () => {
  it.each([
    [200, "saved"],
    [204, "saved"],
    [401, "login"],
    [0, "again"],
    [408, "again"],
    [425, "again"],
    [429, "again"],
    [500, "again"],
    [503, "again"],
    [400, "refused"],
    [403, "refused"],
    [404, "refused"],
    [409, "refused"],
    [422, "refused"],
  ])("%i means %s", (status, verdict) => {
    expect(judge(status)).toBe(verdict);
  });
});

describe("a tap on a card", () => {
  it("stays between nothing and the number of beds", () => {
    expect(afterTap(3, "plus", 24)).toBe(4);
    expect(afterTap(24, "plus", 24)).toBe(24);
    expect(afterTap(0, "minus", 24)).toBe(0);
    expect(afterTap(3, "same", 24)).toBe(3);
  });

  it("can be made by keyboard", () => {
    expect(deedOf("+")).toEqual({ tap: "plus" });
    expect(deedOf("-")).toEqual({ tap: "minus" });
    expect(deedOf("ArrowDown")).toEqual({ move: 1 });
    expect(deedOf("toString")).toBeUndefined();
  });
});
