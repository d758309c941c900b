// Which markers of a crowded map keep their words: earlier ones first; one that would lie over another shrinks to its shape.

export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const HEIGHT = 44;

function overlap(a: Spot, b: Spot): boolean {
  return Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < HEIGHT;
}

/** For each spot, in order of importance, whether it has room for its words. */
export function roomForWords(spots: readonly Spot[]): boolean[] {
  const placed: Spot[] = [];
  return spots.map((spot) => {
    if (placed.some((other) => overlap(other, spot))) return false;
    placed.push(spot);
    return true;
  });
}
