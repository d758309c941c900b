// Pictures of the guides: `npm run pictures`. The same city and browser as the tests; they are looked at and committed, never compared.
import { defineConfig } from "@playwright/test";

import tests from "./playwright.config.ts";

export default defineConfig({ ...tests, testDir: "pictures", testMatch: "*.pictures.ts", workers: 1, timeout: 300_000 });
