// How Debian's Chromium is started: its path, and the flags that keep it from looking for anything outside this machine.
import type { LaunchOptions } from "@playwright/test";

const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Launch options; the sandbox is off only for root, who cannot have it. */
export function chromium(): LaunchOptions {
  const root = process.getuid?.() === 0;
  return {
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: root ? ["--no-sandbox", ...QUIET] : QUIET,
  };
}
