// Nobody reloads: a number that a hospital reports changes on the open page of a family, and the page says whether it is current.
import type { Page } from "@playwright/test";

import { report } from "../support/aplicares.ts";
import { finderAt, found, hire, home, register, room } from "../support/hospital.ts";
import { logIn } from "../support/people.ts";
import { CUT_NOTES, expect, PHONE, test } from "../support/test.ts";

test.use({ forgiven: CUT_NOTES });

const BEAT_MS_MAX = 15_000;
const CUT_SEEN_MS_MAX = 1_000;

/** Marks the page, so that a reload would be seen. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => document.body.setAttribute("data-marked", ""));
}

async function expectSamePage(page: Page): Promise<void> {
  await expect(page.locator("body[data-marked]"), "the page was not loaded anew").toHaveCount(1);
}

test("the number on a family's open page follows the report of the hospital's system", async ({ meet }) => {
  const hospital = await found();
  await register(hospital, room(7));
  const page = await meet(PHONE);
  await page.goto(finderAt(hospital, { limit: "60" }));
  const row = page.locator("ol.beds > li").filter({ hasText: hospital.name });
  const figure = row.locator(".bed-fig");
  await expect(figure).toHaveText(/^7\s+dari 24$/);
  await expect(page.locator("[data-live-badge]")).toHaveText("Langsung");
  await mark(page);
  await report(home(), hospital.key, "update", room(5));
  await expect(figure).toHaveText(/^5\s+dari 24$/);
  await expect(row).toHaveClass(/is-new/);
  await report(home(), hospital.key, "update", room(0));
  await expect(row).toHaveAttribute("data-state", "full");
  await expect(figure).toHaveText(/^0\s+dari 24$/);
  await expectSamePage(page);
});

test("the number on the hospital's page and in its lobby follows the tap of a nurse", async ({ meet }) => {
  const hospital = await found();
  await register(hospital, room(7));
  const [family, lobby, nurse] = [await meet(PHONE), await meet(), await meet(PHONE)];
  await family.goto(`/rs/${hospital.id}`);
  await lobby.goto(`/lobi/${hospital.id}`);
  await expect(family.locator("#pools")).toContainText("7 dari 24 kosong");
  await expect(lobby.locator(".lobby-fig")).toHaveText(/^7\s+dari 24$/);
  for (const page of [family, lobby]) {
    await expect(page.locator("[data-live-badge]")).toHaveText("Langsung");
    await mark(page);
  }
  await logIn(nurse, await hire(hospital, "ward_nurse"));
  await nurse.goto(`/papan/${hospital.id}`);
  await nurse.getByRole("button", { name: "Kurang satu: Melati" }).click();
  await expect(nurse.getByText("Tersimpan")).toBeVisible();
  await expect(family.locator("#pools")).toContainText("6 dari 24 kosong");
  await expect(family.locator("#pools")).toContainText("papan ruang");
  await expect(lobby.locator(".lobby-fig")).toHaveText(/^6\s+dari 24$/);
  await expectSamePage(family);
  await expectSamePage(lobby);
});

for (const shared of [true, false]) {
  const how = shared ? "shared by all pages" : "of each page";
  test(`who loses the connection is told, and told again when it is back (stream ${how})`, async ({ meet }) => {
    const hospital = await found();
    await register(hospital, room(7));
    const page = await meet(PHONE);
    if (!shared) await page.addInitScript(() => Reflect.deleteProperty(window, "SharedWorker"));
    await page.goto(finderAt(hospital));
    const badge = page.locator("[data-live-badge]");
    await expect(badge).toHaveText("Langsung");
    // The pretended cut does not reach the shared worker: news that is under way may still come, and say that the line lives.
    await expect(async () => {
      await page.context().setOffline(false);
      await page.context().setOffline(true);
      await expect(badge).toHaveText("Terputus", { timeout: CUT_SEEN_MS_MAX });
    }).toPass();
    await report(home(), hospital.key, "update", room(3));
    await page.context().setOffline(false);
    await expect(badge).toHaveText("Langsung", { timeout: BEAT_MS_MAX });
    await expect(page.locator("ol.beds > li").first().locator(".bed-fig")).toHaveText(/^3\s+dari 24$/, { timeout: BEAT_MS_MAX });
  });
}

test("what changed after the page was built and before its stream opened is shown too", async ({ meet }) => {
  const hospital = await found();
  await register(hospital, room(7));
  const page = await meet(PHONE);
  await page.addInitScript(() => Reflect.deleteProperty(window, "SharedWorker"));
  let open = (): void => undefined;
  const opened = new Promise<void>((done) => (open = done));
  await page.route("**/live?*", async (route) => {
    await opened;
    await route.continue();
  });
  await page.goto(`/rs/${hospital.id}`);
  await expect(page.locator("#pools")).toContainText("7 dari 24 kosong");
  await report(home(), hospital.key, "update", room(4));
  open();
  await expect(page.locator("#pools")).toContainText("4 dari 24 kosong");
});

test("the demo city moves by itself within five seconds", async ({ page }) => {
  // The nearest twenty are the city's own: hospitals that other tests found lie in a sea hours away.
  await page.goto("/?limit=20");
  await expect(page.locator("[data-live-badge]")).toHaveText("Langsung");
  await expect(page.locator("ol.beds > li.is-new").first()).toBeVisible({ timeout: 5_000 });
});
