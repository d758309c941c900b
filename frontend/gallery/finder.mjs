// Invented finder content in every state: long names, five-digit counts, old, silent, small pools, empty.
import { age, ago, icon, page } from "./shell.mjs";

const LONG = "Rumah Sakit Umum Daerah Prof. Dr. Hj. Siti Rahayu Kusumawardhani Samudra";
const counted = {
  id: { free: "Tersedia", few: "Tinggal sedikit. Telepon dulu.", full: "Penuh", some: "Ada. Telepon dulu." },
  en: { free: "Available", few: "Few left. Call first.", full: "Full", some: "Some free. Call first." },
};
const rows = [
  { key: "r1", name: "RSUD Samudra Raya", way: ["14 mnt", "6,2 km", "Kec. Pelabuhan"], state: "free", n: 3, of: 24, min: 6, src: "SIMRS", tel: "(000) 000-014 · 24 jam" },
  { key: "r2", name: LONG, way: ["18 mnt", "8,9 km", "Kec. Tanjung Harapan Selatan"], state: "free", n: 11, of: 120, min: 2, src: "SIMRS", tel: "(000) 000-021 · 24 jam" },
  { key: "r3", name: "RS Islam Cahaya Bunda", way: ["9 mnt", "3,1 km", "Kec. Pelabuhan"], state: "few", n: 1, of: 18, min: 48, src: "Aplicares", tel: "(000) 000-033 · 07.00–21.00" },
  { key: "r4", name: "RSIA Melati Kecil", way: ["6 mnt", "1,8 km", "Kec. Muara"], state: "few", word: "Ada", wordOf: "ruang kecil", min: 25, src: "papan bangsal", tel: "(000) 000-047 · 24 jam" },
  { key: "r5", name: "RS Bhakti Nusantara", way: ["11 mnt", "4,4 km", "Kec. Muara"], state: "full", n: 0, of: 42, min: 4, src: "SIMRS", tel: "(000) 000-052 · 24 jam" },
  { key: "r6", name: "RSU Bukit Permai", way: ["16 mnt", "7,0 km", "Kec. Bukit"], state: "old", min: 312, src: "Aplicares", tel: "(000) 000-066 · 24 jam" },
  { key: "r7", name: "RS Jantung dan Pembuluh Darah Samudra", way: ["21 mnt", "10,4 km", "Kec. Bukit"], state: "silent", src: "belum ada sumber", tel: "(000) 000-078 · 24 jam" },
  { key: "r8", name: "Gabungan kota (uji angka besar)", way: ["132 mnt", "128,4 km", "Provinsi Samudra"], state: "free", n: "12.480", of: "24.960", min: 1, src: "SIMRS", tel: "(000) 000-099 · 24 jam" },
];

function figure(r, lang) {
  if (r.state === "silent") return `<p class="bed-fig word"><b>${lang === "id" ? "Belum tahu" : "Not known"}</b></p>`;
  if (r.state === "old") return `<p class="bed-fig word"><b>${lang === "id" ? "Data lama" : "Old data"}</b></p>`;
  if (r.word) return `<p class="bed-fig word"><b>${r.word}</b> <span>${r.wordOf}</span></p>`;
  return `<p class="bed-fig"><b>${r.n}</b> <span>${lang === "id" ? "dari" : "of"} ${r.of}</span></p>`;
}

function stateWords(r, lang) {
  if (r.state === "old") return lang === "id" ? "Data 5 jam lalu, tidak dihitung" : "Data from 5 h ago, not counted";
  if (r.state === "silent") return lang === "id" ? "Belum ada laporan sejak kemarin pukul 14.10 WIB" : "No report since yesterday 14:10 WIB";
  return counted[lang][r.word ? "some" : r.state];
}

