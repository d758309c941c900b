// The pages of Sigap, one line each: what is asked for, by whom, and what is done before it is looked at. For accessibility and pictures.
import type { Page } from "@playwright/test";

import { send } from "./aplicares.ts";
import { found, home } from "./hospital.ts";
import { ADMIN, HELP_DESK, logIn, MANAGER, NURSE, OFFICE, OPERATOR } from "./people.ts";

/** A page as somebody meets it. */
export interface Met {
  name: string;
  path: string;
  /** The address they log in with; nobody in particular without it. */
  who?: string;
  /** What they do on the page before it is the page that is meant. */
  does?: (page: Page) => Promise<void>;
  /** It is made like another page: for pictures only. */
  alike?: true;
}

/** Ids of the city that stand in addresses. */
export interface Known {
  /** A large hospital whose system reports. */
  hospital: string;
  /** One whose system fell silent long ago. */
  silent: string;
  /** The one of the demo's nurse, and a ward of it. */
  board: string;
  ward: string;
  /** One whose system sends what nobody can use. */
  trouble: string;
  /** A file that waits to be loaded. */
  draft: string;
  /** One of the staff. */
  person: string;
  /** One in shadow. */
  shadow: string;
  /** The newest case of a family that waits on the desk. */
  familyCase: string;
}

const ID = "([0-9a-f]{8}-[0-9a-f-]{27})";

/** A file with good rows and bad ones. */
export const FILE = [
  "nama,jenis,lat,lon,kode_ppk,telp",
  "Klinik Contoh Rekaan,clinic,-5.60,112.60,,",
  "RS Contoh Rekaan,hospital,-5.61,112.61,salah,",
  "Tanpa Jenis Rekaan,,-5.62,112.62,,",
  "Puskesmas Contoh Rekaan,health_centre,bukan angka,112.63,,",
].join("\n");

