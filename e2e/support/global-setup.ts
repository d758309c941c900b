// Before all tests: one demo city. SIGAP_URL and SIGAP_DATA name a demo that runs already; then none is started, and none is stopped.
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";

import { startDemo } from "./server.ts";

const RESULTS = resolve(import.meta.dirname, "../test-results");

export default async function setUp(): Promise<(() => Promise<void>) | undefined> {
  rmSync(join(RESULTS, "shots"), { recursive: true, force: true });
  if (process.env["SIGAP_URL"]) return undefined;
  const sigap = await startDemo();
  process.env["SIGAP_URL"] = sigap.url;
  process.env["SIGAP_DATA"] = sigap.data;
  return sigap.stop;
}
