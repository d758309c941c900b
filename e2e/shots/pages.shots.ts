// The pages that are looked at, one line each.
import { test } from "@playwright/test";

import { shots } from "../support/shots.ts";

const PAGES: [name: string, path: string][] = [["finder", "/"]];

for (const [name, path] of PAGES) {
  test(`pictures of ${name}`, async ({ browser, baseURL }) => {
    await shots(browser, baseURL ?? "", name, path);
  });
}
