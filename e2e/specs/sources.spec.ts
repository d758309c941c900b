// One bed, one voice: a hospital's second system waits until a person joins its rows; its numbers are compared and never added.
import { randomBytes } from "node:crypto";

import { dataFolder, found, type Hospital, hire, home, register, room } from "../support/hospital.ts";
import { logIn } from "../support/people.ts";
import { sigap } from "../support/server.ts";
import { expect, PHONE, test } from "../support/test.ts";

/** A key for RS Online, and a call with it as a hospital system makes it. */
async function rsOnline(hospital: Hospital): Promise<(occupied: number) => Promise<string>> {
  const rsId = `${1_000_000 + (randomBytes(4).readUInt32BE() % 9_000_000)}`;
  const secret = randomBytes(12).toString("hex");
  await sigap(dataFolder(), ["key", "add", "--facility", hospital.ppk, "--protocol", "siranap", "--id", rsId, "--secret-stdin"], secret);
  return async (occupied) => {
    const row = { id_tt: "4", ruang: "MELATI KLS II", jumlah_ruang: "1", jumlah: "24", terpakai: `${occupied}`, covid: 0 };
    const answer = await fetch(`${home()}/fo/index.php/Fasyankes`, {
      method: "POST",
      headers: { "X-rs-id": rsId, "X-pass": secret, "X-Timestamp": "0", "Content-Type": "text/plain" },
      body: JSON.stringify(row),
    });
    return answer.text();
  };
}

test("a second system waits for a person, is compared, and speaks once it is chosen", async ({ page, meet }) => {
  const hospital = await found();
  await register(hospital, room(7));
  const send = await rsOnline(hospital);
  expect(await send(20)).toBe('{"fasyankes":[{"status":"200","message":"Data berhasil disimpan"}]}');
  const family = await meet(PHONE);
  const pools = family.locator("#pools");
  await family.goto(`/rs/${hospital.id}`);
  await expect(pools).toContainText("7 dari 24 kosong");

  await logIn(page, await hire(hospital, "facility_admin"));
  await page.goto(`/fasilitas/${hospital.id}`);
  await page.getByRole("link", { name: "Sambungan ruang" }).click();
  await expect(page.getByRole("heading", { name: /Belum disambung/ })).toBeVisible();
  await page.getByRole("button", { name: /^Sambungkan/ }).click();
  await expect(page.getByRole("heading", { name: /Belum disambung/ })).toBeHidden();
  await expect(page.getByText("kosong 4 dari 24")).toBeVisible();
  await family.reload();
  await expect(pools).toContainText("7 dari 24 kosong");
  await page.goto(`/papan/${hospital.id}`);
  await expect(page.getByText(/Selisih: RS Online \(SIRANAP\) menyebut 4 dari 24/)).toBeVisible();

  await page.goto(`/fasilitas/${hospital.id}/sambungan`);
  await page.getByText("Ubah sumber atau sambungan").click();
  await page.getByLabel("Sumber utama").selectOption({ label: "SIMRS, lewat RS Online (SIRANAP)" });
  await page.getByRole("button", { name: /^Simpan/ }).click();
  await send(19);
  await family.goto(`/rs/${hospital.id}`);
  await expect(pools).toContainText("5 dari 24 kosong");
});

test("a hospital is connected by following the page", async ({ page }) => {
  const hospital = await found();
  await logIn(page, await hire(hospital, "facility_admin"));
  await page.goto(`/fasilitas/${hospital.id}/hubungkan`);
  await page.getByLabel("SIMRS Khanza, lewat Aplicares").check();
  await page.getByRole("button", { name: "Buat kunci dan tampilkan isian" }).click();
  const value = async (name: string) => {
    const line = page.locator("dl.facts div").filter({ has: page.getByText(name, { exact: true }) });
    return (await line.locator("dd").innerText()).trim();
  };
  expect(await value("URLAPIAPLICARE")).toBe(`${home()}/aplicaresws`);
  const key = { ppk: hospital.ppk, consId: await value("CONSIDAPIAPLICARE"), secret: await value("SECRETKEYAPIAPLICARE") };
  await page.getByRole("link", { name: "Sudah disalin" }).click();
  await expect(page.getByText("Menunggu panggilan.")).toBeVisible();
  await register({ ...hospital, key }, room(7));
  // The page looks by itself.
  await expect(page.getByText("1 baris diterima.")).toBeVisible();
});
