// Passing on, between two programs: a hospital's Sigap, and a second one in the place of the national service.
import { expectAccessible, expectNoSliding } from "../support/accessible.ts";
import { report, send } from "../support/aplicares.ts";
import { found, type Hospital, hire, room } from "../support/hospital.ts";
import { logIn } from "../support/people.ts";
import { type Sigap, sigap, startServe } from "../support/server.ts";
import { DESKTOP, expect, PHONE, test } from "../support/test.ts";

/** What is passed on waits two seconds for its neighbours, and a look comes every half minute. */
const PASSED_MS_MAX = 60_000;

test.describe.configure({ mode: "serial", timeout: 180_000 });
test.use({ forgiven: /status of 422/ });

let nation: Sigap;
let city: Sigap;
/** The hospital as the nation knows it, and as the city does. */
let there: Hospital;
let here: Hospital;

test.beforeAll(async () => {
  nation = await startServe("nation.log");
  city = await startServe("city.log", `[intake]\npass_on_to = ["${nation.url}/aplicaresws"]\n`);
  const name = "RS Seruni (rekaan)";
  there = await found({ name, at: nation });
  here = await found({ name, ppk: there.ppk, at: city });
});

test.afterAll(async () => {
  await city?.stop();
  await nation?.stop();
});

async function freeThere(): Promise<number | undefined> {
  const answer = await fetch(`${nation.url}/api/v1/beds/${there.id}`);
  if (!answer.ok) return undefined;
  const { items } = (await answer.json()) as { items: { pools: { class: string; free?: number }[] }[] };
  return items.flatMap(({ pools }) => pools).find((pool) => pool.class === "2")?.free;
}

test("a hospital's numbers are passed on once there is a letter, and stop when its key is refused", async ({ browser }) => {
  const context = await browser.newContext({ ...DESKTOP, baseURL: city.url, locale: "id-ID" });
  const page = await context.newPage();
  await report(city.url, here.key, "create", room(7));
  await logIn(page, await hire(here, "facility_admin", city.data));
  const address = `/fasilitas/${here.id}/penerusan`;
  await page.goto(address);
  const card = page.locator("#aplicares");
  await expect(card).toContainText("mati");

  await test.step("without letter, key and consent nothing is turned on", async () => {
    await card.getByText("Nyalakan penerusan").first().click();
    await card.getByRole("button", { name: "Nyalakan penerusan" }).click();
    await expect(page.locator("[data-errors]")).toContainText("Isi nomor surat persetujuan");
    await expect(page.locator("[data-errors]")).toContainText("Centang bahwa direktur sudah menyetujui");
    await expectAccessible(page);
    expect(await freeThere()).toBeUndefined();
  });

  await test.step("with them the number stands there", async () => {
    await card.getByLabel("Kode PPK").fill(there.key.ppk);
    await card.getByLabel("cons-id").fill(there.key.consId);
    await card.getByLabel("Rahasia").fill(there.key.secret);
    await card.getByLabel("Nomor surat persetujuan").fill("445/017/RSUD/2026 (rekaan)");
    await card.getByLabel("Tanggal surat").fill("2026-11-02");
    await card.getByText("Direktur rumah sakit sudah menyetujui").click();
    await card.getByRole("button", { name: "Nyalakan penerusan" }).click();
    await expect(card).toContainText("menyala");
    await expect.poll(freeThere, { timeout: PASSED_MS_MAX }).toBe(7);
    await page.goto(address);
    await expect(card.getByRole("row", { name: /Melati/ })).toContainText("diterima");
    await expect(card).toContainText("1 dari 1 ruang sudah diterima di sana");
  });

  await test.step("it follows", async () => {
    await report(city.url, here.key, "update", room(5));
    await expect.poll(freeThere, { timeout: PASSED_MS_MAX }).toBe(5);
    await expectAccessible(page);
    await page.setViewportSize(PHONE.viewport);
    await expectNoSliding(page);
    await expectAccessible(page);
    await page.setViewportSize(DESKTOP.viewport);
  });

  await test.step("in the name of another hospital nothing is passed on", async () => {
    await card.getByText("Ubah kunci, alamat, atau surat").first().click();
    await card.getByLabel("Kode PPK").fill("9998R001");
    await card.getByText("Direktur rumah sakit sudah menyetujui").click();
    await card.getByRole("button", { name: "Simpan" }).click();
    await expect(page.locator("[data-errors]")).toContainText(`Kode PPK rumah sakit ini ${there.ppk}.`);
    await expectNoSliding(page);
    await expectAccessible(page);
    await page.goto(address);
  });

  await test.step("with a key that is turned off there everything stops, and the page says why", async () => {
    await sigap(nation.data, ["key", "disable", "--facility", there.ppk, "--protocol", "aplicares", "--id", there.key.consId]);
    expect((await send(nation.url, there.key, "update", JSON.stringify(room(1)))).code).not.toBe(1);
    await report(city.url, here.key, "update", room(4));
    await expect(async () => {
      await page.goto(address);
      await expect(card).toContainText("berhenti", { timeout: 1_000 });
    }).toPass({ timeout: PASSED_MS_MAX });
    await expect(card).toContainText("Penerusan berhenti karena kuncinya ditolak");
    await expect(card).toContainText("Jawaban mereka:");
    await expectAccessible(page);
    expect(await freeThere()).toBe(5);
  });
  await context.close();
});
