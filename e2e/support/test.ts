// The `test` of every spec: a page that watches itself. A script error, or a request to another host, fails the test that met it.
import { test as base, expect, type Page } from "@playwright/test";

export { expect };

/** What a page did that it should not do. */
interface Watch {
  errors: string[];
  outside: string[];
}

function watch(page: Page, home: string): Watch {
  const seen: Watch = { errors: [], outside: [] };
  page.on("pageerror", (error) => seen.errors.push(error.message));
  page.on("request", (request) => {
    const url = new URL(request.url());
    const here = url.origin === home || ["about:", "blob:", "data:"].includes(url.protocol);
    if (!here) seen.outside.push(request.url());
  });
  return seen;
}

export const test = base.extend<{ watched: Watch }>({
  watched: [
    async ({ page, baseURL }, use) => {
      const seen = watch(page, new URL(baseURL ?? "").origin);
      await use(seen);
      expect(seen.errors, "script errors on the page").toEqual([]);
      expect(seen.outside, "requests to other hosts: the pages must work with the internet cut").toEqual([]);
    },
    { auto: true },
  ],
});
