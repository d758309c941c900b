// Takes one picture of a guide: the part of a page that matters, without secrets and without the address of the machine it was taken on.
import { join, resolve } from "node:path";

import { expect, type Browser, type Locator, type Page } from "@playwright/test";

import { logIn } from "../support/people.ts";

export type Lang = "id" | "en";

const DOCS = resolve(import.meta.dirname, "../../docs");
const FOLDERS = { id: join(DOCS, "panduan/gambar"), en: join(DOCS, "guide/pictures") } as const;
const LOCALES = { id: "id-ID", en: "en-GB" } as const;
const ADDRESS = { id: "https://ALAMAT-SIGAP", en: "https://SIGAP-ADDRESS" } as const;
const SECRET = { id: "rahasia-contoh", en: "example-secret" } as const;
const NAME = "12345678";

/** Room around what is shown, and the most that is shown of a long page. */
const MARGIN = 12;
const HEIGHT_MAX = 1100;

/**
 * Narrow pages are drawn larger, so that every picture of a desk is 1,000 to 1,200 pixels wide. The phone is long, so that the bar at its lower
 * edge covers nothing.
 */
const SCREENS = {
  wide: { viewport: { width: 1200, height: 900 } },
  narrow: { viewport: { width: 740, height: 900 }, deviceScaleFactor: 1.5 },
  phone: { viewport: { width: 390, height: 1400 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} as const;

export type Screen = keyof typeof SCREENS;

/** A person before one kind of screen; nobody in particular without `who`, the program under test without `url`. */
export async function before(browser: Browser, lang: Lang, screen: Screen, who?: string, url?: string): Promise<Page> {
  const context = await browser.newContext({
    ...SCREENS[screen],
    locale: LOCALES[lang],
    timezoneId: "Asia/Jakarta",
    colorScheme: "light",
    reducedMotion: "reduce",
    ...(url === undefined ? {} : { baseURL: url }),
  });
  const page = await context.newPage();
  if (who !== undefined) await logIn(page, who);
  return page;
}

/** Replaces in the page what belongs to this machine alone: its address, the secrets, the names that were drawn. */
async function mask(page: Page, lang: Lang): Promise<void> {
  const words = { address: ADDRESS[lang], secret: SECRET[lang], name: NAME };
  await page.evaluate(({ address, secret, name }) => {
    const secrets = [...document.querySelectorAll("code.secret")].flatMap((one) => {
      const text = (one.textContent ?? "").trim();
      return [text, /\/posisi\/([^/?]+)/.exec(text)?.[1] ?? text];
    });
    for (const settings of document.querySelectorAll("dl.facts code")) {
      const inside = /\/posisi\/([^/?]+)/.exec(settings.textContent ?? "")?.[1];
      if (inside !== undefined) secrets.unshift(inside);
    }
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
      let text = (node.nodeValue ?? "").replaceAll(location.origin, address);
      for (const one of secrets) if (one !== "" && !one.includes("/")) text = text.replaceAll(one, secret);
      if (/^\s*\d{8}\s*$/.test(text)) text = text.replace(/\d{8}/, name);
      if (text !== node.nodeValue) node.nodeValue = text;
    }
  }, words);
}

/** Takes the picture from the top of the first thing to the end of the last, as wide as the page. */
export async function take(page: Page, lang: Lang, file: string, first: Locator, last: Locator = first): Promise<void> {
  await mask(page, lang);
  await page.evaluate(() => document.fonts.ready);
  const [top, end, width] = [await first.boundingBox(), await last.boundingBox(), page.viewportSize()?.width];
  expect(top !== null && end !== null && width !== undefined, `${file}: what it shows is there`).toBe(true);
  if (top === null || end === null || width === undefined) return;
  const scrolled = await page.evaluate(() => scrollY);
  const y = Math.max(0, top.y + scrolled - MARGIN);
  const height = Math.min(HEIGHT_MAX, end.y + scrolled + end.height + MARGIN - y);
  await page.screenshot({ path: join(FOLDERS[lang], `${file}.png`), fullPage: true, clip: { x: 0, y, width, height } });
}
