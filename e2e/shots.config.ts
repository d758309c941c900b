// Pictures of the pages for people to look at: `npm run shots`. The same city and browser as the tests; nothing is asserted.
import { defineConfig } from "@playwright/test";

import tests from "./playwright.config.ts";

export default defineConfig({ ...tests, testDir: "shots", testMatch: "*.shots.ts", timeout: 120_000 });
