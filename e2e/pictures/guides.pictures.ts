// The pictures of docs/panduan/simrs and docs/guide/hospital-systems, each in its language: `npm run pictures -- -g "SATUSEHAT"` for some of them.
import { type Browser, expect, type Page, test } from "@playwright/test";

import { report, send, type SystemKey } from "../support/aplicares.ts";
import { found, hire, home, room } from "../support/hospital.ts";
import { OFFICE } from "../support/people.ts";
import { startServe } from "../support/server.ts";
import { before, type Screen, take } from "./camera.ts";
import { type Bird, choose, facilityOf, fhir, foundAll, have, type Hospital, type Settings, siranap } from "./hospitals.ts";

/** The names of the files, as the guide of each language calls them. */
const FILES = {
  choose: ["pilih-sistem", "choose-system"],
  waiting: ["menunggu", "waiting"],
  refused: ["ditolak", "refused"],
  problems: ["masalah", "problems"],
  done: ["tersambung", "connected"],
  joins: ["sambungan", "rows-and-wards"],
  feeds: ["aliran", "feeds"],
  stage: ["tahap", "stage"],
  resident: ["warga", "resident"],
  khanza_aplicares: ["isian-khanza-aplicares", "settings-khanza-aplicares"],
  khanza_siranap: ["isian-khanza-rs-online", "settings-khanza-rs-online"],
  gos_siranap: ["isian-gos", "settings-gos"],
  other_aplicares: ["isian-aplicares", "settings-aplicares"],
  other_siranap: ["isian-rs-online", "settings-rs-online"],
  other_fhir: ["isian-satusehat", "settings-satusehat"],
  other_have: ["isian-edxl-have", "settings-edxl-have"],
  fhir: ["ruang-satusehat", "ward-satusehat"],
  have: ["ruang-edxl-have", "ward-edxl-have"],
  look: ["berkas-periksa", "file-look"],
  saved: ["berkas-hasil", "file-saved"],
  phone: ["isian-ponsel", "settings-phone"],
  phones: ["daftar-ponsel", "phones"],
  passing: ["penerusan", "passing-on"],
} as const;
type What = keyof typeof FILES;

/** What stands in the place of the address of a national service. */
const SERVICE = { id: "https://LAYANAN-NASIONAL", en: "https://NATIONAL-SERVICE" } as const;

/** A name of a phone stands once in a city. */
const PREFIX = { id: "BEO", en: "MYNA" } as const;

const SHEET = [
  "RS Murai (rekaan);;;;",
  "Rekap tempat tidur;;;;",
  "Nama Ruangan;Kelas;Jumlah TT;Terisi;Ket.",
  "Anggrek;I;10;7;",
  "Bougenville;II;12;12;penuh",
  "Cempaka;III;30;21;",
  "ICU;ICU;8;5 TT;",
  "JUMLAH;;60;45;",
].join("\n");

