// An age is never shown younger than it is, and grows while the page stays open.
import { describe, expect, it } from "vitest";
import { ageWords, ServerClock } from "../ages";

const words = { age_now: "baru saja", age_min: "{n} mnt lalu", age_hour: "{n} jam lalu", age_day: "{n} hari lalu", span_min: "{n} mnt" };

describe("age in words", () => {
  it.each([
    [-500, "baru saja"],
    [0, "baru saja"],
    [59.9, "baru saja"],
    [60, "1 mnt lalu"],
    [359, "5 mnt lalu"],
    [3599, "59 mnt lalu"],
    [3600, "1 jam lalu"],
    [5 * 3600 + 3000, "5 jam lalu"],
    [86_399, "23 jam lalu"],
    [86_400, "1 hari lalu"],
    [30 * 86_400, "30 hari lalu"],
  ])("%f seconds is %s", (seconds, text) => {
    expect(ageWords(seconds, words)).toBe(text);
  });

  it("has a short form and stays silent without words", () => {
    expect(ageWords(120, words, "span")).toBe("2 mnt");
    expect(ageWords(120, {})).toBe("");
  });
});

describe("the server's clock", () => {
  it("believes the page when the device is behind", () => {
    expect(new ServerClock(10_000, 4_000).now(5_000)).toBe(11_000);
  });

  it("lets a page out of a cache look too old, never too fresh", () => {
    expect(new ServerClock(4_000, 10_000).now(11_000)).toBe(11_000);
  });

  it("follows the beat of the server, forwards and backwards", () => {
    const clock = new ServerClock(0, 0);
    clock.set(50_000, 80_000);
    expect(clock.now(81_000)).toBe(51_000);
  });
});