function row(r, lang) {
  const facts = r.state === "silent" || r.state === "old" ? r.src : `${age(r.min, lang)} · ${r.src} · ${lang === "id" ? "Kelas" : "Class"} 3`;
  return `<li class="bed" data-state="${r.state}" data-key="${r.key}" data-mark="${r.n ?? ""}/${r.of ?? ""}"${r.expires ? ` data-expires="${r.expires}"` : ""}>
  <h2 class="bed-name"><a id="${r.key}" href="hospital">${r.name}</a></h2>
  <p class="bed-way"><b>${r.way[0]}</b> · ${r.way[1]} · ${r.way[2]}</p>
  ${figure(r, lang)}
  <p class="bed-chance"><span class="state" data-state="${r.state}">${stateWords(r, lang)}</span></p>
  <p class="bed-facts">${facts}</p>
  <a class="bed-call" href="tel:+6200000000">${icon("phone")}<span>${lang === "id" ? "Telepon" : "Call"}<span class="vh"> ${r.name}</span></span><span class="bed-tel">${r.tel.replace(" · ", "<br>")}</span></a>
</li>`;
}

let moved = 0;
export function bedList(lang = "id", move = false) {
  if (move) moved += 1;
  const now = rows.map((r, i) => (i === 0 && moved ? { ...r, n: 3 + (moved % 4), min: 0 } : r));
  const soon = { key: "soon", name: "RS yang angkanya kedaluwarsa sebentar lagi", way: ["25 mnt", "12,0 km", "Kec. Bukit"], state: "few", n: 2, of: 20, min: 119, src: "papan bangsal", tel: "(000) 000-100", expires: new Date(Date.now() + 20_000).toISOString() };
  return `<ol class="beds" id="beds" data-live-topic="beds" hx-get="part/beds?lang=${lang}" hx-trigger="sigap:refresh" hx-swap="outerHTML">${[...now, soon].map((r) => row(r, lang)).join("\n")}</ol>`;
}

const urgent = {
  id: '<p class="urgent"><b>Gawat darurat? Jangan mencari kamar dulu.</b> Hubungi <a href="tel:112">112</a> atau ke IGD terdekat. RS dilarang menolak pasien gawat darurat.</p>',
  en: '<p class="urgent"><b>Emergency? Do not look for a room first.</b> Call <a href="tel:112">112</a> or go to the nearest emergency room. No hospital may refuse an emergency.</p>',
};

const chip = (name, value, word, type = "radio", on = false) => `<label class="chip"><input type="${type}" name="${name}" value="${value}"${on ? " checked" : ""}><span>${word}</span></label>`;

function form(on) {
  return `<form class="finder card" action="finder" method="get" role="search">
  <fieldset class="ask"><legend>Apa yang dibutuhkan?</legend><div class="chips">${chip("need", "adult", "Rawat inap dewasa", "radio", on)}${chip("need", "child", "Rawat inap anak")}${chip("need", "birth", "Melahirkan")}${chip("need", "baby", "Bayi baru lahir")}${chip("need", "icu", "ICU")}${chip("need", "heart", "Jantung (ICCU)")}${chip("need", "iso", "Isolasi")}${chip("need", "mind", "Jiwa")}</div></fieldset>
  <fieldset class="ask"><legend>Siapa yang membayar?</legend><div class="chips">${chip("pay", "jkn3", "JKN kelas 3", "radio", on)}${chip("pay", "jkn2", "JKN kelas 2")}${chip("pay", "jkn1", "JKN kelas 1")}${chip("pay", "self", "Bayar sendiri")}${chip("pay", "ins", "Asuransi")}</div></fieldset>
  <div class="field"><label for="place">Di mana?</label>
    <div class="joined"><input id="place" name="place" autocomplete="off" placeholder="Kelurahan, jalan, atau tempat"${on ? ' value="Kel. Pelabuhan"' : ""}><button class="btn" type="button" data-near>${icon("pin")}Dekat saya</button></div>
    <input type="hidden" name="lat"><input type="hidden" name="lon"><p class="hint" data-near-message hidden role="status"></p></div>
  <button class="btn primary wide">${icon("search")}Cari kamar</button></form>`;
}

