// Every page: everyone can use it, by day and by night, in both languages, on a phone and on a desk, and nothing slides sideways.
import { expectNoSliding, findings } from "../support/accessible.ts";
import { type Known, known, type Met, pages } from "../support/pages.ts";
import { logIn } from "../support/people.ts";
import { inLanguage, type View } from "../support/shots.ts";
import { DESKTOP, expect, PHONE, STATUS_NOTES, test } from "../support/test.ts";

test.describe.configure({ mode: "parallel", timeout: 90_000 });
test.use({ forgiven: STATUS_NOTES });

const NAMES: Known = { hospital: "", silent: "", board: "", ward: "", trouble: "", draft: "", person: "", shadow: "", familyCase: "" };
const SCREENS = { phone: PHONE, desktop: DESKTOP };

/** Four of the eight ways of meeting a page: each two of screen, colours and language meet once. */
const VIEWS: View[] = [
  { screen: "phone", scheme: "light", lang: "id" },
  { screen: "phone", scheme: "dark", lang: "en" },
  { screen: "desktop", scheme: "dark", lang: "id" },
  { screen: "desktop", scheme: "light", lang: "en" },
];

let ids: Known | undefined;

/** The page of this name, with the ids of the running city. */
async function met(name: string, ask: () => Promise<Known>): Promise<Met> {
  ids ??= await ask();
  const one = pages(ids).find((page) => page.name === name);
  if (!one) throw new Error(`no page ${name}`);
  return one;
}

for (const { name } of pages(NAMES).filter((one) => !one.alike)) {
  test(`everyone can use the page "${name}"`, async ({ meet }) => {
    const { path, who, does } = await met(name, async () => known(await meet()));
    const wrong: string[] = [];
    for (const { screen, scheme, lang } of VIEWS) {
      const page = await meet({ ...SCREENS[screen], colorScheme: scheme, reducedMotion: "reduce" });
      if (who) await logIn(page, who);
      await page.goto(inLanguage(path, lang));
      await does?.(page);
      await expectNoSliding(page);
      wrong.push(...(await findings(page)).map((line) => `${screen} ${scheme} ${lang}: ${line}`));
      await page.context().close();
    }
    expect(wrong).toEqual([]);
  });
}
