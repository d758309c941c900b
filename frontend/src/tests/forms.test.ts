// Nothing typed is lost; nothing sent comes back as a ghost.
import { beforeEach, describe, expect, it } from "vitest";
import { dropDraft, fate, hasArrived, keepDraft, noteSent, readDraft, takeArrived } from "../forms/drafts";

const kept = new Map<string, string>();
const shelf = {
  getItem: (key: string): string | null => kept.get(key) ?? null,
  setItem: (key: string, value: string): void => void kept.set(key, value),
  removeItem: (key: string): void => void kept.delete(key),
};

beforeEach(() => kept.clear());

describe("a draft", () => {
  it("comes back as it was typed", () => {
    keepDraft(shelf, "facility-new", { values: { name: ["RS Rekaan"], days: ["mon", "tue"] } });
    expect(readDraft(shelf, "facility-new")?.values.days).toEqual(["mon", "tue"]);
    dropDraft(shelf, "facility-new");
    expect(readDraft(shelf, "facility-new")).toBeNull();
  });

  it("is restored on a fresh form, and gives way to what the server shows again with errors", () => {
    const draft = { values: { name: ["x"] } };
    expect(fate(draft, false)).toBe("restore");
    expect(fate(draft, true)).toBe("keep");
    expect(fate(null, false)).toBe("none");
  });

  it("has arrived when its answer is another page without the form", () => {
    const sent = { values: {}, sentFrom: "/facilities/new" };
    expect(hasArrived(sent, "/facilities", false)).toBe(true);
    expect(hasArrived(sent, "/facilities/new", false)).toBe(false);
    expect(hasArrived(sent, "/facilities/7", true)).toBe(false);
    expect(hasArrived({ values: {} }, "/facilities", false)).toBe(false);
  });

  it("has arrived when the page after it brings good news, and not when another page lay between", () => {
    noteSent(shelf, "limit-1");
    expect(takeArrived(shelf, true)).toBe("limit-1");
    expect(takeArrived(shelf, true)).toBeNull();
    noteSent(shelf, "limit-1");
    expect(takeArrived(shelf, false)).toBeNull();
    expect(takeArrived(shelf, true)).toBeNull();
  });

  it("of a monstrous size or a broken shelf is left out quietly", () => {
    keepDraft(shelf, "k", { values: { note: ["x".repeat(300_000)] } });
    expect(readDraft(shelf, "k")).toBeNull();
    kept.set("sigap-draft:k", "[[");
    expect(readDraft(shelf, "k")).toBeNull();
  });
});
