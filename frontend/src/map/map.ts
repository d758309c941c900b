// The map behind its tab: our own empty style, district outlines if given, and one DOM marker a hospital. No tile, glyph or style comes from elsewhere.

import { AttributionControl, GeoJSONSource, LngLatBounds, Map as GlMap, Marker, NavigationControl, setWorkerUrl, type StyleSpecification } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import "../styles/map.css";
import type { FeatureCollection } from "geojson";
import { say, type Words } from "../words";
import { roomForWords } from "./crowd";
import { pointsOf, type MapPoint } from "./points";

const MAX_ZOOM = 17;
const FIT_ZOOM = 14;
/** As often as the lists of other pages look again. */
const AGING_MS = 60_000;

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function style(): StyleSpecification {
  return {
    version: 8,
    sources: { area: { type: "geojson", data: { type: "FeatureCollection", features: [] } } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colour("--old-soft") } },
      { id: "area", type: "fill", source: "area", paint: { "fill-color": colour("--panel") } },
      { id: "area-line", type: "line", source: "area", paint: { "line-color": colour("--edge"), "line-width": 1 } },
    ],
  };
}

function markerOf(point: MapPoint): HTMLAnchorElement {
  const link = document.createElement("a");
  link.className = "map-point";
  const [label, name, note] = [document.createElement("b"), document.createElement("span"), document.createElement("span")];
  label.className = "state";
  name.className = "map-name";
  note.className = "map-name";
  link.append(label, name, note);
  write(link, point);
  return link;
}

/** Puts a hospital's words into its marker. */
function write(link: HTMLAnchorElement, point: MapPoint): void {
  link.href = point.href;
  link.dataset.state = point.state;
  // Names are not drawn where it is crowded; who hears the page is told whose number it is.
  link.ariaLabel = [point.name, point.label, point.note].filter((words) => words !== "").join(". ");
  [point.label, point.name, point.note].forEach((words, index) => {
    const line = link.children[index] as HTMLElement | undefined;
    if (line && line.textContent !== words) line.textContent = words;
    if (line && index === 0) line.dataset.state = point.state;
  });
}

async function load(url: string): Promise<unknown> {
  const response = await fetch(url, { headers: { Accept: "application/geo+json, application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** The hospitals on a map. A marker stays where it is while its words change, so that a finger or the tab key on it is not lost. */
class Hospitals {
  private shown = new Map<string, { marker: Marker; link: HTMLAnchorElement; point: MapPoint }>();

  constructor(private readonly map: GlMap) {
    map.on("moveend", () => this.thin());
  }

  /** The list's order is the order of importance, for the tab key and for who keeps its words where it is crowded. */
  put(points: readonly MapPoint[]): void {
    const before = this.shown;
    this.shown = new Map();
    points.forEach((point) => {
      const known = before.get(point.href);
      before.delete(point.href);
      const link = known?.link ?? markerOf(point);
      if (known) write(link, point);
      const marker = known?.marker ?? new Marker({ element: link, anchor: "center" });
      marker.setLngLat([point.lon, point.lat]);
      if (!known) marker.addTo(this.map);
      this.shown.set(point.href, { marker, link, point });
    });
    before.forEach(({ marker }) => marker.remove());
    this.order();
    this.thin();
  }

  fit(): void {
    const bounds = new LngLatBounds();
    this.shown.forEach(({ point }) => bounds.extend([point.lon, point.lat]));
    if (!bounds.isEmpty()) this.map.fitBounds(bounds, { padding: 64, maxZoom: FIT_ZOOM, animate: false });
  }

  /** The tab key follows the order of the list; nobody is moved who is being used. */
  private order(): void {
    const links = [...this.shown.values()].map(({ link }) => link);
    if (links.some((link) => link.contains(document.activeElement))) return;
    links.forEach((link) => link.parentElement?.append(link));
  }

  private thin(): void {
    const all = [...this.shown.values()];
    all.forEach(({ link }) => link.classList.remove("is-dot"));
    const spots = all.map(({ point, link }) => ({ ...this.map.project([point.lon, point.lat]), width: link.offsetWidth }));
    roomForWords(spots).forEach((room, index) => all[index]?.link.classList.toggle("is-dot", !room));
  }
}

/** Keeps the markers current: when a hospital of the map changes, and once a minute because numbers age. What fails is tried the next time. */
function keepCurrent(box: HTMLElement, hospitals: Hospitals): void {
  let asked = 0;
  const renew = (): void => {
    asked += 1;
    const mine = asked;
    // An answer that was overtaken by a later one is older than what is shown.
    void load(box.dataset.src ?? "").then((answer) => void (mine === asked && hospitals.put(pointsOf(answer))), () => undefined);
  };
  box.addEventListener("sigap:refresh", renew);
  setInterval(() => {
    if (!document.hidden) renew();
  }, AGING_MS);
}

function show(box: HTMLElement): GlMap {
  const [lon = 0, lat = 0] = (box.dataset.center ?? "").split(",").map(Number);
  box.replaceChildren();
  const map = new GlMap({
    container: box,
    style: style(),
    center: [lon, lat],
    zoom: Number(box.dataset.zoom ?? "11"),
    maxZoom: MAX_ZOOM,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  if (box.dataset.attribution) map.addControl(new AttributionControl({ compact: false, customAttribution: box.dataset.attribution }));
  return map;
}

/** Fills the box with a map; on any failure the box says so and the list stays what it is. */
export async function startMap(box: HTMLElement, words: Words): Promise<void> {
  try {
    setWorkerUrl(workerUrl);
    const points = pointsOf(await load(box.dataset.src ?? ""));
    const map = show(box);
    const hospitals = new Hospitals(map);
    hospitals.put(points);
    hospitals.fit();
    keepCurrent(box, hospitals);
    if (box.dataset.area) {
      const area = (await load(box.dataset.area)) as FeatureCollection;
      const put = (): unknown => (map.getSource("area") as GeoJSONSource | undefined)?.setData(area);
      if (map.isStyleLoaded()) put();
      else map.once("load", put);
    }
  } catch {
    const sorry = document.createElement("p");
    sorry.className = "map-wait";
    sorry.textContent = say(words, "map_failed");
    box.replaceChildren(sorry);
  }
}
