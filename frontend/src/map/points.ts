// Reads hospital points out of GeoJSON; whatever is not a proper point is left out.

export interface MapPoint {
  readonly lon: number;
  readonly lat: number;
  readonly name: string;
  readonly state: string;
  readonly label: string;
  readonly note: string;
  readonly href: string;
}

type Loose = Readonly<Record<string, unknown>>;

const STATES = new Set(["free", "few", "full", "old", "silent"]);

function isLoose(value: unknown): value is Loose {
  return typeof value === "object" && value !== null;
}

function word(props: Loose, name: string): string {
  const value = props[name];
  return typeof value === "string" ? value : "";
}

/** Only addresses of our own site become links. */
function ownPath(href: string): string {
  return href.startsWith("/") && !href.startsWith("//") ? href : "#";
}

function pointOf(feature: unknown): MapPoint | null {
  if (!isLoose(feature) || !isLoose(feature.geometry) || feature.geometry.type !== "Point") return null;
  const at = feature.geometry.coordinates;
  const props = isLoose(feature.properties) ? feature.properties : {};
  if (!Array.isArray(at) || !Number.isFinite(at[0]) || !Number.isFinite(at[1])) return null;
  const [lon, lat] = at as [number, number];
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90) return null;
  const state = word(props, "state");
  return {
    lon,
    lat,
    name: word(props, "name"),
    state: STATES.has(state) ? state : "silent",
    label: word(props, "label"),
    note: word(props, "note"),
    href: ownPath(word(props, "href")),
  };
}

export function pointsOf(geojson: unknown): MapPoint[] {
  const features = isLoose(geojson) && Array.isArray(geojson.features) ? geojson.features : [];
  return features.map(pointOf).filter((point): point is MapPoint => point !== null);
}
