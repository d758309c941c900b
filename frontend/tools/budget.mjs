// Weighs what the first page of a phone must fetch (gzip, as sent) and fails when a budget is broken.
import { existsSync, readFileSync, statSync } from "node:fs";

const manifest = JSON.parse(readFileSync("dist/manifest.json", "utf8"));
const FONT = "node_modules/@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2";
/** What the HTML of a first page with 20 rows weighs at most, gzip. */
const HTML_BYTES = 16_000;

function sent(file) {
  const packed = `dist/${file}.gz`;
  return statSync(existsSync(packed) ? packed : `dist/${file}`).size;
}

const weight = (key) => sent(manifest[key].file);
const worker = manifest["src/main.ts"].assets.find((file) => file.startsWith("worker"));
const script = weight("src/main.ts") + sent(worker);
const pageParts = [HTML_BYTES, weight("src/styles/public.css"), script, weight("src/icons.svg"), weight(FONT)];

const rules = [
  ["style sheet of a public page", weight("src/styles/public.css"), 12_000],
  ["script of a public page with its worker", script, 30_000],
  ["whole first page", pageParts.reduce((sum, part) => sum + part, 0), 100_000],
];

let broken = false;
for (const [what, bytes, limit] of rules) {
  broken ||= bytes > limit;
  console.log(`${bytes > limit ? "TOO HEAVY" : "ok"}  ${(bytes / 1000).toFixed(1)} kB of ${limit / 1000} kB  ${what}`);
}
process.exit(broken ? 1 : 0);
