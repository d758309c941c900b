// The pages that are looked at: all of them, from the list in support/pages.ts. SHOTS names another folder, VIEWS fewer ways of
// meeting a page: `VIEWS=phone-light-id,desktop-dark-en npm run shots -- -g finder`.
import { test } from "@playwright/test";

import { type Known, known, pages } from "../support/pages.ts";
import { logIn } from "../support/people.ts";
import { shots, VIEWS } from "../support/shots.ts";

test.describe.configure({ mode: "parallel" });

const NAMES: Known = { hospital: "", silent: "", board: "", ward: "", trouble: "", draft: "", person: "", shadow: "", familyCase: "" };

const wanted = process.env["VIEWS"]?.split(",");
const views = VIEWS.filter(({ screen, scheme, lang }) => wanted?.includes(`${screen}-${scheme}-${lang}`) ?? true);

let ids: Known | undefined;

for (const { name } of pages(NAMES)) {
  test(`pictures of ${name}`, async ({ browser, baseURL, page }) => {
    ids ??= await known(page);
    const met = pages(ids).find((one) => one.name === name);
    if (!met) throw new Error(`no page ${name}`);
    const { path, who, does } = met;
    await shots(browser, baseURL ?? "", name, path, {
      views,
      ...(who && { before: (one) => logIn(one, who) }),
      ...(does && { prepare: does }),
    });
  });
}
