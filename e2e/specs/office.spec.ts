// The people behind the numbers: the health office, the hospital's administrator, and what they are told when something is wrong.
import { readFileSync } from "node:fs";

import type { Page } from "@playwright/test";

import { report, send, type SystemKey } from "../support/aplicares.ts";
import { dataFolder, finderAt, found, hire, home, register, room } from "../support/hospital.ts";
import { FILE } from "../support/pages.ts";
import { ADMIN, HOSPITAL_ADMIN, logIn, OFFICE } from "../support/people.ts";
import { sigap } from "../support/server.ts";
import { expect, PHONE, STATUS_NOTES, test } from "../support/test.ts";

test.use({ forgiven: STATUS_NOTES });

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Simpan" }).click();
}

test("the office finds a hospital in the list and sees what stands about it", async ({ page }) => {
  await logIn(page, OFFICE);
  await page.goto("/fasilitas");
  await page.getByLabel("Cari", { exact: true }).fill("Bukit Kemuning");
  await page.getByLabel("Jenis").selectOption({ label: "Rumah sakit umum" });
  await page.getByRole("button", { name: "Tampilkan" }).click();
  const rows = page.locator("tbody tr");
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText("9999R004");
  await expect(rows.first()).toContainText("Publik");
  await page.getByRole("link", { name: "RSUD Bukit Kemuning" }).click();
  await expect(page.getByRole("heading", { name: "RSUD Bukit Kemuning", level: 1 })).toBeVisible();
  for (const part of ["Data", "Perjanjian data", "Telepon", "Layanan", "Akreditasi", "Ruang", "Jurnal"]) {
    await expect(page.getByRole("heading", { name: part, exact: true })).toBeVisible();
  }
  await page.goto("/fasilitas?q=tidak+ada+yang+begini");
  await expect(page.getByRole("heading", { name: "Tidak ada fasilitas yang cocok" })).toBeVisible();
});

test("a hospital is seen by the public only after the office has opened it, and no longer after a step back", async ({ meet }) => {
  const hospital = await found({ stage: "training" });
  await register(hospital, room(7));
  const [office, family] = [await meet(), await meet(PHONE)];
  const row = family.locator("ol.beds > li").filter({ hasText: hospital.name });
  await logIn(office, OFFICE);
  await office.goto(`/fasilitas/${hospital.id}`);
  const steps = [
    ["Lanjut ke tahap bayangan", "Bayangan", "Angkanya belum ditampilkan"],
    ["Buka untuk umum", "Publik", "dari 24"],
  ] as const;
  await family.goto(finderAt(hospital, { limit: "60" }));
  await expect(row).toContainText("Angkanya belum ditampilkan");
  await expect(row).not.toContainText("dari 24");
  for (const [button, stage, seen] of steps) {
    await office.getByRole("button", { name: button }).click();
    await expect(office.locator('[aria-current="step"]')).toContainText(stage);
    await family.goto(finderAt(hospital, { limit: "60" }));
    await expect(row).toContainText(seen);
  }
  await expect(row.locator(".bed-fig")).toHaveText(/^7\s+dari 24$/);
  const back = office.locator("form").filter({ has: office.getByRole("button", { name: "Mundur satu tahap" }) });
  await back.getByLabel("Alasan").fill("Angka sedang diperiksa ulang.");
  await back.getByRole("button").click();
  await expect(office.locator('[aria-current="step"]')).toContainText("Bayangan");
  await expect(office.locator("main")).toContainText("Alasan: Angka sedang diperiksa ulang.");
  await family.goto(finderAt(hospital, { limit: "60" }));
  await expect(row).toContainText("Angkanya belum ditampilkan");
  await expect(row).not.toContainText("dari 24");
});

test("the administrator adds a ward, corrects it, and takes it out of use", async ({ page }) => {
  const hospital = await found();
  await logIn(page, await hire(hospital, "facility_admin"));
  await page.goto(`/fasilitas/${hospital.id}`);
  await page.getByRole("link", { name: "Tambah ruang" }).click();
  await save(page);
  await expect(page.getByRole("alert")).toContainText("Ada 1 hal yang perlu diperbaiki");
  await expect(page.locator("#name-error")).toHaveText("Wajib diisi.");
  await page.getByLabel("Nama", { exact: true }).fill("Seruni");
  await page.getByLabel("Jenis perawatan").selectOption({ label: "ICU dengan ventilator" });
  await page.getByLabel("Kelas", { exact: true }).selectOption({ label: "Tanpa kelas" });
  await save(page);
  const rows = page.locator("table").filter({ hasText: "Ruang" }).locator("tbody tr");
  await expect(rows).toHaveText(/Seruni.*ICU dengan ventilator/);
  await page.getByRole("link", { name: "Seruni" }).click();
  await page.getByLabel("Nama", { exact: true }).fill("Seruni Timur");
  await save(page);
  await page.getByRole("link", { name: "Seruni Timur" }).click();
  await page.getByLabel("Masih beroperasi").uncheck();
  await save(page);
  await expect(rows).toContainText("Tidak dipakai");
});

