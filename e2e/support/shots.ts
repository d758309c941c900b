// Pictures of a page as people meet it: phone and desk, light and dark, Indonesian and English. Judged by looking: docs/looked-at.md says when.
import { join, resolve } from "node:path";

import type { Browser, Page } from "@playwright/test";

const SHOTS = resolve(process.env["SHOTS"] ?? join(import.meta.dirname, "../test-results/shots"));

const SCREENS = {
  phone: { viewport: { width: 360, height: 800 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  desktop: { viewport: { width: 1440, height: 900 } },
} as const;

const LOCALES = { id: "id-ID", en: "en-GB" } as const;

/** One way of meeting a page. */
export interface View {
  screen: keyof typeof SCREENS;
  scheme: "light" | "dark";
  lang: keyof typeof LOCALES;
}

/** All eight. */
export const VIEWS: View[] = (["phone", "desktop"] as const).flatMap((screen) =>
  (["light", "dark"] as const).flatMap((scheme) => (["id", "en"] as const).map((lang) => ({ screen, scheme, lang }))),
);

export interface Wishes {
  /** Fewer than all eight. */
  views?: View[];
  /** The whole page, or the first screen only. */
  fullPage?: boolean;
  /** What is done before the page is asked for: log in. */
  before?: (page: Page) => Promise<void>;
  /** What is done before the picture: open a tab, wait for a row. */
  prepare?: (page: Page) => Promise<void>;
}

/** Writes `test-results/shots/NAME-SCREEN-SCHEME-LANG.png` for each view; `baseURL` is the program's address. */
export async function shots(browser: Browser, baseURL: string, name: string, path: string, wishes: Wishes = {}): Promise<void> {
  for (const view of wishes.views ?? VIEWS) {
    const { screen, scheme, lang } = view;
    const context = await browser.newContext({
      ...SCREENS[screen],
      baseURL,
      colorScheme: scheme,
      locale: LOCALES[lang],
      timezoneId: "Asia/Jakarta",
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    await wishes.before?.(page);
    await page.goto(inLanguage(path, lang), { waitUntil: "load" });
    await wishes.prepare?.(page);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(SHOTS, `${name}-${screen}-${scheme}-${lang}.png`), fullPage: wishes.fullPage ?? false });
    await context.close();
  }
}

/** The one place that knows how a page is asked for in a language. */
export function inLanguage(path: string, lang: View["lang"]): string {
  return `${path}${path.includes("?") ? "&" : "?"}lang=${lang}`;
}
