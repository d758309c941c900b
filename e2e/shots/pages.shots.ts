// The pages that are looked at: all of them, from the list in support/pages.ts.
import { test } from "@playwright/test";

import { type Known, known, pages } from "../support/pages.ts";
import { logIn } from "../support/people.ts";
import { shots } from "../support/shots.ts";

const NAMES: Known = { hospital: "", silent: "", board: "", ward: "", trouble: "", draft: "" };

let ids: Known | undefined;

for (const { name } of pages(NAMES)) {
  test(`pictures of ${name}`, async ({ browser, baseURL, page }) => {
    ids ??= await known(page);
    const met = pages(ids).find((one) => one.name === name);
    if (!met) throw new Error(`no page ${name}`);
    const { path, who, does } = met;
    await shots(browser, baseURL ?? "", name, path, {
      ...(who && { before: (one) => logIn(one, who) }),
      ...(does && { prepare: does }),
    });
  });
}