const asked = (lang) => `<details class="asked" data-open-wide><summary><span><b>${lang === "id" ? "Rawat inap dewasa" : "Adult inpatient"}</b> · ${lang === "id" ? "JKN kelas 3 · dekat" : "JKN class 3 · near"} Kel. Pelabuhan</span><span class="btn quiet">${lang === "id" ? "Ubah" : "Change"}</span></summary>${form(true)}</details>`;
const tabs = (map, lang = "id") => `<div class="row between"><nav class="tabs" aria-label="Tampilan"><a href="finder"${map ? "" : ' aria-current="page"'}>${icon("list")}${lang === "id" ? "Daftar" : "List"}</a><a href="map"${map ? ' aria-current="page"' : ""}>${icon("map")}${lang === "id" ? "Peta" : "Map"}</a></nav><button class="btn quiet" type="button" data-share>${icon("share")}${lang === "id" ? "Bagikan" : "Share"}</button></div>`;
const rule = `<details class="fold"><summary>Bagaimana urutan ini dibuat?</summary><div><p>Paling atas: rumah sakit yang kami pilih untuk ibu kami sendiri. Waktu yang diharapkan = perjalanan + (1 − peluang) × 45 menit, waktu yang hilang bila ternyata penuh.</p><p>Peluang dihitung dari jumlah kosong, umur angka, dan seberapa cepat kamar di sana biasanya terisi. Angka yang terlalu lama tidak dihitung.</p></div></details>
<details class="fold"><summary>Hak Anda dengan JKN kelas 3</summary><div><p>Bila kelas 3 penuh, Anda boleh dirawat satu kelas lebih tinggi tanpa biaya tambahan, paling lama 3 hari.</p></div></details>`;

const split = (left, right) => `<div class="split"><div class="stack">${left}</div><div class="stack">${right}</div></div>`;