/** The month before the one it is at the city, as addresses write it. */
function lastMonth(): string {
  const now = new Date(Date.now() + 7 * 3_600_000);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

async function first(page: Page, path: string, pattern: string): Promise<string> {
  const text = await (await page.request.get(path)).text();
  const id = new RegExp(pattern).exec(text)?.[1];
  if (id === undefined) throw new Error(`${path} has no ${pattern}`);
  return id;
}

/** The demo has printed a pad: its first sheet waits to be typed in. */
async function openSheet(page: Page): Promise<void> {
  await page.locator("a.paper-number").last().click();
  await page.locator("#free_1").waitFor();
}

async function facility(page: Page, ppk: string): Promise<string> {
  return first(page, `/fasilitas?q=${ppk}`, `/fasilitas/${ID}`);
}

/** Uploads a file for a dry run; gives the address of its report. */
async function upload(page: Page): Promise<string> {
  const csrf = await first(page, "/impor", 'name="csrf" value="([^"]+)"');
  const file = { name: "contoh.csv", mimeType: "text/csv", buffer: Buffer.from(FILE) };
  const answer = await page.request.post("/impor", { multipart: { csrf, file } });
  return new URL(answer.url()).pathname;
}

/** Asks the program for the ids; the page's own log-in is used up. */
export async function known(page: Page): Promise<Known> {
  await logIn(page, OFFICE);
  const [hospital, silent, board] = [await facility(page, "9999R002"), await facility(page, "9999R014"), await facility(page, "9999R004")];
  const shadow = await facility(page, "9999R018");
  const draft = await upload(page);
  const ward = await first(page, `/papan/${board}`, `/papan/ruang/${ID}`);
  await page.context().clearCookies();
  await logIn(page, ADMIN);
  const person = await first(page, "/petugas?q=perawat", `/petugas/${ID}`);
  await page.context().clearCookies();
  await logIn(page, HELP_DESK);
  const familyCase = await first(page, "/bantuan-kamar", `/bantuan-kamar/${ID}`);
  await page.context().clearCookies();
  const troubled = await found({ name: `RS Uji Bermasalah ${Date.now()} (rekaan)` });
  await send(home(), troubled.key, "update", '{"kodekelas":"KL2","koderuang":"X","namaruang":"Melati","kapasitas":-3,"tersedia":"banyak"}');
  await send(home(), troubled.key, "update", '{"kodekelas":');
  return { hospital, silent, board, ward, trouble: troubled.id, draft, person, shadow, familyCase };
}

async function wrongLogIn(page: Page): Promise<void> {
  await page.locator("#email").fill("tidak.ada@uji.example");
  await page.locator("#password").fill("bukan-kata-sandi");
  await page.locator("main form button").click();
  await page.locator("[data-errors]").waitFor();
}

async function makeKey(page: Page): Promise<void> {
  await page.locator("form.form button.primary").click();
  await page.locator("code.secret").waitFor();
}

async function addDevice(page: Page): Promise<void> {
  await page.locator("input[name=name]").fill(`AMB-${Date.now() % 1_000_000}`);
  await page.locator("form.form button.primary").click();
  await page.locator("code.secret").first().waitFor();
}

/** What a ward clerk keeps: two good rows, one whose name says another kind than its class, one that cannot be read. */
export const LIST = ["Ruang;Kelas;Jenis;Kapasitas;Kosong", "Mawar;2;;24;7", "ICU;;ICU;8;1", "Isolasi;3;;4;2", "Anggrek;1;;10;dua"].join("\n");

async function uploadList(page: Page): Promise<void> {
  await page.locator("input[type=file]").setInputFiles({ name: "kamar.csv", mimeType: "text/csv", buffer: Buffer.from(LIST) });
  await page.locator("form button.primary").click();
  await page.locator("#rows-cap").waitFor();
}

async function takeList(page: Page): Promise<void> {
  await uploadList(page);
  await page.locator("form button.primary").click();
  await page.locator(".stats").waitFor();
}

async function saveEmpty(page: Page): Promise<void> {
  await page.locator("form.form button.primary").click();
  await page.locator("[data-errors]").waitFor();
}

/** A family says what the hospital said, and gets its number. */
async function tellWhat(page: Page): Promise<void> {
  await page.locator("label.chip", { has: page.locator("input[name=what]") }).first().click();
  await page.locator("label.chip", { has: page.locator("input[name=happened]") }).first().click();
  await page.locator("form.form button.primary").click();
  await page.locator(".secret").waitFor();
}

/** All pages, for a city whose ids are known. */
export function pages(of: Known): Met[] {
  const office = (name: string, path: string, does?: Met["does"]): Met => ({ name, path, who: OFFICE, ...(does && { does }) });
  const admin = (name: string, path: string, does?: Met["does"]): Met => ({ name, path, who: ADMIN, ...(does && { does }) });
  const desk = (name: string, path: string, does?: Met["does"]): Met => ({ name, path, who: HELP_DESK, ...(does && { does }) });
  return [
    { name: "finder", path: "/" },
    { name: "finder-answer", path: "/?situation=adult&payer=jkn2&place=Pasar+Kota+Tua" },
    { name: "finder-which", path: "/?place=Karang" },
    { name: "finder-unknown", path: "/?situation=birth&place=Antah+Berantah", alike: true },
    { name: "finder-map", path: "/?view=map" },
    { name: "hospital", path: `/rs/${of.hospital}` },
    { name: "hospital-silent", path: `/rs/${of.silent}`, alike: true },
    { name: "services", path: "/layanan?open=0" },
    { name: "services-igd", path: "/layanan?service=igd", alike: true },
    { name: "help", path: "/bantuan" },
    { name: "sources", path: "/sumber-angka" },
    { name: "family", path: "/keluhan" },
    { name: "family-form", path: `/keluhan?facility=${of.hospital}` },
    { name: "family-mistakes", path: `/keluhan?facility=${of.hospital}`, does: saveEmpty, alike: true },
    { name: "family-status", path: `/keluhan?facility=${of.hospital}`, does: tellWhat },
    { name: "lobby", path: `/lobi/${of.hospital}` },
    { name: "log-in", path: "/masuk" },
    { name: "log-in-wrong", path: "/masuk", does: wrongLogIn },
    { name: "log-in-first", path: "/papan", alike: true },
    { name: "not-found", path: "/tidak-ada" },
    { name: "board", path: `/papan/${of.board}`, who: NURSE },
    { name: "ward", path: `/papan/ruang/${of.ward}`, who: NURSE },
    { name: "promises", path: "/janji", who: OPERATOR },
    { name: "promise-ask", path: `/janji/minta?rs=${of.hospital}`, who: OPERATOR },
    { name: "promises-hospital", path: `/janji/${of.hospital}`, who: MANAGER },
    { name: "list", path: `/manajer/${of.hospital}`, who: MANAGER },
    { name: "list-new", path: `/manajer/${of.hospital}/tambah/one_up`, who: MANAGER, does: saveEmpty },
    { ...office("list-empty", `/manajer/${of.board}`), alike: true },
    office("list-choose", "/manajer"),
    office("reminders", "/pengingat"),
    office("reminder", `/pengingat/${of.silent}`),
    office("reminder-contact", `/pengingat/${of.silent}/kontak`),
    { name: "reminders-own", path: "/pengingat", who: MANAGER, alike: true },
    office("censuses", "/hitung"),
    office("census-start", "/hitung/baru"),
    office("census", "/hitung/1"),
    { ...office("census-wall", "/hitung/1/layar"), alike: true },
    { name: "refused", path: "/impor", who: NURSE, alike: true },
    { name: "quality-own", path: `/mutu/${of.hospital}`, who: MANAGER },
    { name: "cases-own", path: `/kasus/${of.hospital}`, who: MANAGER },
    { name: "indicators-own", path: `/indikator/${of.hospital}`, who: MANAGER },
    { name: "tell-month", path: `/indikator/${of.hospital}/${lastMonth()}`, who: MANAGER },
    office("office", "/kantor"),
    office("occupancy", "/kantor/hunian"),
    office("indicators", "/kantor/indikator"),
    { ...office("indicators-hospital", `/indikator/${of.board}`), alike: true },
    office("reports", "/kantor/laporan"),
    office("report", `/kantor/laporan/${lastMonth()}`),
    office("quality", "/mutu"),
    { ...office("quality-closed", `/mutu/${of.hospital}`), alike: true },
    office("cases", "/kasus"),
    office("case-decide", `/bantuan-kamar/${of.familyCase}`),
    office("shadow-list", "/bayangan"),
    office("shadow", `/bayangan/${of.shadow}`),
    desk("checks", "/cek"),
    desk("check", `/cek/${of.hospital}`, saveEmpty),
    desk("desk", "/bantuan-kamar"),
    { ...desk("take-call-which", "/bantuan-kamar/baru"), alike: true },
    desk("take-call", `/bantuan-kamar/baru?facility=${of.hospital}`),
    desk("case", `/bantuan-kamar/${of.familyCase}`),
    desk("handover", "/bantuan-kamar/serah-terima"),
    office("board-choose", "/papan"),
    office("promises-office", "/janji"),
    office("chances", "/peluang"),
    office("limits", "/keterbatasan"),
    office("paper", "/kertas"),
    { name: "paper-hospital", path: `/kertas/rs/${of.board}`, who: NURSE },
    { name: "paper-sheet", path: `/kertas/rs/${of.board}`, who: NURSE, does: openSheet },
    { name: "limits-own", path: `/keterbatasan/${of.hospital}`, who: MANAGER, does: saveEmpty },
    office("facilities", "/fasilitas"),
    { ...office("facilities-none", "/fasilitas?q=tidak+ada"), alike: true },
    office("facility", `/fasilitas/${of.hospital}`),
    office("facility-new", "/fasilitas/baru", saveEmpty),
    office("facility-data", `/fasilitas/${of.hospital}/ubah/data`),
    { ...office("facility-phones", `/fasilitas/${of.hospital}/ubah/telepon`), alike: true },
    office("facility-services", `/fasilitas/${of.hospital}/ubah/layanan`),
    { ...office("facility-accreditation", `/fasilitas/${of.hospital}/ubah/akreditasi`), alike: true },
    { ...office("facility-agreement", `/fasilitas/${of.hospital}/ubah/perjanjian`), alike: true },
    office("import", "/impor"),
    office("import-report", of.draft),
    admin("ward-new", `/fasilitas/${of.hospital}/ruang/baru`, saveEmpty),
    admin("keys", `/fasilitas/${of.hospital}/kunci`),
    admin("connect", `/fasilitas/${of.hospital}/hubungkan`),
    admin("joins", `/fasilitas/${of.hospital}/sambungan`),
    admin("feeds", `/fasilitas/${of.hospital}/kiriman`),
    { ...admin("feeds-trouble", `/fasilitas/${of.trouble}/kiriman`), alike: true },
    admin("upload", `/fasilitas/${of.trouble}/unggah`),
    admin("upload-look", `/fasilitas/${of.trouble}/unggah`, uploadList),
    admin("upload-done", `/fasilitas/${of.trouble}/unggah`, takeList),
    { ...admin("joins-waiting", `/fasilitas/${of.trouble}/sambungan`), alike: true },
    admin("devices", `/fasilitas/${of.hospital}/perangkat`),
    admin("device-added", `/fasilitas/${of.hospital}/perangkat`, addDevice),
    admin("passing-on", `/fasilitas/${of.hospital}/penerusan`),
    admin("key-new", `/fasilitas/${of.trouble}/kunci`, makeKey),
    admin("problems", `/masalah-kiriman/${of.trouble}`),
    { ...admin("facility-reminded", `/fasilitas/${of.trouble}`), alike: true },
    admin("staff", "/petugas"),
    admin("staff-new", "/petugas/baru", saveEmpty),
    admin("staff-one", `/petugas/${of.person}`),
    admin("journal", "/jurnal"),
    admin("reading-log", "/log-baca"),
    admin("jobs", "/pekerjaan"),
    { name: "account", path: "/akun", who: NURSE },
  ];
}
