// An authenticator app in a few lines: RFC 6238 with SHA-1, six digits, thirty seconds.
import { createHmac } from "node:crypto";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

function bytes(base32: string): Buffer {
  const bits = [...base32.replaceAll(/[\s=]/g, "").toUpperCase()].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const whole = bits.match(/.{8}/g) ?? [];
  return Buffer.from(whole.map((byte) => Number.parseInt(byte, 2)));
}

/** The step an instant lies in. */
export function stepAt(ms: number): number {
  return Math.floor(ms / STEP_MS);
}

/** The code of a step. */
export function codeOf(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", bytes(secret)).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0x0f;
  return `${(hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000}`.padStart(6, "0");
}