export const pages = {
  finder: (lang = "id") => page({ title: "Cari kamar rawat inap", here: "beds", lang, main: `<main id="main" class="wrap stack" tabindex="-1"><h1 class="vh">Cari kamar rawat inap</h1>${urgent[lang]}${split(asked(lang), tabs(false, lang) + bedList(lang) + `<p class="promise">Angka ini hanya informasi, bukan jaminan atau pemesanan tempat tidur.</p>` + rule)}</main>` }),
  "finder-ask": () => page({ title: "Cari kamar rawat inap", here: "beds", main: `<main id="main" class="wrap narrow stack" tabindex="-1">${urgent.id}<h1>Cari kamar rawat inap</h1>${form(false)}<div class="stats"><p class="stat"><b>1.284</b> <span>tempat tidur dilaporkan kosong dari 12.480</span> <small>${age(0.2)}</small></p><p class="stat"><b>26</b> <span>dari 28 rumah sakit melapor hari ini</span> <small>${age(3)}</small></p></div></main>` }),
  "finder-empty": () => page({ title: "Tidak ada", here: "beds", main: `<main id="main" class="wrap stack" tabindex="-1"><h1 class="vh">Cari kamar rawat inap</h1>${urgent.id}${split(asked("id"), tabs(false) + `<div class="empty">${icon("search")}<h2>Tidak ada kamar isolasi tekanan negatif yang dilaporkan kosong</h2><p>14 rumah sakit melapor, 3 belum. Coba isolasi biasa, atau telepon rumah sakit rujukan di bawah ini.</p><p class="row"><a class="btn primary" href="#">Isolasi biasa</a><a class="btn" href="#">Perluas sampai 50 km</a></p></div>` + rule)}</main>` }),
  services: () => page({ title: "Cari layanan", here: "services", main: `<main id="main" class="wrap stack" tabindex="-1">${urgent.id}<h1>Cari layanan</h1><nav class="chips" aria-label="Layanan"><a class="chip" href="#" aria-current="true"><span>Buka sekarang</span></a><a class="chip" href="#"><span>IGD</span></a><a class="chip" href="#"><span>Puskesmas</span></a><a class="chip" href="#"><span>Klinik</span></a><a class="chip" href="#"><span>Vaksin rabies</span></a></nav><ol class="beds" id="services">
${[["Puskesmas Pelabuhan", "4 mnt", "1,1 km", "free", "Buka", "s.d. 21.00", "Buka sekarang", "Poli umum, gigi, KIA, laboratorium"], ["IGD RSUD Samudra Raya", "14 mnt", "6,2 km", "free", "Buka", "24 jam", "Selalu buka", "Gawat darurat, bedah, kebidanan"], ["Klinik Pratama Rawat Inap Sejahtera Bersama Masyarakat Samudra", "7 mnt", "2,2 km", "few", "Tutup", "20 mnt lagi", "Segera tutup. Telepon dulu.", "Poli umum"], ["Puskesmas Bukit", "16 mnt", "7,4 km", "full", "Tutup", "s.d. 07.00", "Tutup, buka lagi besok 07.00", "Poli umum, KIA"]].map(([name, m, km, state, w, s, words, note]) => `<li class="bed" data-state="${state}"><h2 class="bed-name"><a href="#">${name}</a></h2><p class="bed-way"><b>${m}</b> · ${km}</p><p class="bed-fig word"><b>${w}</b> <span>${s}</span></p><p class="bed-chance"><span class="state" data-state="${state}">${words}</span></p><p class="bed-facts">${note}</p><a class="bed-call" href="tel:0">${icon("phone")}<span>Telepon<span class="vh"> ${name}</span></span><span class="bed-tel">(000) 000-200</span></a></li>`).join("")}</ol></main>` }),
  map: () => page({ title: "Peta", here: "beds", main: `<main id="main" class="wrap stack" tabindex="-1"><h1 class="vh">Cari kamar rawat inap</h1>${urgent.id}${split(asked("id"), tabs(true) + `<div class="map" data-map data-src="part/points.json" data-area="part/area.json" data-center="110.42,-6.99" data-zoom="11" role="region" aria-label="Peta rumah sakit"><p class="map-wait">Peta dimuat…</p></div>`)}</main>` }),
  hospital: () => page({ title: "RSUD Samudra Raya", here: "beds", main: `<main id="main" class="wrap narrow stack loose" tabindex="-1"><nav class="crumbs" aria-label="Jejak"><a href="finder">Cari kamar</a><span>RSUD Samudra Raya</span></nav>
<header class="head"><div><h1>${LONG}</h1><p class="ink-2">Kelas B · milik pemerintah kota · paripurna sampai 14-03-2028</p></div><div class="row"><a class="btn primary" href="tel:0">${icon("phone")}Telepon pendaftaran</a><button class="btn" type="button" data-share>${icon("share")}Bagikan</button></div></header>
<section class="card"><h2>Kamar rawat inap</h2><ul class="plain">${[["Kelas 3 · Dewasa", "free", "3 dari 24 kosong", 6], ["Kelas 2 · Dewasa · Perempuan", "few", "1 dari 18 kosong", 6], ["Kelas 1", "full", "0 dari 12 kosong", 6], ["ICU dengan ventilator", "old", "Data 5 jam lalu, tidak dihitung", 312], ["Isolasi tekanan negatif", "few", "Ada (ruang kecil)", 20]].map(([n, s, w, m]) => `<li class="line"><span><b>${n}</b><br><span class="ink-2">${age(m)} · SIMRS</span></span><span class="state pill" data-state="${s}">${w}</span></li>`).join("")}</ul></section>
<section class="card"><h2>Alamat dan telepon</h2><dl class="facts"><div><dt>Alamat</dt><dd>Jl. Dermaga Lama No. 114 (rekaan), Kel. Pelabuhan</dd></div><div><dt>Pendaftaran, 24 jam</dt><dd><a href="tel:0">(000) 000-014</a></dd></div><div><dt>IGD, 24 jam</dt><dd><a href="tel:0">(000) 000-015</a></dd></div></dl></section></main>` }),
  help: () => page({ title: "Bantuan", here: "", main: `<main id="main" class="wrap narrow stack" tabindex="-1"><h1>Bantuan gawat darurat</h1>${urgent.id}<section class="card" id="lokasi"><h2>Beri tahu tempat Anda</h2><p>Sebutkan nama jalan, patokan, dan kelurahan. Petugas 112 akan menuntun.</p></section></main>` }),
  404: () => page({ title: "404", main: `<main id="main" class="wrap narrow error-page" tabindex="-1"><p class="error-code">404</p><h1>Halaman ini tidak ada</h1><p>Mungkin alamatnya berubah. Cari kamar dan layanan tetap ada di menu di atas.</p><p class="row"><a class="btn primary" href="finder">Cari kamar</a></p><p class="ink-2">Jejak: <code>0192f3ab-77aa-7c10-9b7e-51f2d81c0f4e</code></p></main>` }),
};
