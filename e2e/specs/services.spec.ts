// What else a resident opens: what is open now, help, the board in the lobby, an address that leads nowhere, the description for programs.
import { found, register, room } from "../support/hospital.ts";
import { logIn, OFFICE } from "../support/people.ts";
import { expect, PHONE, STATUS_NOTES, test } from "../support/test.ts";

test.use({ forgiven: STATUS_NOTES });

test("who needs an emergency room finds those that are open, the nearest first", async ({ meet }) => {
  const page = await meet(PHONE);
  await page.goto("/layanan");
  await page.getByRole("navigation", { name: "Layanan" }).getByRole("link", { name: "IGD", exact: true }).click();
  const rows = page.locator("#services li.bed");
  await expect(rows.first().locator(".bed-fig")).toHaveText(/^Buka\s+24 jam$/);
  await expect(page.getByRole("link", { name: "IGD", exact: true })).toHaveAttribute("aria-current", "true");
  const metres = await rows.locator(".bed-way").evaluateAll((ways) =>
    ways.map((way) => {
      const [, figure = "", unit] = /([\d.,]+) (k?m)\b/.exec(way.textContent?.split("·")[1] ?? "") ?? [];
      return Number(figure.replace(".", "").replace(",", ".")) * (unit === "km" ? 1000 : 1);
    }),
  );
  expect(metres.length).toBeGreaterThan(5);
  expect(metres).toEqual([...metres].sort((one, other) => one - other));
  await expect(rows.first().locator(".bed-call")).toHaveAttribute("href", /^tel:/);
});

test("what is closed is shown when somebody asks for it, and says when it opens", async ({ meet }) => {
  const office = await meet();
  const clinic = await found({ name: `RS Poli ${Date.now()} (rekaan)` });
  await logIn(office, OFFICE);
  await office.goto(`/fasilitas/${clinic.id}/ubah/layanan`);
  await office.locator("#service_0").selectOption({ label: "Vaksin rabies (gigitan hewan)" });
  const now = new Date(Date.now() + 7 * 3_600_000);
  const days = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];
  await office.locator("#hours_0").fill(`${days[(now.getUTCDay() + 3) % 7]} 08.00-09.00`);
  await office.getByRole("button", { name: "Simpan" }).click();
  await expect(office.getByRole("heading", { name: clinic.name })).toBeVisible();
  const page = await meet(PHONE);
  const here = `lat=${clinic.lat}&lon=${clinic.lon}`;
  await page.goto(`/layanan?service=rabies&${here}`);
  await expect(page.getByRole("link", { name: clinic.name, exact: true })).toHaveCount(0);
  await page.getByRole("navigation", { name: "Layanan" }).getByRole("link", { name: "Buka sekarang" }).click();
  const row = page.locator("#services li.bed").filter({ hasText: clinic.name });
  await expect(row.locator(".bed-fig")).toContainText("Tutup");
  await expect(row).toContainText(/Buka lagi \S+ 08\.00/);
});

test("the help page knows the numbers, the rights, and what to do first", async ({ meet }) => {
  const page = await meet({ ...PHONE, javaScriptEnabled: false });
  await page.goto("/bantuan");
  for (const number of ["112", "119", "165"]) {
    await expect(page.locator(`main a.btn[href="tel:${number}"]`)).toBeVisible();
  }
  await expect(page.locator("main")).toContainText("Rumah sakit dilarang menolak pasien gawat darurat");
  await expect(page.locator("main")).toContainText("paling lama 3 hari");
});

test("who shares the place gets it in words, to read out to 112", async ({ meet }) => {
  const page = await meet({ ...PHONE, permissions: ["geolocation", "clipboard-read", "clipboard-write"], geolocation: { latitude: -5.6, longitude: 112.6 } });
  await page.goto("/bantuan");
  await page.locator(".sos-share").click();
  await expect(page.locator(".toast")).toContainText("Lokasi saya: -5.6000, 112.6000");
});

test("the board in a lobby shows every kind of bed with its state, and its own age", async ({ page }) => {
  const hospital = await found();
  await register(hospital, room(7));
  await register(hospital, room(0, { kodekelas: "KL3", koderuang: "MWR3", namaruang: "Mawar", kapasitas: 12 }));
  await page.goto(`/lobi/${hospital.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(hospital.name);
  await expect(page.getByRole("row", { name: /^Kelas 2/ })).toContainText(/7\s*dari 24.*Tersedia/);
  await expect(page.getByRole("row", { name: /^Kelas 3/ })).toContainText(/0\s*dari 12.*Penuh/);
  await expect(page.locator(".lobby-age")).toContainText("baru saja");
  await expect(page.getByText("Angka ini hanya informasi, bukan jaminan atau pemesanan tempat tidur.")).toBeVisible();
});

test.describe("an address that leads nowhere", () => {
  for (const path of ["/tidak-ada", "/rs/bukan-id", "/lobi/0192f0c4-0000-7000-8000-00000000ffff", "/rs/0192f0c4-0000-7000-8000-00000000ffff"]) {
    test(`says so and leads home: ${path}`, async ({ page }) => {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(404);
      await expect(page.getByRole("heading", { name: "Halaman ini tidak ada" })).toBeVisible();
      await expect(page.locator('main a[href="/"]')).toBeVisible();
      await expect(page.locator(".sos-call")).toBeVisible();
    });
  }
});

test("every page of an invented city says that it is invented, also the one that says no", async ({ page }) => {
  for (const path of ["/", "/layanan", "/bantuan", "/masuk", "/tidak-ada", "/papan"]) {
    await page.goto(path);
    await expect(page.locator(".demo"), path).toBeVisible();
  }
});

test("a program finds the description of what it may ask, and the open data behind the finder", async ({ page }) => {
  await page.goto("/");
  const href = await page.getByRole("link", { name: "Data terbuka (API)" }).getAttribute("href");
  const description = (await (await page.request.get(href ?? "")).json()) as { openapi: string; paths: Record<string, unknown> };
  expect(description.openapi).toMatch(/^3\./);
  expect(Object.keys(description.paths)).toEqual(expect.arrayContaining(["/api/v1/beds", "/api/v1/services"]));
  const answer = await page.request.get("/api/v1/beds?near=-5.596,112.604&type=icu&limit=3");
  expect(answer.headers()["content-type"]).toContain("application/json");
  const wrong = await page.request.get("/api/v1/beds?near=di+sini,12");
  expect(wrong.status()).toBe(422);
  expect(wrong.headers()["content-type"]).toContain("application/problem+json");
});
