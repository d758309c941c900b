// The front page as a frightened person meets it: there at once, readable, light, with the emergency line, in two languages.
import type { Page } from "@playwright/test";

import { inLanguage } from "../support/shots.ts";
import { expect, PHONE, test } from "../support/test.ts";

const EMERGENCY = { id: "Gawat darurat? Jangan mencari kamar dulu.", en: "Emergency? Do not look for a room first." };
const PAGE_BYTES_MAX = 100_000;

/** Bytes on the wire until the page is live, everything of it: text, styles, script, font, icons. */
async function weigh(page: Page, path: string): Promise<Map<string, number>> {
  const wire = await page.context().newCDPSession(page);
  const [names, sizes] = [new Map<string, string>(), new Map<string, number>()];
  await wire.send("Network.enable");
  wire.on("Network.requestWillBeSent", ({ requestId, request }) => names.set(requestId, new URL(request.url).pathname));
  wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const name = names.get(requestId) ?? requestId;
    sizes.set(name, (sizes.get(name) ?? 0) + encodedDataLength);
  });
  await page.goto(path, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready);
  await expect(page.locator("[data-live-badge]")).toHaveText("Langsung");
  return sizes;
}

/** The script of the live stream runs in a worker, whose wire the page does not see: it is weighed as it is asked for. */
async function workerBytes(page: Page, scripts: string[]): Promise<number> {
  for (const script of scripts) {
    const text = await (await page.request.get(script)).text();
    const worker = /[\w./-]*worker-[\w-]+\.js/.exec(text)?.[0];
    if (worker === undefined) continue;
    const answer = await page.request.get(new URL(worker, new URL(script, page.url())).pathname, { headers: { "accept-encoding": "br" } });
    expect(answer.status()).toBe(200);
    return Number(answer.headers()["content-length"]);
  }
  throw new Error("no worker is named in the scripts");
}

for (const lang of ["id", "en"] as const) {
  test(`the first line of the front page is the emergency line (${lang})`, async ({ meet }) => {
    const page = await meet(PHONE);
    await page.goto(inLanguage("/", lang));
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
    await expect(page.locator("main > :first-child")).toContainText(EMERGENCY[lang]);
    await expect(page.getByText(EMERGENCY[lang])).toBeInViewport();
    await expect(page.locator('main a[href="tel:112"]').first()).toBeInViewport();
    await expect(page.locator(".sos-call")).toBeInViewport();
  });
}

test("the front page costs somebody on the last kilobytes at most 100 of them", async ({ meet }) => {
  const page = await meet(PHONE);
  const sizes = await weigh(page, "/");
  const worker = await workerBytes(page, [...sizes.keys()].filter((name) => name.endsWith(".js")));
  const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, worker);
  console.log(`    front page: ${total} bytes (limit ${PAGE_BYTES_MAX}); worker ${worker}; ${[...sizes].map(([name, bytes]) => `${name} ${bytes}`).join("; ")}`);
  expect(total).toBeLessThanOrEqual(PAGE_BYTES_MAX);
});

test("who chose English stays in English on the next page", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("navigation", { name: "Bahasa" }).getByRole("link", { name: "EN" }).click();
  await expect(page.getByRole("heading", { name: "Find a hospital bed" })).toBeVisible();
  await page.getByRole("link", { name: "Find a service" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("the program says that it is well and ready", async ({ request }) => {
  for (const path of ["/healthz", "/readyz"]) {
    expect((await request.get(path)).status(), path).toBe(200);
  }
});
