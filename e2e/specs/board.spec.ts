// A nurse keeps her wards true: by keyboard, on a phone without network, beside a colleague who is faster, without a script.
import type { BrowserContextOptions, Page } from "@playwright/test";

import { report } from "../support/aplicares.ts";
import { found, hire, home, type Hospital, register, room } from "../support/hospital.ts";
import { logIn, NURSE, typeLogIn } from "../support/people.ts";
import { CUT_NOTES, DESKTOP, expect, type Meet, PHONE, STATUS_NOTES, test } from "../support/test.ts";

test.use({ forgiven: STATUS_NOTES });

const MAWAR = { kodekelas: "KL3", koderuang: "MWR3", namaruang: "Mawar", kapasitas: 12 };
const SENT_AGAIN_MS_MAX = 20_000;

/** A nurse of this hospital at her board. */
async function atBoard(meet: Meet, hospital: Hospital, how: BrowserContextOptions = PHONE): Promise<Page> {
  const page = await meet(how);
  await logIn(page, await hire(hospital, "ward_nurse"));
  await page.goto(`/papan/${hospital.id}`);
  return page;
}

function card(page: Page, ward: string) {
  return page.locator("[data-ward]").filter({ has: page.getByRole("heading", { name: ward }) });
}

async function expectFree(page: Page, ward: string, free: number): Promise<void> {
  await expect(card(page, ward).locator("[data-free-shown]")).toHaveText(`${free}`);
}

/** What a family sees of a one-ward hospital. */
async function expectPublic(page: Page, hospital: Hospital, line: string): Promise<void> {
  await page.goto(`/rs/${hospital.id}`);
  await expect(page.locator("#pools")).toContainText(line);
}

test("the demo's nurse logs in and finds the board of her hospital", async ({ page }) => {
  await page.goto("/papan");
  await page.locator("main").getByRole("link", { name: "Masuk petugas" }).click();
  await typeLogIn(page, NURSE);
  await expect(page.getByRole("heading", { name: "Papan ruang" })).toBeVisible();
  await expect(page.locator("main")).toContainText("RSUD Bukit Kemuning");
  await expect(page.locator("[data-ward]").first()).toBeVisible();
});

for (const [screen, how] of Object.entries({ phone: PHONE, desk: DESKTOP })) {
  test(`a nurse does her round with keys alone (${screen})`, async ({ meet }) => {
    const hospital = await found();
    await register(hospital, room(7));
    await register(hospital, room(2, MAWAR));
    const [page, family] = [await atBoard(meet, hospital, how), await meet()];
    await page.keyboard.press("ArrowDown");
    await expect(card(page, "Mawar").getByRole("button", { name: "Tidak berubah" })).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(card(page, "Melati").getByRole("button", { name: "Tidak berubah" })).toBeFocused();
    await page.keyboard.press("+");
    await page.keyboard.press("+");
    await page.keyboard.press("-");
    await expectFree(page, "Melati", 8);
    await expect(card(page, "Melati").locator("[data-save]")).toHaveText("Tersimpan");
    await expect(card(page, "Melati")).toContainText("oleh Anda");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Space");
    await expect(card(page, "Mawar").locator("[data-save]")).toHaveText("Tersimpan");
    await expect(card(page, "Mawar")).toContainText("oleh Anda");
    await expectFree(page, "Mawar", 2);
    await expectPublic(family, hospital, "8 dari 24 kosong");
    await expectPublic(family, hospital, "2 dari 12 kosong");
  });
}

test("no key takes a ward below nothing or above its beds", async ({ meet }) => {
  const hospital = await found();
  await register(hospital, room(1, { kapasitas: 3 }));
  const page = await atBoard(meet, hospital, DESKTOP);
  await page.keyboard.press("ArrowDown");
  for (const key of ["-", "-", "-"]) await page.keyboard.press(key);
  await expectFree(page, "Melati", 0);
  for (const key of ["+", "+", "+", "+", "+"]) await page.keyboard.press(key);
  await expectFree(page, "Melati", 3);
  await expect(card(page, "Melati").locator("[data-save]")).toHaveText("Tersimpan");
});

