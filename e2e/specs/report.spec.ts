// The monthly report of the office: what stands on the page stands in the workbook, as a reader of others reads it, and in the PDF.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import type { Download, Page } from "@playwright/test";

import { logIn, OFFICE } from "../support/people.ts";
import { DESKTOP, expect, test } from "../support/test.ts";

const READER = fileURLToPath(new URL("../clients/paper.py", import.meta.url));
const PYTHON = `${process.env["PYTHON_BIN"] ?? fileURLToPath(new URL("../../.cache/venv/bin", import.meta.url))}/python`;

type Cell = string | number | null;

/** What a reader of others finds in a file. */
function read(kind: "xlsx" | "pdf", path: string): unknown {
  return JSON.parse(execFileSync(PYTHON, [READER, kind, path], { encoding: "utf8" }));
}

async function downloaded(page: Page, link: string): Promise<Download> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: link, exact: true }).click()]);
  return file;
}

test("the workbook of a month says what its page says, and so does its PDF", async ({ meet }) => {
  const page = await meet(DESKTOP);
  await logIn(page, OFFICE);
  await page.goto("/kantor/laporan");
  // The first line is the month that is not over.
  await page.locator("tbody tr").nth(1).getByRole("link").click();
  const rows = page.locator("table").filter({ has: page.getByRole("columnheader", { name: "AvLOS" }) }).locator("tbody tr");
  const shown = new Map<string, string>();
  for (const row of await rows.all()) {
    const cells = row.locator("th, td");
    shown.set((await row.locator("th").innerText()).trim(), (await cells.nth(2).innerText()).replace(/[~\s%]/g, ""));
  }
  expect(shown.size).toBeGreaterThan(20);

  const workbook = await downloaded(page, "XLSX");
  expect(workbook.suggestedFilename()).toMatch(/\.xlsx$/);
  const sheets = read("xlsx", await workbook.path()) as Record<string, Cell[][]>;
  const [indicators] = Object.values(sheets);
  expect(Object.keys(sheets)).toHaveLength(2);
  const bor = new Map<string, string>();
  for (const [name, , share] of indicators ?? []) {
    // The hospital's own figures come first, and the page shows them before an estimate.
    if (typeof name === "string" && typeof share === "number" && !bor.has(name)) bor.set(name, `${(share * 100).toFixed(1)}`.replace(".", ","));
  }
  for (const [name, text] of shown) {
    if (/\d/.test(text)) expect(bor.get(name), name).toBe(text);
    else expect(bor.has(name), `${name} is not known`).toBe(false);
  }

  const pdf = await downloaded(page, "PDF untuk ditandatangani");
  expect(pdf.suggestedFilename()).toMatch(/\.pdf$/);
  const pages = read("pdf", await pdf.path()) as string[];
  expect(pages.length).toBeGreaterThan(1);
  const said = pages.join(" ").replace(/\s+/g, " ");
  for (const name of shown.keys()) expect(said).toContain(name);
  // A city that is made up says so on its paper.
  expect(said.toLowerCase()).toContain("rekaan");
});
