// The pictures of the guides that show the demo city as it is: `npm run pictures -- city` for these alone.
import { expect, test } from "@playwright/test";

import { HELP_DESK, MANAGER, OFFICE } from "../support/people.ts";
import { before, type Screen, take } from "./camera.ts";

interface Shot {
  /** The names of the files, as the guide of each language calls them. */
  files: readonly [string, string];
  who: string;
  path: string;
  /** A link on the page that leads to what is shown, when the page only lists it. */
  follow?: string;
  screen: Screen;
  /** What is shown instead of the page from its title on. */
  only?: string;
  /** What is shown last; the whole page without it. */
  until?: string;
}

const SHOTS: readonly Shot[] = [
  { files: ["daftar-manajer", "bed-list"], who: MANAGER, path: "/manajer", screen: "phone", until: "main > section >> nth=0" },
  { files: ["janji-kamar", "promises"], who: MANAGER, path: "/janji", screen: "narrow" },
  { files: ["mutu-data", "data-quality"], who: MANAGER, path: "/mutu", screen: "narrow", until: "main section >> nth=1" },
  { files: ["bantuan-kamar", "help-line"], who: HELP_DESK, path: "/bantuan-kamar", screen: "wide" },
  { files: ["peluang", "chances"], who: OFFICE, path: "/peluang", screen: "wide" },
  { files: ["kantor", "office"], who: OFFICE, path: "/kantor", screen: "wide" },
  { files: ["barber-johnson", "barber-johnson"], who: OFFICE, path: "/kantor/indikator", screen: "wide", only: ".barber-side" },
  { files: ["pengingat", "reminders"], who: OFFICE, path: "/pengingat", screen: "wide", until: "tbody tr >> nth=3" },
  { files: ["hitung", "census"], who: OFFICE, path: "/hitung/1", screen: "wide", until: "tbody tr >> nth=9" },
  { files: ["bayangan", "shadow"], who: OFFICE, path: "/bayangan", follow: "tbody th a", screen: "wide" },
  { files: ["kertas", "paper"], who: MANAGER, path: "/kertas", screen: "narrow" },
];

// The city answers before its past is laid; what is shown here lives of that past.
test.beforeAll(async ({ browser }) => {
  const page = await before(browser, "id", "wide", OFFICE);
  await expect(async () => {
    await page.goto("/peluang");
    await expect(page.locator("main details, main table").first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 240_000 });
  await page.context().close();
});

for (const lang of ["id", "en"] as const) {
  for (const shot of SHOTS) {
    test(`${shot.files[lang === "id" ? 0 : 1]} (${lang})`, async ({ browser }) => {
      const page = await before(browser, lang, shot.screen, shot.who);
      await page.goto(shot.path);
      if (shot.follow !== undefined) await page.locator("main").locator(shot.follow).first().click();
      const first = page.locator(shot.only ?? "main h1").first();
      const last = shot.only === undefined ? page.locator(shot.until ?? "main").first() : first;
      await take(page, lang, shot.files[lang === "id" ? 0 : 1], first, last);
      await page.context().close();
    });
  }
}
