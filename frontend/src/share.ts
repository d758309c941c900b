// Sharing: the link of a page, or the place of the person. Uses the device's share sheet, else copies, else shows the text to copy.

import { askPlace } from "./near";
import { say, type Words } from "./words";

const SHOWN_MS = 8_000;

/** Says something at the foot of the page for a while. */
export function toast(text: string, ms = SHOWN_MS): void {
  if (text === "") return;
  document.querySelector(".toast")?.remove();
  const box = document.createElement("p");
  box.className = "toast";
  box.setAttribute("role", "status");
  document.body.append(box);
  box.textContent = text;
  setTimeout(() => box.remove(), ms);
}

type Outcome = "shared" | "copied" | "failed";

async function hand(data: ShareData, text: string): Promise<Outcome> {
  if (typeof navigator.share === "function") {
    try {
      await navigator.share(data);
      return "shared";
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return "shared";
    }
  }
  try {
    await navigator.clipboard.writeText(text);
    return "copied";
  } catch {
    return "failed";
  }
}

async function shareLink(button: HTMLElement, words: Words): Promise<void> {
  const url = new URL(button.dataset.shareUrl ?? location.href, location.href).href;
  const outcome = await hand({ title: button.dataset.shareTitle ?? document.title, url }, url);
  if (outcome === "copied") toast(say(words, "share_copied"));
  if (outcome === "failed") toast(say(words, "share_failed", { text: url }), 4 * SHOWN_MS);
}

async function sharePlace(link: HTMLElement, words: Words): Promise<void> {
  toast(say(words, "near_asking"));
  const place = await askPlace();
  if (typeof place === "string") {
    toast(say(words, place));
    if (link instanceof HTMLAnchorElement) setTimeout(() => location.assign(link.href), SHOWN_MS / 4);
    return;
  }
  const text = say(words, "place_text", { lat: place.lat, lon: place.lon, m: place.accuracyM });
  const outcome = await hand({ text }, text);
  if (outcome === "copied") toast(say(words, "place_copied", { text }), 4 * SHOWN_MS);
  else if (outcome === "failed") toast(text, 4 * SHOWN_MS);
  else document.querySelector(".toast")?.remove();
}

export function startShare(words: Words): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const link = target.closest<HTMLElement>("[data-share]");
    if (link) void shareLink(link, words);
    const place = target.closest<HTMLElement>("[data-share-place]");
    if (place) {
      event.preventDefault();
      void sharePlace(place, words);
    }
  });
}
