// "Near me": fills lat and lon of its form from the device and submits. A page that may not ask says so kindly.

import { say, type Words } from "./words";

const WAIT_MS = 12_000;
/** A place known this long ago is near enough for a list of hospitals. */
const FRESH_MS = 60_000;
/** About 11 m; more would tell more about a person than a list needs. */
const DECIMALS = 4;

export type Place = { readonly lat: string; readonly lon: string; readonly accuracyM: number };
export type NoPlace = "near_denied" | "near_failed" | "near_insecure";

const PERMISSION_DENIED = 1;

/** Where the device is, or the key of the words that say why not. */
export function askPlace(): Promise<Place | NoPlace> {
  if (!isSecureContext || !("geolocation" in navigator)) return Promise.resolve("near_insecure");
  return new Promise((answer) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => answer({ lat: coords.latitude.toFixed(DECIMALS), lon: coords.longitude.toFixed(DECIMALS), accuracyM: Math.round(coords.accuracy) }),
      (error) => answer(error.code === PERMISSION_DENIED ? "near_denied" : "near_failed"),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: FRESH_MS },
    );
  });
}

function fill(form: HTMLFormElement, name: string, value: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = value;
}

async function goNear(button: HTMLElement, words: Words): Promise<void> {
  const form = button.closest("form");
  if (!form) return;
  const message = form.querySelector<HTMLElement>("[data-near-message]");
  const tell = (key: string): void => {
    if (!message) return;
    message.textContent = say(words, key);
    message.hidden = false;
  };
  tell("near_asking");
  const place = await askPlace();
  if (typeof place === "string") {
    tell(place);
    form.querySelector<HTMLInputElement>("input[name=place]")?.focus();
    return;
  }
  fill(form, "lat", place.lat);
  fill(form, "lon", place.lon);
  fill(form, "place", "");
  fill(form, "point_of", "");
  form.requestSubmit();
}

/** One listener for all such buttons, also those that arrive later. Typing a place forgets the coordinates. */
export function startNear(words: Words): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-near]");
    if (button) void goNear(button, words);
  });
  document.addEventListener("input", (event) => {
    const field = event.target as HTMLInputElement;
    if (field.name !== "place" || !field.form?.querySelector("[data-near]")) return;
    fill(field.form, "lat", "");
    fill(field.form, "lon", "");
  });
}
