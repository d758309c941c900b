// Only proper points reach the map, only our own addresses become links, and crowded markers give way in order.
import { describe, expect, it } from "vitest";
import { roomForWords } from "../map/crowd";
import { pointsOf } from "../map/points";

const point = (coordinates: unknown, properties: unknown = {}) => ({ type: "Feature", geometry: { type: "Point", coordinates }, properties });

describe("hospital points", () => {
  it("leaves out what is no point on this earth", () => {
    const features = [point([110.4, -6.9]), point([999, 0]), point(["110", 0]), point([Number.NaN, 0]), { geometry: null }, null, point(undefined)];
    expect(pointsOf({ features })).toHaveLength(1);
    expect(pointsOf("nothing")).toEqual([]);
  });

  it("shows an unknown state as silent and links to our own pages only", () => {
    const [first, second, third] = pointsOf({
      features: [
        point([1, 1], { state: "great", href: "https://elsewhere.invalid" }),
        point([1, 1], { state: "few", href: "//elsewhere.invalid" }),
        point([1, 1], { state: "free", href: "/rs/14", name: "RS <b>Rekaan</b>" }),
      ],
    });
    expect([first?.state, first?.href]).toEqual(["silent", "#"]);
    expect(second?.href).toBe("#");
    expect([third?.href, third?.name]).toEqual(["/rs/14", "RS <b>Rekaan</b>"]);
  });
});

describe("a crowded map", () => {
  it("keeps the words of the more important and of those that stand apart", () => {
    const at = (x: number, y: number) => ({ x, y, width: 100 });
    expect(roomForWords([at(0, 0), at(60, 10), at(0, 44), at(110, 0)])).toEqual([true, false, true, true]);
  });
});
