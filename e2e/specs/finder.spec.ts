// A family looks for a bed: what is needed, who pays, where; the list; the hospital; the phone; a link for the rest of the family.
import type { Page } from "@playwright/test";

import { report } from "../support/aplicares.ts";
import { finderAt, found, home, OF_A_TEST, register, room } from "../support/hospital.ts";
import { expect, PHONE, test } from "../support/test.ts";

/** Fills in the question as a daughter does. */
async function ask(page: Page, place: string): Promise<void> {
  await page.getByRole("radio", { name: "Rawat inap dewasa" }).check();
  await page.getByRole("radio", { name: "JKN kelas 2" }).check();
  await page.getByLabel("Di mana?").fill(place);
  await page.getByRole("button", { name: "Cari kamar" }).click();
}

/** Before which other rows a row stands: those with free beds, then the full ones, then old numbers, then the silent. */
const BAND: Record<string, number> = { free: 0, few: 0, full: 1, old: 3, silent: 4 };

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  test(`a daughter with a phone ${how} scripts finds the hospital to call for her mother`, async ({ meet }) => {
    const page = await meet({ ...PHONE, javaScriptEnabled });
    await page.goto("/");
    await ask(page, "Pasar Kota Tua");
    await expect(page.locator(".asked > summary")).toContainText("Rawat inap dewasa · JKN kelas 2");
    await expect(page.locator(".asked > summary")).toContainText("dari Pasar Kota Tua, Kota Tua");
    const rows = page.locator("ol.beds > li");
    await expect(rows.first()).toBeInViewport();
    const first = rows.first();
    await expect(first.locator(".bed-way")).toContainText(/\d+ mnt · [\d,]+ k?m/);
    await expect(first.locator(".bed-fig")).toContainText(/dari \d+/);
    await expect(first.locator(".bed-facts")).toContainText(/lalu|baru saja/);
    await expect(first.locator(".bed-facts")).toContainText("ditanggung JKN");
    await expect(first.locator(".bed-call")).toHaveAttribute("href", /^tel:\+?\d{5,}$/);
    const name = await first.locator("h3").innerText();
    await first.getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await expect(page.getByRole("link", { name: "Telepon pendaftaran" })).toHaveAttribute("href", /^tel:\+?\d{5,}$/);
    await expect(page.getByText("Angka ini hanya informasi, bukan jaminan atau pemesanan tempat tidur.")).toBeVisible();
  });
}

test("the list has what is free above what is full, and what is silent last", async ({ page }) => {
  await page.goto("/?situation=adult&limit=40");
  // Hospitals of other tests lie in a sea hours away, behind all that is near, whatever they have free.
  const inTown = page.locator("ol.beds > li").filter({ hasNot: page.getByRole("heading", { name: OF_A_TEST }) });
  const states = await inTown.evaluateAll((rows) => rows.map((row) => row.getAttribute("data-state") ?? ""));
  expect(states.length).toBeGreaterThan(15);
  const bands = states.map((state) => BAND[state] ?? 2);
  expect(bands).toEqual([...bands].sort((one, other) => one - other));
  expect(states.at(-1)).toBe("silent");
});

test("a place whose name is in several places is asked back, and answered meanwhile", async ({ meet }) => {
  const page = await meet(PHONE);
  await page.goto("/?place=Karang");
  const which = page.getByRole("navigation", { name: '"Karang" ada di beberapa tempat. Yang mana?' });
  const choices = which.getByRole("link");
  expect(await choices.count()).toBeGreaterThan(1);
  await expect(page.locator("ol.beds > li").first()).toBeVisible();
  const chosen = (await choices.nth(1).innerText()).trim();
  await choices.nth(1).click();
  await expect(page.locator(".asked > summary")).toContainText(`dari ${chosen}`);
  await expect(which).toHaveCount(0);
});

test("a place nobody knows leads to the middle of the city, and says so", async ({ page }) => {
  await page.goto("/?situation=birth&place=Antah+Berantah");
  await expect(page.getByText('Kami tidak menemukan "Antah Berantah". Daftar ini dari tengah kota.')).toBeVisible();
  await expect(page.locator("ol.beds > li").first()).toBeVisible();
});

