// A bad night in the demo city, told by those who live it: a family that was sent away, the dispatcher, the bed manager, the help desk and the
// office. Everything is done with the mouse and keys they have, on the pages they would open.
import type { Page } from "@playwright/test";

import { expectAccessible, expectNoSliding } from "../support/accessible.ts";
import { report } from "../support/aplicares.ts";
import { found, type Hospital, hire, home, register, room } from "../support/hospital.ts";
import { HELP_DESK, logIn, OFFICE, OPERATOR } from "../support/people.ts";
import { DESKTOP, expect, PHONE, test } from "../support/test.ts";

const ICU = { kodekelas: "ICU", koderuang: "ICU1", namaruang: "ICU Malam", kapasitas: 8 } as const;
// Hardly another hospital has such rooms: who works elsewhere at the same time is not asked to count.
const RARE = { kodekelas: "UTM", koderuang: "UTM1", namaruang: "Utama Malam", kapasitas: 4 } as const;
const FAMILY_PHONE = "0812 0000 0021";

test.describe.configure({ mode: "serial", timeout: 120_000 });

let hospital: Hospital;
let manager: string;
let caseNumber: string;

test.beforeAll(async () => {
  hospital = await found({ name: `RS Uji Malam ${Date.now() % 100_000} (rekaan)` });
  await register(hospital, room(6));
  await report(home(), hospital.key, "create", room(4, ICU));
  await report(home(), hospital.key, "create", room(1, RARE));
  manager = await hire(hospital, "bed_manager");
});

async function as(page: Page, who: string, path: string): Promise<void> {
  await logIn(page, who);
  await page.goto(path);
}

test("a family that was sent away tells what the hospital said, and gets a number", async ({ meet }) => {
  const family = await meet(PHONE);
  await family.goto(`/rs/${hospital.id}`);
  await expect(family.locator("main")).toContainText("6 dari 24 kosong");
  await family.getByRole("link", { name: "Jawaban rumah sakit berbeda?" }).click();
  await family.getByRole("radio", { name: "Tidak ada kamar", exact: true }).check();
  await family.getByRole("radio", { name: "Baru saja", exact: true }).check();
  await family.getByLabel("Nomor telepon").fill(FAMILY_PHONE);
  await family.getByLabel(/Ceritakan singkat/).fill("Di loket katanya penuh (rekaan)");
  await expectNoSliding(family);
  await family.getByRole("button", { name: "Kirim" }).click();
  await expect(family.getByText("Nomor keluhan Anda")).toBeVisible();
  caseNumber = (await family.locator("h1 .secret").innerText()).trim();
  expect(caseNumber).toMatch(/^\d{4} \d{4}$/);
  await expect(family.locator("main")).not.toContainText("0812");
});

test("the dispatcher asks for a bed, the bed manager gives one and sees who comes, and the patient is placed", async ({ meet }) => {
  const dispatcher = await meet(DESKTOP);
  await as(dispatcher, OPERATOR, `/janji/minta?rs=${hospital.id}`);
  await dispatcher.getByRole("radio", { name: /ICU/ }).check();
  await dispatcher.getByLabel("Keadaan").fill("sesak napas (rekaan)");
  await dispatcher.locator("#phone").fill("0812 0000 0022");
  await dispatcher.getByRole("button", { name: "Kirim permintaan" }).click();
  const asked = dispatcher.locator(".promise-card", { hasText: hospital.name });
  await expect(asked).toContainText("Menunggu jawaban");

  const phone = await meet(PHONE);
  await as(phone, manager, `/janji/${hospital.id}`);
  const decides = phone.locator(".promise-card").first();
  await decides.getByRole("button", { name: "Terima" }).click();
  await expect(phone.locator(".promise-card").first()).toContainText("Diterima");
  await phone.goto(`/manajer/${hospital.id}`);
  await expect(phone.locator("main")).toContainText("Dijanjikan, belum berangkat");
  await expectNoSliding(phone);

  await dispatcher.goto("/janji");
  await asked.getByRole("button", { name: /^Berangkat/ }).click();
  await expect(asked).toContainText("Di jalan");
  await phone.reload();
  await expect(phone.locator("main")).toContainText("Dijanjikan, di jalan");
  await phone.goto(`/janji/${hospital.id}`);
  await phone.locator(".promise-card").first().getByRole("button", { name: /^Tiba di IGD/ }).click();
  await dispatcher.reload();
  await expect(asked).toContainText("Menunggu di IGD");
  await phone.locator(".promise-card").first().getByRole("button", { name: /^Sudah di ruang/ }).click();
  await dispatcher.reload();
  await expect(dispatcher.locator("main")).toContainText("Sudah di tempat tidur");
  await expectAccessible(dispatcher);
});

