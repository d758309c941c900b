// The page shell of the README, filled: what foundation/web writes on the real server.
import { readFileSync } from "node:fs";
import { words } from "./words.mjs";

const manifest = JSON.parse(readFileSync(new URL("../dist/manifest.json", import.meta.url), "utf8"));
export const asset = (key) => `/assets/${manifest[key].file}`;
const FONT = "node_modules/@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2";
export const icon = (name, extra = "i") => `<svg class="${extra}" aria-hidden="true"><use href="${asset("src/icons.svg")}#${name}"></use></svg>`;
export const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
export const age = (minutes, lang = "id") => `<time datetime="${ago(minutes)}" data-age>${ageText(minutes, lang)}</time>`;

function ageText(minutes, lang) {
  const w = words[lang];
  if (minutes < 1) return w.age_now;
  if (minutes < 60) return w.age_min.replace("{n}", Math.floor(minutes));
  if (minutes < 1440) return w.age_hour.replace("{n}", Math.floor(minutes / 60));
  return w.age_day.replace("{n}", Math.floor(minutes / 1440));
}

const text = {
  id: { skip: "Langsung ke isi", demo: "<b>Kota rekaan.</b> Semua data di sini buatan.", call: "Telepon 112", share: "Bagikan lokasi saya", beds: "Cari kamar", services: "Cari layanan", menu: "Menu utama" },
  en: { skip: "Skip to content", demo: "<b>Invented city.</b> All data here is made up.", call: "Call 112", share: "Share my place", beds: "Find a bed", services: "Find a service", menu: "Main menu" },
};

function langs(lang) {
  const one = (code) => `<a href="?lang=${code}" lang="${code}" hreflang="${code}"${code === lang ? ' aria-current="true"' : ""}>${code.toUpperCase()}</a>`;
  return `<nav class="langs" aria-label="Bahasa / Language">${one("id")}${one("en")}</nav>`;
}

const badge = '<span class="live" data-live-badge hidden><i></i><span data-live-word></span></span>';

function publicTop(lang, here) {
  const t = text[lang];
  return `<header class="top"><p class="demo">${text[lang].demo}</p><div class="wrap top-in">
  <a class="brand" href="/">${icon("sigap", "mark")}<b>Sigap</b> <span>Kota Samudra</span></a>${badge}${langs(lang)}
  <nav class="top-nav" aria-label="${t.menu}"><a href="finder"${here === "beds" ? ' aria-current="page"' : ""}>${t.beds}</a><a href="services"${here === "services" ? ' aria-current="page"' : ""}>${t.services}</a></nav>
</div></header>`;
}

function staffTop(lang, here) {
  const items = [["board", "Papan bangsal"], ["table", "Fasilitas"], ["form", "Bangsal"], ["import", "Impor"], ["keys", "Kunci mesin"], ["pieces", "Pemakai"]];
  const nav = items.map(([page, word]) => `<a href="${page}"${here === page ? ' aria-current="page"' : ""}>${word}</a>`).join("");
  return `<header class="top"><p class="demo">${text[lang].demo}</p><div class="wrap top-in">
  <a class="brand" href="/">${icon("sigap", "mark")}<b>Sigap</b> <span>Dinkes Kota Samudra</span></a>${badge}<span class="outbox" data-outbox-count hidden></span>
  ${langs(lang)}
  <nav class="top-nav" aria-label="Menu utama">${nav}<form class="top-me" method="post" action="/keluar"><span class="vh">Ns. Rahmawati (rekaan)</span><button class="btn quiet">${icon("out")}Keluar</button></form></nav>
</div></header>`;
}

const sos = (lang) => `<nav class="sos" aria-label="Gawat darurat"><a class="sos-call" href="tel:112">${icon("phone")}${text[lang].call}</a><a class="sos-share" href="help#lokasi" data-share-place>${icon("pin")}${text[lang].share}</a></nav>`;

const foot = `<footer class="foot"><div class="wrap"><p>Angka ini hanya informasi, bukan jaminan atau pemesanan tempat tidur.</p>
<p>Dinas Kesehatan Kota Samudra (rekaan) · <a href="#">Tentang data</a> · <a href="#">Data terbuka dan API</a> · <a href="#">Privasi</a></p><p class="only-print">Sumber: Sigap, 22-11-2026 14.10 WIB</p></div></footer>`;

/** kind: public | staff | bare | lobby */
export function page({ title, main, kind = "public", lang = "id", here = "", theme = "" }) {
  const css = kind === "public" || kind === "bare" ? "src/styles/public.css" : "src/styles/staff.css";
  const body = {
    public: () => `${publicTop(lang, here)}${main}${foot}${sos(lang)}`,
    staff: () => `${staffTop(lang, here)}${main}${foot}`,
    bare: () => `${publicTop(lang, here)}${main}${foot}${sos(lang)}`,
    lobby: () => main,
  }[kind]();
  return `<!doctype html>
<html lang="${lang}"${theme ? ` data-theme="${theme}"` : ""}>
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><meta name="color-scheme" content="light dark">
<title>${title} · Sigap</title>
<meta name="csrf-token" content="galeri">
<link rel="icon" type="image/svg+xml" href="${asset("src/favicon.svg")}">
<link rel="preload" as="font" type="font/woff2" crossorigin href="${asset(FONT)}">
<link rel="stylesheet" href="${asset(css)}">
<script type="module" src="${asset("src/main.ts")}"></script>
</head>
<body class="${kind === "staff" ? "staff" : kind === "lobby" ? "lobby" : ""}" data-now="${Date.now()}" data-live-seen="1">
<a class="skip" href="#main">${text[lang].skip}</a>
${body}
<script type="application/json" id="words">${JSON.stringify(words[lang])}</script>
</body>
</html>`;
}