test("two administrators at one form: the second loses nothing typed and overwrites nothing", async ({ meet }) => {
  const hospital = await found();
  const [one, other] = [await meet(), await meet()];
  for (const page of [one, other]) {
    await logIn(page, OFFICE);
    await page.goto(`/fasilitas/${hospital.id}/ubah/data`);
  }
  await one.getByLabel("Alamat").fill("Jl. Satu No. 1 (rekaan)");
  await save(one);
  await expect(one.locator("main")).toContainText("Jl. Satu No. 1 (rekaan)");
  await other.getByLabel("Alamat").fill("Jl. Dua No. 2 (rekaan)");
  await save(other);
  await expect(other.getByText("Sudah diubah orang lain sejak Anda membuka formulir ini.")).toBeVisible();
  await expect(other.getByLabel("Alamat")).toHaveValue("Jl. Dua No. 2 (rekaan)");
  await save(other);
  await expect(other.locator("main")).toContainText("Jl. Dua No. 2 (rekaan)");
});
test("a file is checked row by row before anything is changed, and then loaded", async ({ page }) => {
  const mark = `${Date.now() % 1_000_000}`;
  await logIn(page, OFFICE);
  await page.goto("/impor");
  await page.getByLabel("Berkas").setInputFiles({ name: "rekaan.csv", mimeType: "text/csv", buffer: Buffer.from(FILE.replaceAll("Contoh", mark)) });
  await page.getByRole("button", { name: "Periksa berkas" }).click();
  await expect(page.getByText("Belum ada yang disimpan.")).toBeVisible();
  const findings = page.getByRole("table", { name: /^Temuan/ });
  await expect(findings.getByRole("row", { name: /^3 kode_ppk/ })).toContainText("Kode PPK terdiri dari delapan tanda");
  await expect(findings.getByRole("row", { name: /^4 jenis/ })).toContainText("kesalahan");
  await expect(findings.getByRole("row", { name: /^5 / })).toContainText("Koordinat tidak terbaca: “bukan angka”, “112.63”.");
  await page.goto(`/fasilitas?q=${mark}`);
  await expect(page.getByRole("heading", { name: "Tidak ada fasilitas yang cocok" })).toBeVisible();
  await page.goBack();
  await page.getByRole("button", { name: "Muat berkas ini" }).click();
  await expect(page.getByText("Isi berkas sudah dimuat.")).toBeVisible();
  await page.goto(`/fasilitas?q=${mark}`);
  await expect(page.getByRole("link", { name: `Klinik ${mark} Rekaan` })).toBeVisible();
});

test("a file that is no table is answered with a sentence", async ({ page }) => {
  await logIn(page, OFFICE);
  await page.goto("/impor");
  await page.getByLabel("Berkas").setInputFiles({ name: "gambar.csv", mimeType: "text/csv", buffer: Buffer.from([0xff, 0xfe, 0x00, 0x80]) });
  await page.getByRole("button", { name: "Periksa berkas" }).click();
  await expect(page.getByRole("alert")).toContainText("Berkas ini bukan teks UTF-8. Simpan ulang sebagai “CSV UTF-8”.");
});

