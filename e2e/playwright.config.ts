// The browser tests: one demo city for all of them, Debian's Chromium, no second tries.
import { defineConfig } from "@playwright/test";

import { chromium } from "./support/chromium.ts";

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results/playwright",
  globalSetup: "./support/global-setup.ts",
  reporter: [["list"]],
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    browserName: "chromium",
    launchOptions: chromium(),
    baseURL: process.env["SIGAP_URL"],
    locale: "id-ID",
    timezoneId: "Asia/Jakarta",
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
