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

function markerOf(point: MapPoint): HTMLElement {
  const link = document.createElement("a");
  link.className = "map-point";
  link.href = point.href;
  link.dataset.state = point.state;
  const words = [document.createElement("b"), document.createElement("span"), document.createElement("span")] as const;
  words[0].className = "state";
  words[0].dataset.state = point.state;
  words[0].textContent = point.label;
  words[1].className = "map-name";
  words[1].textContent = point.name;
  words[2].className = "map-name";
  words[2].textContent = point.note;
  link.append(...words);
  return link;
}

async function load(url: string): Promise<unknown> {
  const response = await fetch(url, { headers: { Accept: "application/geo+json, application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** The list's order is the order of importance, for the tab key and for who keeps its words where it is crowded. */
function place(map: GlMap, points: readonly MapPoint[]): void {
  const bounds = new LngLatBounds();
  const placed = points.map((point) => {
    const element = markerOf(point);
    bounds.extend([point.lon, point.lat]);
    new Marker({ element, anchor: "center" }).setLngLat([point.lon, point.lat]).addTo(map);
    return { point, element, width: element.offsetWidth };
  });
  const thin = (): void => {
    const spots = placed.map(({ point, width }) => ({ ...map.project([point.lon, point.lat]), width }));
    roomForWords(spots).forEach((room, index) => placed[index]?.element.classList.toggle("is-dot", !room));
  };
  map.on("moveend", thin);
  if (!bounds.isEmpty()) map.fitBounds(bounds, { padding: 64, maxZoom: FIT_ZOOM, animate: false });
  thin();
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
    place(map, points);
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