test("what is taken out as a file can be checked in again and changes nothing", async ({ page }) => {
  await logIn(page, OFFICE);
  for (const [kind, start] of [["CSV", /^\uFEFF?name,|^\uFEFF?[a-z_]+,/], ["GeoJSON", /^\{\s*"/]] as const) {
    await page.goto("/fasilitas");
    const arrives = page.waitForEvent("download");
    await page.getByRole("link", { name: kind, exact: true }).click();
    const file = await arrives;
    expect(file.suggestedFilename()).toBe(`REKAAN-sigap-fasilitas.${kind.toLowerCase()}`);
    const text = readFileSync(await file.path(), "utf8");
    expect(text).toMatch(start);
    expect(text).toContain("RSUD Bukit Kemuning");
  }
});

test("a key's secret is shown once, works at once, and stops when the key is turned off", async ({ page }) => {
  const hospital = await found();
  await logIn(page, await hire(hospital, "facility_admin"));
  await page.goto(`/fasilitas/${hospital.id}/kunci`);
  await page.getByLabel("Catatan").fill("SIMRS rekaan, dipasang bagian TI");
  await page.getByRole("button", { name: "Buat kunci" }).click();
  await expect(page.getByText("Rahasia ini hanya tampil sekali.")).toBeVisible();
  const facts = page.locator("dl.facts");
  const fact = async (name: string) => (await facts.locator("div").filter({ has: page.getByText(name, { exact: true }) }).locator("dd").innerText()).trim();
  const key: SystemKey = { ppk: hospital.ppk, consId: await fact("Cons-id"), secret: await fact("Rahasia (consumer secret)") };
  expect(await fact("Kode PPK")).toBe(hospital.ppk);
  expect(await fact("Alamat (URL Aplicares)")).toContain("/aplicaresws");
  await report(home(), key, "create", room(7));
  const forged = await send(home(), { ...key, secret: "salah" }, "update", JSON.stringify(room(3)));
  expect(forged.message).toBe("Tanda tangan (X-signature) tidak cocok. Periksa cons-id dan secret.");
  await page.getByRole("link", { name: "Sudah disalin" }).click();
  await page.getByRole("link", { name: "Kunci sistem" }).click();
  const row = page.locator("tbody tr").filter({ hasText: key.consId });
  await expect(row).toContainText("SIMRS rekaan, dipasang bagian TI");
  await expect(row).toContainText(/baru saja|lalu/);
  await expect(row).toContainText("Tanda tangan salah");
  expect(await page.content()).not.toContain(key.secret);
  await row.getByRole("button", { name: "Matikan" }).click();
  await expect(row).toContainText("dimatikan");
  const refused = await send(home(), key, "update", JSON.stringify(room(6)));
  expect(refused.code).toBe(0);
});

test("what a hospital's system sends and nobody can use is on a page, with the reason and what to do", async ({ page }) => {
  const hospital = await found();
  await register(hospital, room(7));
  await send(home(), hospital.key, "update", JSON.stringify(room(-3, { kapasitas: 24 })));
  await send(home(), hospital.key, "update", '{"kodekelas":"KL2",');
  await send(home(), hospital.key, "update", JSON.stringify(room(3, { koderuang: "LAIN" })));
  await logIn(page, await hire(hospital, "facility_admin"));
  await page.goto(`/masalah-kiriman/${hospital.id}`);
  const problem = (title: string) => page.locator("section.card").filter({ has: page.getByRole("heading", { name: title }) });
  await expect(problem("Ada kolom yang salah")).toContainText("Tidak boleh negatif.");
  await expect(problem("Ada kolom yang salah")).toContainText("Perbaiki kolom yang disebut pada data ruang di SIMRS, lalu kirim ulang.");
  await expect(problem("Isi kiriman tidak terbaca")).toContainText("Terpotong.");
  await expect(problem("Ruang belum terdaftar")).toContainText("didaftarkan Sigap sendiri");
  await page.goto(`/fasilitas/${hospital.id}`);
  await page.getByRole("link", { name: "3 masalah kiriman belum selesai" }).click();
  await expect(page).toHaveURL(new RegExp(`/masalah-kiriman/${hospital.id}$`));
  await page.goto(`/rs/${hospital.id}`);
  await expect(page.locator("#pools")).toContainText("7 dari 24 kosong");
});

test("an administrator of one hospital has no business in another", async ({ page }) => {
  const other = await found();
  await logIn(page, HOSPITAL_ADMIN);
  for (const path of [`/fasilitas/${other.id}/kunci`, `/masalah-kiriman/${other.id}`, `/papan/${other.id}`, `/fasilitas/${other.id}/ubah/data`]) {
    expect((await page.goto(path))?.status(), path).toBe(403);
  }
});

test("the administrator of the city makes a key where the office cannot", async ({ meet }) => {
  const hospital = await found();
  const [admin, office] = [await meet(), await meet()];
  await logIn(admin, ADMIN);
  await logIn(office, OFFICE);
  expect((await admin.goto(`/fasilitas/${hospital.id}/kunci`))?.status()).toBe(200);
  expect((await office.goto(`/fasilitas/${hospital.id}/kunci`))?.status()).toBe(403);
});

test("after all this the journal is whole", async () => {
  expect(await sigap(dataFolder(), ["journal", "verify"])).not.toBe("");
});
