// The front page as a frightened person meets it: there at once, readable, with the emergency line, in two languages.
import { expectAccessible } from "../support/accessible.ts";
import { inLanguage } from "../support/shots.ts";
import { expect, test } from "../support/test.ts";

const EMERGENCY = { id: "Gawat darurat? Jangan mencari kamar dulu.", en: "Emergency? Do not look for a room first." };

for (const lang of ["id", "en"] as const) {
  test(`the first line of the front page is the emergency line (${lang})`, async ({ page }) => {
    await page.goto(inLanguage("/", lang));
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
    await expect(page.getByText(EMERGENCY[lang])).toBeInViewport();
    await expect(page.locator('a[href="tel:112"]').first()).toBeInViewport();
  });

  test(`everyone can use the front page (${lang})`, async ({ page }) => {
    await page.goto(inLanguage("/", lang));
    await expectAccessible(page);
  });
}

test("the program says that it is well and ready", async ({ request }) => {
  for (const path of ["/healthz", "/readyz"]) {
    expect((await request.get(path)).status(), path).toBe(200);
  }
});
