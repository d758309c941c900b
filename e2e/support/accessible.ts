// Asks axe-core whether people with other eyes, hands and readers can use the page. Says what is wrong in lines a person can follow.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** One line a finding: rule, where, what to do. */
export async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).withTags(RULES).analyze();
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id} at ${node.target.join(" ")}: ${rule.help}`));
}

/** Fails with one line a finding. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await findings(page), `accessibility of ${page.url()}`).toEqual([]);
}

/** Whether anything sticks out to the right of the screen: on a phone the page then slides under the thumb. */
export async function expectNoSliding(page: Page): Promise<void> {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider, `pixels by which ${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
}