test("a ward that is overdue stands on top, is counted in the title, and one tap settles it", async ({ meet }) => {
  const page = await meet(DESKTOP);
  const hospital = await found();
  await logIn(page, await hire(hospital, "facility_admin"));
  await page.goto(`/fasilitas/${hospital.id}/ruang/baru`);
  await page.getByLabel("Nama", { exact: true }).fill("Anggrek");
  await page.getByRole("button", { name: "Simpan" }).click();
  await page.goto(`/papan/${hospital.id}`);
  await expect(page).toHaveTitle(/^\(1\) Papan ruang/);
  await expect(page.getByText("1 ruang perlu diperbarui.")).toBeVisible();
  await expect(card(page, "Anggrek")).toContainText("Belum pernah dilaporkan");
  await card(page, "Anggrek").getByRole("link", { name: "Isi angka" }).click();
  await page.getByLabel("Kosong dan siap dipakai sekarang").fill("25");
  await page.getByLabel("Jumlah tempat tidur").fill("20");
  await page.getByRole("button", { name: "Simpan" }).click();
  await expect(page.getByRole("alert")).toContainText("Yang kosong paling banyak 20, sebanyak tempat tidurnya.");
  await page.getByLabel("Kosong dan siap dipakai sekarang").fill("5");
  await page.getByRole("button", { name: "Simpan" }).click();
  await expect(page.getByText("Tersimpan: Anggrek.")).toBeVisible();
  await expect(page.getByText("Semua ruang mutakhir. Terima kasih.")).toBeVisible();
  await expectFree(page, "Anggrek", 5);
});

test("a room that is added while the board is open comes by itself, the first one too", async ({ meet }) => {
  const hospital = await found();
  const page = await atBoard(meet, hospital);
  await expect(page.getByText("Belum ada ruang.")).toBeVisible();
  for (const one of [room(7), room(2, MAWAR)]) {
    await register(hospital, one);
    await expect(card(page, one.namaruang).locator("[data-free-shown]")).toHaveText(`${one.tersedia}`);
  }
  await expect(page.getByText("Belum ada ruang.")).toHaveCount(0);
  await card(page, "Mawar").getByRole("button", { name: "Tambah satu" }).click();
  await expect(card(page, "Mawar").locator("[data-save]")).toHaveText("Tersimpan");
});

test("cards that come late set no newer number back, and none moves under the finger", async ({ meet }) => {
  const hospital = await found();
  await register(hospital, room(7));
  const page = await atBoard(meet, hospital);
  await expectFree(page, "Melati", 7);
  let asked = () => {};
  let open = () => {};
  const isAsked = new Promise<void>((done) => (asked = done));
  const isOpen = new Promise<void>((done) => (open = done));
  await page.route(`**/papan/${hospital.id}`, async (route) => {
    if (route.request().headers()["hx-target"] !== "wards") return route.continue();
    const answer = await route.fetch();
    asked();
    await isOpen;
    return route.fulfill({ response: answer });
  });
  await register(hospital, room(2, MAWAR));
  await isAsked;
  await page.getByRole("button", { name: "Tambah satu: Melati" }).click();
  await expect(card(page, "Melati").locator("[data-save]")).toHaveText("Tersimpan");
  open();
  await expectFree(page, "Mawar", 2);
  await expectFree(page, "Melati", 8);
  await expect(page.locator("[data-ward] h2")).toHaveText([/^Melati/, /^Mawar/]);
});

