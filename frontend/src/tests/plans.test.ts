// The keys of the bed manager's list do what is drawn on them, and going from line to line ends at the ends.
import { describe, expect, it } from "vitest";

import { deedOf, nextPlace } from "../plans/plans";

describe("the bed manager's list by keyboard", () => {
  it("knows its keys and no others", () => {
    expect(deedOf("1")).toEqual({ press: "[data-plan-first]", inLine: true });
    expect(deedOf("j")).toEqual(deedOf("ArrowDown"));
    expect(deedOf("+")).toEqual(deedOf("="));
    for (const key of ["a", "Enter", " ", "constructor", "3"]) expect(deedOf(key)).toBeUndefined();
  });

  it("goes from line to line and no further than the ends", () => {
    expect(nextPlace(-1, 1, 3)).toBe(0);
    expect(nextPlace(-1, -1, 3)).toBe(2);
    expect(nextPlace(1, 1, 3)).toBe(2);
    expect(nextPlace(2, 1, 3)).toBe(2);
    expect(nextPlace(0, -1, 3)).toBe(0);
    expect(nextPlace(-1, 1, 0)).toBe(-1);
  });
});
