// Every page, in both languages, on a phone and on a desk, by day and by night: everyone can use it, and nothing slides sideways.
import { expectNoSliding, findings, unreadable } from "../support/accessible.ts";
import { type Known, known, type Met, pages } from "../support/pages.ts";
import { logIn } from "../support/people.ts";
import { inLanguage } from "../support/shots.ts";
import { DESKTOP, expect, PHONE, STATUS_NOTES, test } from "../support/test.ts";

test.use({ forgiven: STATUS_NOTES });

const NAMES: Known = { hospital: "", silent: "", board: "", ward: "", trouble: "", draft: "" };
const SCREENS = { phone: PHONE, desk: DESKTOP };

let ids: Known | undefined;

/** The page of this name, with the ids of the running city. */
async function met(name: string, ask: () => Promise<Known>): Promise<Met> {
  ids ??= await ask();
  const one = pages(ids).find((page) => page.name === name);
  if (!one) throw new Error(`no page ${name}`);
  return one;
}

for (const { name } of pages(NAMES)) {
  test(`everyone can use the page "${name}"`, async ({ meet }) => {
    const { path, who, does } = await met(name, async () => known(await meet()));
    const wrong: string[] = [];
    for (const [screen, how] of Object.entries(SCREENS)) {
      const page = await meet(how);
      if (who) await logIn(page, who);
      for (const lang of ["id", "en"] as const) {
        await page.goto(inLanguage(path, lang));
        await does?.(page);
        await expectNoSliding(page);
        wrong.push(...(await findings(page)).map((line) => `${screen} ${lang} ${line}`));
        await page.emulateMedia({ colorScheme: "dark" });
        wrong.push(...(await unreadable(page)).map((line) => `${screen} ${lang} dark ${line}`));
        await page.emulateMedia({ colorScheme: "light" });
      }
    }
    expect(wrong).toEqual([]);
  });
}
