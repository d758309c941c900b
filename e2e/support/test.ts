// The `test` of every spec: people in browsers that watch themselves. A script error, an error on the console, a broken
// content policy, or a request to another host fails the test that met it.
import { type BrowserContext, type BrowserContextOptions, test as base, expect, type Page } from "@playwright/test";

export { expect };

/** What a person's browser did that it should not do. */
interface Watch {
  errors: string[];
  outside: string[];
}

const INSIDE = ["about:", "blob:", "data:"];
const NOTHING = /(?!)/;

function watch(context: BrowserContext, home: string, forgiven: RegExp): Watch {
  const seen: Watch = { errors: [], outside: [] };
  const complain = (words: string) => {
    if (!forgiven.test(words)) seen.errors.push(words);
  };
  context.on("weberror", (error) => complain(error.error().message));
  context.on("console", (message) => {
    if (message.type() === "error") complain(message.text());
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== home && !INSIDE.includes(url.protocol)) seen.outside.push(request.url());
  });
  return seen;
}

function judge(seen: Watch): void {
  expect(seen.errors, "errors on the pages").toEqual([]);
  expect(seen.outside, "requests to other hosts: the pages must work with the internet cut").toEqual([]);
}

/** How somebody meets Sigap. */
export const PHONE = { viewport: { width: 360, height: 800 }, isMobile: true, hasTouch: true } as const;
export const DESKTOP = { viewport: { width: 1440, height: 900 } } as const;

/** Opens a browser of its own for one more person. */
export type Meet = (how?: BrowserContextOptions) => Promise<Page>;

interface Fixtures {
  /** What the browser may say on its console in this test: an answer that is an error on purpose. */
  forgiven: RegExp;
  watched: Watch;
  meet: Meet;
}

export const test = base.extend<Fixtures>({
  forgiven: [NOTHING, { option: true }],
  watched: [
    async ({ context, baseURL, forgiven }, use) => {
      const seen = watch(context, new URL(baseURL ?? "").origin, forgiven);
      await use(seen);
      judge(seen);
    },
    { auto: true },
  ],
  meet: async ({ browser, baseURL, forgiven }, use) => {
    const met: [BrowserContext, Watch][] = [];
    await use(async (how = {}) => {
      const context = await browser.newContext({ baseURL, locale: "id-ID", timezoneId: "Asia/Jakarta", ...how });
      met.push([context, watch(context, new URL(how.baseURL ?? baseURL ?? "").origin, forgiven)]);
      return context.newPage();
    });
    for (const [context] of met) await context.close();
    for (const [, seen] of met) judge(seen);
  },
});

/** Chromium's own note of an answer with an error status: for tests in which a refusal is the point. */
export const STATUS_NOTES = /^Failed to load resource: /;
/** The same, and htmx telling of every refresh that did not arrive: for tests in which the line is cut. */
export const CUT_NOTES = /^Failed to load resource: |^htmx:(afterRequest|sendError), /;
