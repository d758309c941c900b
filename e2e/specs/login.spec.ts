// Coming in and going out: a wrong password, the way back to where one was going, the second factor, the recovery code.
import { randomBytes } from "node:crypto";

import type { Page } from "@playwright/test";

import { expectAccessible } from "../support/accessible.ts";
import { found, hire } from "../support/hospital.ts";
import { logIn, MANAGER, OFFICE, PASSWORD, typeLogIn } from "../support/people.ts";
import { type Sigap, sigap, startServe } from "../support/server.ts";
import { expect, STATUS_NOTES, test } from "../support/test.ts";
import { codeOf, stepAt } from "../support/totp.ts";

async function session(page: Page) {
  return (await page.context().cookies()).find((cookie) => cookie.name === "sigap_session");
}

async function logOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Keluar" }).click();
  await expect(page).toHaveURL(/\/$/);
}

test.describe("somebody who is not logged in", () => {
  test.use({ forgiven: STATUS_NOTES });

  test("is told that the page is for staff, and comes back to it after logging in", async ({ page }) => {
    const answer = await page.goto("/fasilitas?q=Bukit");
    expect(answer?.status()).toBe(401);
    await expect(page.getByRole("heading", { name: "Masuk dulu" })).toBeVisible();
    await page.locator("main").getByRole("link", { name: "Masuk petugas" }).click();
    await typeLogIn(page, OFFICE);
    await expect(page).toHaveURL(/\/fasilitas\?q=Bukit$/);
    await expect(page.getByRole("heading", { name: "Fasilitas", level: 1 })).toBeVisible();
  });

  test("is refused with a sentence where the role has no business", async ({ page }) => {
    await logIn(page, MANAGER);
    const answer = await page.goto("/impor");
    expect(answer?.status()).toBe(403);
    await expect(page.locator("main")).toContainText("Anda tidak memiliki akses untuk tindakan ini. Hubungi admin fasilitas Anda.");
  });
});

test("a wrong password is answered with a sentence, and the address stays typed", async ({ page }) => {
  const email = await hire(await found(), "ward_nurse");
  await page.goto("/masuk");
  await typeLogIn(page, email, "bukan-kata-sandi");
  await expect(page.getByRole("alert")).toHaveText("Email atau kata sandi tidak cocok. Periksa lagi, lalu coba sekali lagi.");
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(page.getByLabel("Email")).toHaveValue(email);
  await expect(page.getByLabel("Kata sandi")).toHaveValue("");
  expect(await session(page)).toBeUndefined();
  await typeLogIn(page, email);
  await expect(page.getByRole("heading", { name: "Papan ruang" })).toBeVisible();
});

test("who tries passwords again and again has to wait", async ({ page }) => {
  const email = await hire(await found(), "ward_nurse");
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await page.request.post("/masuk", { form: { email, password: "bukan-kata-sandi", next: "/papan" } });
  }
  await page.goto("/masuk");
  await typeLogIn(page, email);
  await expect(page.getByRole("alert")).toHaveText(/^Terlalu banyak percobaan\. Coba lagi dalam \d+ detik\.$/);
});

test("the log-in is a cookie no script can read, and logging out ends it for good", async ({ page }) => {
  await page.goto("/masuk");
  await typeLogIn(page, await hire(await found(), "ward_nurse"));
  await expect(page.getByRole("heading", { name: "Papan ruang" })).toBeVisible();
  const cookie = await session(page);
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  expect(await page.evaluate(() => document.cookie)).not.toContain("sigap_session");
  await logOut(page);
  expect(await session(page)).toBeUndefined();
  const stolen = await page.request.get("/papan", { headers: { cookie: `sigap_session=${cookie?.value}` } });
  expect(stolen.status()).toBe(401);
});

test("a link to another site is not followed after logging in", async ({ page }) => {
  await page.goto("/masuk?next=//jahat.example/");
  await typeLogIn(page, await hire(await found(), "ward_nurse"));
  await expect(page.getByRole("heading", { name: "Papan ruang" })).toBeVisible();
});

test.describe("the second factor of a deployment that is no demo", () => {
  test.use({ forgiven: STATUS_NOTES });

  const EMAIL = "kantor@uji.example";
  let office: Sigap;

  test.beforeAll(async () => {
    office = await startServe(`serve-${randomBytes(3).toString("hex")}.log`);
    await sigap(office.data, ["user", "add", "--email", EMAIL, "--role", "office", "--password-stdin"], PASSWORD);
  });
  test.afterAll(() => office.stop());

  test("is set up at the first log-in, asked for at the next, and replaced by a recovery code when the phone is lost", async ({ meet }) => {
    test.setTimeout(60_000);
    const page = await meet({ baseURL: office.url });
    await page.goto("/masuk?next=/fasilitas");
    await typeLogIn(page, EMAIL);
    await expect(page.getByRole("heading", { name: "Pasang kode masuk" })).toBeVisible();
    await expectAccessible(page);
    const shown = page.locator("code.secret");
    await expect(page.getByRole("link", { name: "Buka di aplikasi autentikator" })).toHaveAttribute("href", /^otpauth:\/\/totp\/Sigap/);

    await page.goto("/fasilitas");
    await expect(page.getByRole("heading", { name: "Masuk dulu" })).toBeVisible();
    await page.goto("/masuk/pasang?next=/fasilitas");

    await page.getByLabel("Kode enam angka").fill("000000");
    await page.getByRole("button", { name: "Masuk", exact: true }).click();
    await expect(page.getByRole("alert")).toHaveText("Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya.");
    const secret = (await shown.innerText()).trim();
    const step = stepAt(Date.now());
    await page.getByLabel("Kode enam angka").fill(codeOf(secret, step));
    await page.getByRole("button", { name: "Masuk", exact: true }).click();

    await expect(page.getByRole("heading", { name: "Simpan kode cadangan" })).toBeVisible();
    await expectAccessible(page);
    const recovery = await page.locator("main li code").allInnerTexts();
    expect(new Set(recovery).size).toBe(10);
    await page.getByRole("link", { name: "Sudah saya simpan" }).click();
    await expect(page.getByRole("heading", { name: "Fasilitas", level: 1 })).toBeVisible();
    await logOut(page);

    await page.goto("/masuk?next=/fasilitas");
    await typeLogIn(page, EMAIL);
    await expect(page.getByRole("heading", { name: "Satu langkah lagi" })).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel("Kode enam angka").fill(codeOf(secret, step));
    await page.getByRole("button", { name: "Masuk", exact: true }).click();
    await expect(page.getByRole("alert")).toHaveText("Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya.");
    await page.getByLabel("Kode enam angka").fill(codeOf(secret, step + 1));
    await page.getByRole("button", { name: "Masuk", exact: true }).click();
    await expect(page).toHaveURL(/\/fasilitas$/);
    await logOut(page);

    await page.goto("/masuk");
    await typeLogIn(page, EMAIL);
    await page.getByLabel("Kode enam angka").fill(recovery[0] ?? "");
    await page.getByRole("button", { name: "Masuk", exact: true }).click();
    await expect(page.getByRole("button", { name: "Keluar" })).toBeVisible();
  });
});