test("who taps Near me gets the list from where the phone is", async ({ meet }) => {
  const hospital = await found();
  await register(hospital, room(7));
  const page = await meet({ ...PHONE, permissions: ["geolocation"], geolocation: { latitude: hospital.lat, longitude: hospital.lon } });
  await page.goto("/");
  await page.getByRole("button", { name: "Dekat saya" }).click();
  await expect(page.locator(".asked > summary")).toContainText("dari lokasi Anda");
  await expect(page.locator("ol.beds > li h3").first()).toHaveText(hospital.name);
});

test("who does not allow the place is told kindly what to do instead", async ({ meet }) => {
  const page = await meet(PHONE);
  await page.goto("/");
  await page.getByRole("button", { name: "Dekat saya" }).click();
  await expect(page.getByText("Lokasi tidak diizinkan. Tulis kelurahan atau nama tempat saja.")).toBeVisible();
  await expect(page.getByLabel("Di mana?")).toBeFocused();
});

test("a member of JKN class 2 whose class is full learns of the right to class 1", async ({ page }) => {
  const hospital = await found();
  await register(hospital, room(0));
  await register(hospital, room(4, { kodekelas: "KL1", koderuang: "ANG1", namaruang: "Anggrek", kapasitas: 10 }));
  await page.goto(finderAt(hospital, { situation: "adult", payer: "jkn2" }));
  const row = page.locator("ol.beds > li").first();
  await expect(row.locator("h3")).toHaveText(hospital.name);
  await expect(row).toContainText(
    "Kelas 1: Kelas Anda penuh: boleh dirawat satu kelas di atasnya tanpa biaya tambahan, paling lama 3 hari. Tanya BPJS 165.",
  );
});

test("a ward with two beds is told in words, so that nobody in it is recognised", async ({ page }) => {
  const hospital = await found();
  await register(hospital, room(1, { kapasitas: 2 }));
  await page.goto(finderAt(hospital));
  const row = page.locator("ol.beds > li").first();
  await expect(row.locator(".bed-fig")).toHaveText(/^Ada\s+ruang kecil$/);
  await page.goto(`/rs/${hospital.id}`);
  await expect(page.locator("#pools")).not.toContainText(/\d (dari|kosong)/);
});

test("a link sent to the family opens the same search for them", async ({ meet }) => {
  const page = await meet({ permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto("/?situation=intensive&payer=jkn3&place=Karang");
  await page.locator("nav.card .chip").first().click();
  const asked = await page.locator(".asked > summary b").innerText();
  const whence = await page.locator(".asked > summary span").first().innerText();
  await page.getByRole("button", { name: "Bagikan", exact: true }).click();
  await expect(page.getByText("Tautan disalin")).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const brother = await meet(PHONE);
  await brother.goto(link);
  await expect(brother.locator(".asked > summary b")).toHaveText(asked);
  await expect(brother.locator(".asked > summary span").first()).toHaveText(whence);
  await expect(brother.locator("ol.beds > li").first()).toBeVisible();
});

test("the map is there for who wants it, and leads back to the list", async ({ page }) => {
  await page.goto("/?situation=adult");
  await page.getByRole("link", { name: "Peta" }).click();
  const map = page.getByRole("region", { name: "Peta rumah sakit" });
  await expect(map.locator("canvas")).toBeVisible({ timeout: 15_000 });
  await expect(map.getByRole("link").or(map.getByRole("button")).first()).toBeVisible();
  await page.getByRole("link", { name: "Lihat sebagai daftar" }).click();
  await expect(page.locator("ol.beds > li").first()).toBeVisible();
});

test("the number on the map follows the report of the hospital's system", async ({ page }) => {
  const hospital = await found();
  await register(hospital, room(7));
  await page.goto(finderAt(hospital, { view: "map" }));
  const marker = page.getByRole("region", { name: "Peta rumah sakit" }).getByRole("link", { name: hospital.name });
  await expect(marker).toContainText("7", { timeout: 15_000 });
  await marker.focus();
  await report(home(), hospital.key, "update", room(3));
  await expect(marker).toContainText("3");
  await expect(marker).toBeFocused();
});
