// The pictures of the guides that show the demo city as it is: `npm run pictures -- city` for these alone.
import { test } from "@playwright/test";

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
  /** What is shown last; the whole page without it. */
  until?: string;
}

const SHOTS: readonly Shot[] = [
  { files: ["daftar-manajer", "bed-list"], who: MANAGER, path: "/manajer", screen: "phone" },
  { files: ["janji-kamar", "promises"], who: MANAGER, path: "/janji", screen: "narrow" },
  { files: ["mutu-data", "data-quality"], who: MANAGER, path: "/mutu", screen: "narrow" },
  { files: ["bantuan-kamar", "help-line"], who: HELP_DESK, path: "/bantuan-kamar", screen: "wide" },
  { files: ["peluang", "chances"], who: OFFICE, path: "/peluang", screen: "wide" },
  { files: ["kantor", "office"], who: OFFICE, path: "/kantor", screen: "wide" },
  { files: ["hunian", "occupancy"], who: OFFICE, path: "/kantor/hunian", screen: "wide" },
  { files: ["barber-johnson", "barber-johnson"], who: OFFICE, path: "/kantor/indikator", screen: "wide", until: ".barber-side" },
  { files: ["pengingat", "reminders"], who: OFFICE, path: "/pengingat", screen: "wide" },
  { files: ["hitung", "census"], who: OFFICE, path: "/hitung/1", screen: "wide" },
  { files: ["bayangan", "shadow"], who: OFFICE, path: "/bayangan", follow: "tbody th a", screen: "wide" },
  { files: ["kertas", "paper"], who: MANAGER, path: "/kertas", screen: "narrow" },
];

for (const lang of ["id", "en"] as const) {
  for (const shot of SHOTS) {
    test(`${shot.files[lang === "id" ? 0 : 1]} (${lang})`, async ({ browser }) => {
      const page = await before(browser, lang, shot.screen, shot.who);
      await page.goto(shot.path);
      if (shot.follow !== undefined) await page.locator("main").locator(shot.follow).first().click();
      const first = shot.until === undefined ? page.locator("main h1") : page.locator(shot.until);
      await take(page, lang, shot.files[lang === "id" ? 0 : 1], first, shot.until === undefined ? page.locator("main") : first);
      await page.context().close();
    });
  }
}