for (const lang of ["id", "en"] as const) {
  test.describe(lang, () => {
    test.describe.configure({ mode: "serial" });
    let of: Record<Bird, Hospital>;

    const file = (what: What) => FILES[what][lang === "id" ? 0 : 1];
    const at = (browser: Browser, bird: Bird, screen: Screen) => before(browser, lang, screen, of[bird].admin);
    const shoot = async (page: Page, what: What, end = page.locator("main")) =>
      take(page, lang, file(what), page.locator("main h1"), end);

    /** Chooses a system and takes a picture of what has to be typed in. */
    async function connect(browser: Browser, bird: Bird, system: What): Promise<[Page, Settings]> {
      const page = await at(browser, bird, "narrow");
      const settings = await choose(page, system);
      await shoot(page, system, page.locator("main .actions"));
      return [page, settings];
    }

    async function copied(page: Page): Promise<void> {
      await page.locator("main .actions a.primary").click();
      await page.locator("#langkah").waitFor();
    }

    test.beforeAll(async () => {
      of = await foundAll(lang);
    });

    test("choosing, waiting and being refused", async ({ browser }) => {
      const chooser = await at(browser, "Kasuari", "narrow");
      await chooser.goto(`${await facilityOf(chooser)}/hubungkan`);
      await shoot(chooser, "choose", chooser.locator("form.form"));
      const [page, [, consId = "", secret = ""]] = await connect(browser, "Kasuari", "khanza_aplicares");
      await copied(page);
      await shoot(page, "waiting", page.locator("#langkah"));
      const key: SystemKey = { ppk: of.Kasuari.ppk, consId, secret };
      const melati = { kodekelas: "KL2", koderuang: "MLT", namaruang: "Melati", kapasitas: 24, tersedia: 7 };
      await send(home(), { ...key, secret: "salah" }, "update", JSON.stringify(melati));
      await page.reload();
      await shoot(page, "refused", page.locator("#langkah"));
      await send(home(), key, "update", JSON.stringify(melati));
      await send(home(), key, "create", JSON.stringify({ ...melati, koderuang: "MWR", namaruang: "Mawar", tersedia: "6,5" }));
      const wide = await at(browser, "Kasuari", "wide");
      await wide.goto((await facilityOf(wide)).replace("/fasilitas/", "/masalah-kiriman/"));
      await shoot(wide, "problems", wide.locator("main section.card").last());
    });

    test("RS Online of Khanza and of others", async ({ browser }) => {
      await connect(browser, "Kasuari", "khanza_siranap");
      await connect(browser, "Jalak", "other_siranap");
      await connect(browser, "Jalak", "other_aplicares");
    });

    test("GOS, a second source, the stages and what residents see", async ({ browser }) => {
      const [page, gos] = await connect(browser, "Maleo", "gos_siranap");
      await copied(page);
      for (const [id_tt, ruang, jumlah, terpakai] of [
        ["5", "Kamboja", "18", "13"],
        ["3", "Teratai", "10", "8"],
        ["38", "ICU Sentral", "8", "6"],
      ]) {
        await siranap(gos, "POST", { id_tt, ruang, jumlah_ruang: "1", jumlah, terpakai, covid: 0 });
      }
      await page.reload();
      await expect(page.locator("#langkah .badge")).not.toHaveCount(0);
      await shoot(page, "done", page.locator("#langkah"));

      const [, consId = "", secret = ""] = await choose(page, "other_aplicares");
      const key: SystemKey = { ppk: of.Maleo.ppk, consId, secret };
      for (const [kodekelas, koderuang, namaruang, kapasitas, tersedia] of [
        ["KL3", "KMB", "R. Kamboja", 18, 6],
        ["KL1", "TRT", "Teratai", 10, 2],
        ["KL2", "DHL", "Dahlia", 12, 4],
      ]) {
        await send(home(), key, "create", JSON.stringify({ kodekelas, koderuang, namaruang, kapasitas, tersedia }));
      }
      const wide = await at(browser, "Maleo", "wide");
      const facility = await facilityOf(wide);
      await wide.goto(`${facility}/sambungan`);
      await shoot(wide, "joins", wide.locator("main > section").nth(1).locator("section").first());
      await wide.goto(`${facility}/kiriman`);
      await shoot(wide, "feeds", wide.locator("#feeds"));

      const office = await before(browser, lang, "narrow", OFFICE);
      await office.goto(facility);
      const stage = office.locator("section.card", { has: office.locator("form[action*='tahap'], form[action*='perjanjian']") }).first();
      await take(office, lang, file("stage"), stage, stage.locator("form button.primary").first());
      for (let step = 0; step < 2; step++) {
        await stage.locator("form button.primary").first().click();
        await office.waitForURL(/ok=/);
      }
      const resident = await before(browser, lang, "phone");
      await expect(async () => {
        await resident.goto(facility.replace("/fasilitas/", "/rs/"));
        await expect(resident.locator("main")).toContainText("18", { timeout: 500 });
      }).toPass();
      await take(resident, lang, file("resident"), resident.locator("main h1"), resident.locator("main section").first());
    });

    test("SATUSEHAT and EDXL-HAVE", async ({ browser }) => {
      const [page, settings] = await connect(browser, "Kutilang", "other_fhir");
      await fhir(settings, "Ruang Cempaka", ["U", "U", "O", "O", "H", "O"]);
      await page.goto(`${await facilityOf(page)}/sambungan`);
      await take(page, lang, file("fhir"), page.locator("main > section section").first());
      const [other, told] = await connect(browser, "Jalak", "other_have");
      await have(told, of.Jalak.ppk);
      await other.goto(`${await facilityOf(other)}/sambungan`);
      await take(other, lang, file("have"), other.locator("main > section section").first(), other.locator("main > section section").last());
    });

    test("a file", async ({ browser }) => {
      const page = await at(browser, "Murai", "wide");
      await page.goto(`${await facilityOf(page)}/unggah`);
      await page.locator("input[type=file]").setInputFiles({ name: "rekap.csv", mimeType: "text/csv", buffer: Buffer.from(SHEET) });
      await page.locator("form.form button.primary").click();
      await page.locator("table").first().waitFor();
      await shoot(page, "look", page.locator("form.form"));
      await page.locator("form.form button.primary").first().click();
      await page.waitForURL((url) => !url.pathname.endsWith("/unggah"));
      await page.locator("main h1").waitFor();
      await shoot(page, "saved", page.locator("main .actions").last());
    });

    test("passing on", async ({ browser }) => {
      const nation = await startServe(`nation-${lang}.log`);
      const city = await startServe(`city-${lang}.log`, `[intake]\npass_on_to = ["${nation.url}/aplicaresws"]\n`);
      try {
        const name = "RS Seruni (rekaan)";
        const there = await found({ name, at: nation });
        const here = await found({ name, ppk: there.ppk, at: city });
        await report(city.url, here.key, "create", room(7));
        await report(city.url, here.key, "create", room(2, { kodekelas: "KL3", koderuang: "DHL", namaruang: "Dahlia", kapasitas: 18 }));
        const page = await before(browser, lang, "wide", await hire(here, "facility_admin", city.data), city.url);
        await page.goto(`/fasilitas/${here.id}/penerusan`);
        const card = page.locator("#aplicares");
        await card.locator("details.fold > summary").last().click();
        const typed = { facility_code: there.ppk, sender: there.key.consId, secret: there.key.secret };
        const letter = { letter_no: "445/017/RSUD/2026 (rekaan)", letter_date: "2026-11-02" };
        for (const [field, value] of Object.entries({ ...typed, ...letter })) await card.locator(`#aplicares-${field}`).fill(value);
        await card.locator("#aplicares-agreed").check();
        await card.locator("form.form button.primary").click();
        await expect(async () => {
          await page.goto(`/fasilitas/${here.id}/penerusan`);
          await expect(card.locator("td .badge[data-kind=good]")).toHaveCount(2, { timeout: 500 });
        }).toPass();
        const shown = card.locator("code", { hasText: nation.url }).first();
        await shown.evaluate((code, service) => (code.textContent = `${service}/aplicaresws`), SERVICE[lang]);
        await shoot(page, "passing", card.locator(".table-box"));
      } finally {
        await city.stop();
        await nation.stop();
      }
    });

    test("phones", async ({ browser }) => {
      const phone = await at(browser, "Beo", "phone");
      const devices = `${await facilityOf(phone)}/perangkat`;
      const add = async (page: Page, name: string, app: string) => {
        await page.goto(devices);
        await page.locator("#device-name").fill(`${PREFIX[lang]}-${name}`);
        await page.locator("#device-app").selectOption(app);
        await page.locator("form.form button.primary").click();
        await page.locator("dl.facts").waitFor();
        return page.locator("dl.facts dd").allInnerTexts();
      };
      const [traccar = ""] = await add(phone, "AMB01", "traccar");
      await shoot(phone, "phone", phone.locator("main .actions"));
      const page = await at(browser, "Beo", "wide");
      const [gpslogger = ""] = await add(page, "AMB02", "gpslogger");
      await add(page, "AMB03", "owntracks");
      const now = Math.floor(Date.now() / 1000);
      await fetch(`${traccar}?id=${PREFIX[lang]}-AMB01&timestamp=${now}&lat=-5.593&lon=112.609&speed=18&accuracy=6&batt=81`, { method: "POST" });
      await fetch(gpslogger);
      await page.goto(devices);
      await page.locator("main section.card").first().waitFor();
      await shoot(page, "phones", page.locator("main section.card").first());
    });
  });
}
