// A hospital's system: signs and sends as the Aplicares description says, with nothing but what Node brings.
import { createHmac } from "node:crypto";

/** What a system signs with, and for whom. */
export interface SystemKey {
  ppk: string;
  consId: string;
  secret: string;
}

/** A room as the national format has it. */
export interface Room {
  kodekelas: string;
  koderuang: string;
  namaruang: string;
  kapasitas: number;
  tersedia: number;
}

/** The code and the sentence of an answer. */
export interface Answer {
  code: number;
  message: string;
}

function headers({ consId, secret }: SystemKey): Record<string, string> {
  const timestamp = `${Math.floor(Date.now() / 1000)}`;
  const signature = createHmac("sha256", secret).update(`${consId}&${timestamp}`).digest("base64");
  return { "X-cons-id": consId, "X-timestamp": timestamp, "X-signature": signature, "Content-Type": "application/json" };
}

/** Sends a body, readable or not, to `bed/create`, `bed/update` or `bed/delete`. */
export async function send(url: string, key: SystemKey, deed: "create" | "update" | "delete", body: string): Promise<Answer> {
  const address = `${url}/aplicaresws/rest/bed/${deed}/${key.ppk}`;
  const answer = await fetch(address, { method: "POST", headers: headers(key), body });
  const { metadata } = (await answer.json()) as { metadata: { code: number | string; message: string } };
  return { code: Number(metadata.code), message: metadata.message };
}

/** Reports a room; says so loudly when it is not taken. */
export async function report(url: string, key: SystemKey, deed: "create" | "update", room: Room): Promise<void> {
  const answer = await send(url, key, deed, JSON.stringify(room));
  if (answer.code !== 1) throw new Error(`${deed} ${room.namaruang}: ${answer.message}`);
}