test("the office asks to count now, a ward answers with one tap, and the board and the wall know it", async ({ meet }) => {
  const office = await meet(DESKTOP);
  await as(office, OFFICE, "/kantor");
  await office.locator("main").getByRole("link", { name: "Hitung sekarang" }).click();
  await office.getByRole("link", { name: "Minta hitung sekarang" }).click();
  await office.getByLabel("Alasan").fill("Malam yang ramai (rekaan)");
  await office.getByLabel("Jenis kamar").selectOption({ label: "Rawat inap · Utama" });
  await office.getByRole("button", { name: "Minta hitung sekarang" }).click();
  const missing = office.locator("#belum");
  await expect(missing).toContainText(hospital.name);
  await expect(office.locator("main")).toContainText("menit lagi");
  await expectAccessible(office);

  const ward = await meet(PHONE);
  await as(ward, await hire(hospital, "ward_nurse"), `/papan/${hospital.id}`);
  await expect(ward.locator("#banners")).toContainText("menghitung tempat tidur sekarang");
  await expectNoSliding(ward);
  const card = ward.locator("[data-ward]").filter({ has: ward.getByRole("heading", { name: RARE.namaruang }) });
  await card.getByRole("button", { name: "Tidak berubah" }).click();
  await expect(ward.locator("#banners")).not.toContainText("menghitung tempat tidur sekarang");
  // The board of the office follows by itself.
  await expect(missing).not.toContainText(hospital.name);

  const board = office.url();
  await office.getByRole("link", { name: "Layar dinding" }).click();
  await expect(office.locator("body")).toContainText("menjawab");
  await expectAccessible(office);
  await office.goto(board);
  await office.getByRole("button", { name: "Akhiri sekarang" }).click();
  await expect(office.locator("main")).toContainText("Selesai");
});

test("the help desk finds another bed for the family and hands the case to the next shift", async ({ meet }) => {
  const desk = await meet(DESKTOP);
  await as(desk, HELP_DESK, "/bantuan-kamar");
  await desk.getByRole("link", { name: new RegExp(caseNumber) }).click();
  await expect(desk.locator("main")).toContainText("Di loket katanya penuh (rekaan)");
  await desk.getByRole("button", { name: /^Ambil/ }).press("Enter");
  await expect(desk.getByRole("button", { name: "Serahkan" })).toBeVisible();

  const called = desk.locator("#facility option").nth(1);
  const elsewhere = (await called.innerText()).trim();
  await desk.locator("#facility").selectOption({ label: elsewhere });
  await desk.getByRole("radio", { name: "Ada kamar", exact: true }).check();
  await desk.getByLabel("Catatan singkat").fill("dua kosong, ditahan sampai pagi (rekaan)");
  await desk.getByRole("button", { name: "Catat" }).click();
  await expect(desk.locator("#telepon ol").first()).toContainText(elsewhere);

  await desk.getByLabel("Catatan serah terima").fill("Keluarga sudah diarahkan (rekaan)");
  await desk.getByRole("button", { name: "Simpan", exact: true }).click();
  await desk.getByRole("button", { name: "Serahkan" }).click();
  await desk.goto("/bantuan-kamar/serah-terima");
  await expect(desk.locator("main")).toContainText(caseNumber);
  await expectAccessible(desk);
});

test("the hospital replies, the office decides, and the family reads how it ended", async ({ meet }) => {
  const replies = await meet(PHONE);
  await as(replies, manager, `/kasus/${hospital.id}`);
  await replies.getByRole("radio", { name: "Saat itu sudah penuh, angkanya terlambat" }).first().check();
  await replies.locator("main form button.primary").first().click();
  await expect(replies.locator("main")).toContainText("Dijawab RS");

  const office = await meet(DESKTOP);
  await as(office, OFFICE, "/kasus");
  await office.getByRole("link", { name: new RegExp(caseNumber) }).first().click();
  await office.getByRole("radio", { name: "Dihitung: halaman keliru", exact: true }).check();
  await office.locator("#reason").fill("Rumah sakit mengaku angkanya terlambat (rekaan)");
  await office.getByRole("button", { name: "Simpan keputusan" }).click();
  await expect(office.locator("main")).toContainText("Dihitung: halaman keliru");
  await office.goto(`/mutu/${hospital.id}`);
  await expect(office.locator("main")).toContainText(hospital.name);

  const family = await meet(PHONE);
  await family.goto("/keluhan");
  await family.getByLabel("Nomor keluhan").fill(caseNumber);
  await family.getByRole("button", { name: "Lihat" }).click();
  await expect(family.locator("main")).toContainText("Dihitung: halaman keliru");
  await expectNoSliding(family);
});