test.describe("with trouble", () => {
  test.use({ forgiven: CUT_NOTES });

  test("what a nurse taps without network waits, is counted, and arrives once", async ({ meet }) => {
    const hospital = await found();
    await register(hospital, room(7));
    const [page, family] = [await atBoard(meet, hospital), await meet()];
    const keys: string[] = [];
    page.on("response", (answer) => {
      const key = answer.request().headers()["idempotency-key"];
      if (key !== undefined) keys.push(key);
    });
    await page.context().setOffline(true);
    const more = page.getByRole("button", { name: "Tambah satu: Melati" });
    for (const count of [1, 2, 3]) {
      await more.click();
      await expect(page.locator("[data-outbox-count]")).toHaveText(`${count} menunggu dikirim`);
    }
    await expect(card(page, "Melati").locator("[data-save]")).toHaveText("Menunggu sambungan");
    await expectFree(page, "Melati", 10);
    await expectPublic(family, hospital, "7 dari 24 kosong");
    await page.context().setOffline(false);
    await expect(card(page, "Melati").locator("[data-save]")).toHaveText("Tersimpan");
    await expect(page.locator("[data-outbox-count]")).toBeHidden();
    await expectFree(page, "Melati", 10);
    await expectPublic(family, hospital, "10 dari 24 kosong");
    expect([keys.length, new Set(keys).size], "three taps, each answered once").toEqual([3, 3]);
  });

  test("what waits is still there after the phone was off", async ({ meet }) => {
    const hospital = await found();
    await register(hospital, room(7));
    const page = await atBoard(meet, hospital);
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Kurang satu: Melati" }).click();
    await expect(page.locator("[data-outbox-count]")).toHaveText("1 menunggu dikirim");
    const again = await page.context().newPage();
    await page.close();
    await page.context().setOffline(false);
    await again.goto(`/papan/${hospital.id}`);
    await expectFree(again, "Melati", 6);
    await expect(again.locator("[data-outbox-count]")).toBeHidden();
    await again.reload();
    await expectFree(again, "Melati", 6);
  });

  test("a tap whose answer got lost is sent again and counts once", async ({ meet }) => {
    const hospital = await found();
    await register(hospital, room(7));
    const page = await atBoard(meet, hospital);
    const keys: string[] = [];
    await page.route("**/lapor", async (route) => {
      keys.push(route.request().headers()["idempotency-key"] ?? "");
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort("connectionreset");
    });
    await page.getByRole("button", { name: "Tambah satu: Melati" }).click();
    await expect(page.locator("[data-outbox-count]")).toHaveText("1 menunggu dikirim");
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await expect(page.locator("[data-outbox-count]")).toBeHidden({ timeout: SENT_AGAIN_MS_MAX });
    await expect(card(page, "Melati").locator("[data-save]")).toHaveText("Tersimpan");
    await expectFree(page, "Melati", 8);
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  test("a nurse who was offline while a colleague was faster is told what stands, and nothing is overwritten", async ({ meet }) => {
    const hospital = await found();
    await register(hospital, room(7));
    const [late, fast, family] = [await atBoard(meet, hospital), await atBoard(meet, hospital), await meet()];
    await late.context().setOffline(true);
    await late.getByRole("button", { name: "Tambah satu: Melati" }).click();
    await expect(late.locator("[data-outbox-count]")).toHaveText("1 menunggu dikirim");
    for (const free of [6, 5]) {
      await fast.getByRole("button", { name: "Kurang satu: Melati" }).click();
      await expectFree(fast, "Melati", free);
    }
    await expect(card(fast, "Melati").locator("[data-save]")).toHaveText("Tersimpan");
    await late.context().setOffline(false);
    await expect(card(late, "Melati").locator("[data-save]")).toHaveText(
      /^Tidak tersimpan: Sudah dilaporkan 5 kosong baru saja oleh rekan Anda\. Periksa, lalu ketuk lagi bila perlu\.$/,
    );
    await expectFree(late, "Melati", 5);
    await expect(late.locator("[data-outbox-count]")).toBeHidden();
    await expectPublic(family, hospital, "5 dari 24 kosong");
  });

  test("without a script the buttons are plain forms, and a page left open too long overwrites nothing", async ({ meet }) => {
    const hospital = await found();
    await register(hospital, room(7));
    const plain = { ...PHONE, javaScriptEnabled: false };
    const [one, other] = [await atBoard(meet, hospital, plain), await atBoard(meet, hospital, plain)];
    await one.getByRole("button", { name: "Tambah satu: Melati" }).click();
    await expect(one.getByText("Tersimpan: Melati.")).toBeVisible();
    await expectFree(one, "Melati", 8);
    await other.getByRole("button", { name: "Kurang satu: Melati" }).click();
    await expect(other.getByText("Sudah dilaporkan 8 kosong baru saja oleh rekan Anda.")).toBeVisible();
    await expectFree(other, "Melati", 8);
  });

  test("the open board shows what the system reports, without a reload", async ({ meet }) => {
    const hospital = await found();
    await register(hospital, room(7));
    const page = await atBoard(meet, hospital);
    await expect(page.locator("[data-live-badge]")).toHaveText("Langsung");
    await report(home(), hospital.key, "update", room(4));
    await expectFree(page, "Melati", 4);
    await expect(card(page, "Melati")).toContainText("dari SIMRS");
  });
});
