// Every text colour stands out at 4.5:1 from each ground it is used on, edges of fields at 3:1, in both lights.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("src/styles/tokens.css", "utf8");

function block(start: string): Map<string, string> {
  const from = css.indexOf(start);
  const body = css.slice(from, css.indexOf("}", from));
  return new Map([...body.matchAll(/(--[\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name ?? "", value ?? ""]));
}

const light = block(":root {");
const dark = block(':root[data-theme="dark"] {');
const darkBySystem = block(':root:not([data-theme="light"]) {');

function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(theme: Map<string, string>, one: string, two: string): number {
  const [a, b] = [luminance(theme.get(one) ?? ""), luminance(theme.get(two) ?? "")];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const TEXT: [string, string[]][] = [
  ["--ink", ["--paper", "--panel", "--brand-soft", "--free-soft", "--few-soft", "--full-soft", "--old-soft"]],
  ["--ink-2", ["--paper", "--panel", "--free-soft", "--few-soft", "--full-soft", "--old-soft"]],
  ["--brand", ["--paper", "--panel", "--brand-soft"]],
  ["--brand-deep", ["--panel"]],
  ["--free", ["--paper", "--panel", "--free-soft"]],
  ["--few", ["--paper", "--panel", "--few-soft"]],
  ["--full", ["--paper", "--panel", "--full-soft"]],
  ["--old", ["--paper", "--panel"]],
  ["--on-fill", ["--brand", "--brand-deep", "--full"]],
];

describe.each([
  ["light", light],
  ["dark", dark],
])("in the %s theme", (_, theme) => {
  it.each(TEXT.flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const)))("%s can be read on %s", (text, ground) => {
    expect(contrast(theme, text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it("shows the edge of a field on panel and paper", () => {
    expect(contrast(theme, "--edge", "--panel")).toBeGreaterThanOrEqual(3);
    expect(contrast(theme, "--edge", "--paper")).toBeGreaterThanOrEqual(3);
  });

  it("knows every name of the other", () => {
    expect([...theme.keys()].sort()).toEqual([...light.keys()].sort());
  });
});

it("is equally dark by the system's wish and by the person's", () => {
  expect([...darkBySystem]).toEqual([...dark]);
});

it("keeps the colours that the house decided", () => {
  const decided = { "--paper": "#f7f8f6", "--brand": "#0b6b5c", "--free": "#0a7a3f", "--few": "#9a6700", "--full": "#b3261e", "--old": "#6b7280" };
  Object.entries(decided).forEach(([name, value]) => expect(light.get(name)).toBe(value));
});
