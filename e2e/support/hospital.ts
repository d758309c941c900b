// A hospital of a test's own, far from the demo city and all others, so that nothing moves in it but what the test moves.
import { randomBytes } from "node:crypto";

import { type Room, report, type SystemKey } from "./aplicares.ts";
import { PASSWORD } from "./people.ts";
import { sigap } from "./server.ts";

/** A hospital with a system of its own and a nurse. */
export interface Hospital {
  id: string;
  name: string;
  ppk: string;
  lat: number;
  lon: number;
  stage: Stage;
  key: SystemKey;
}

type Stage = "none" | "training" | "shadow" | "public";

/** What can be said of it before. */
export interface Wishes {
  name?: string;
  stage?: Stage;
  /** The code by which another program knows it too. */
  ppk?: string;
  /** The address of a program other than the one under test, with its data folder. */
  at?: { url: string; data: string };
}

/** The public picture follows within a moment; a busy machine may stretch it. */
const COMES_MS_MAX = 20_000;
const ASK_AGAIN_MS = 20;

/** Seas east of the demo city, in which nobody else has a hospital. */
const SEA = { lat: [-8, -4], lon: [128, 138] } as const;

/** How the name of a hospital begins that a test has founded. */
export const OF_A_TEST = /^RS (Uji|Poli) /;

function somewhere([from, until]: readonly [number, number]): number {
  return Number((from + (randomBytes(4).readUInt32BE() / 2 ** 32) * (until - from)).toFixed(4));
}

/** The data folder of the program under test. */
export function dataFolder(): string {
  const data = process.env["SIGAP_DATA"];
  if (!data) throw new Error("SIGAP_DATA is not set: name the data folder of the program at SIGAP_URL");
  return data;
}

/** The address of the program under test. */
export function home(): string {
  return process.env["SIGAP_URL"] ?? "";
}

/** Founds a hospital with a key for its system. */
export async function found({ name, stage = "public", ppk: known, at }: Wishes = {}): Promise<Hospital> {
  const data = at?.data ?? dataFolder();
  const number = randomBytes(2).readUInt16BE().toString(36).padStart(4, "0").toUpperCase();
  const ppk = known ?? `${1000 + (randomBytes(2).readUInt16BE() % 8000)}U${100 + (randomBytes(2).readUInt16BE() % 900)}`;
  const full = name ?? `RS Uji ${number} (rekaan)`;
  const [lat, lon] = [somewhere(SEA.lat), somewhere(SEA.lon)];
  const place = ["--lat", `${lat}`, "--lon", `${lon}`, "--stage", stage];
  const said = await sigap(data, ["facility", "add", "--code", ppk, "--name", full, ...place]);
  const id = /^id (\S+)$/m.exec(said)?.[1];
  if (id === undefined) throw new Error(`no id in: ${said}`);
  const key: SystemKey = { ppk, consId: `uji-${ppk}`, secret: randomBytes(12).toString("hex") };
  await sigap(data, ["key", "add", "--facility", ppk, "--protocol", "aplicares", "--id", key.consId, "--secret-stdin"], key.secret);
  return { id, name: full, ppk, lat, lon, stage, key };
}

/** Waits for something that comes by itself within a moment. */
async function until(comes: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + COMES_MS_MAX;
  while (!(await comes())) {
    if (Date.now() > end) throw new Error(`did not come within ${COMES_MS_MAX} ms`);
    await new Promise((again) => setTimeout(again, ASK_AGAIN_MS));
  }
}

/** Adds somebody with a role in this hospital; gives the address they log in with. */
export async function hire(hospital: Hospital, role: "ward_nurse" | "bed_manager" | "facility_admin", data = dataFolder()): Promise<string> {
  const email = `${role}.${randomBytes(4).toString("hex")}@uji.example`;
  await sigap(data, ["user", "add", "--email", email, "--role", role, "--facility", hospital.ppk, "--password-stdin"], PASSWORD);
  return email;
}

/** A room of 24 beds in class 2. */
export function room(tersedia: number, change: Partial<Room> = {}): Room {
  return { kodekelas: "KL2", koderuang: "MLT2", namaruang: "Melati", kapasitas: 24, tersedia, ...change };
}

/** Its system registers a room; the public picture has it when this ends, if the hospital is public. */
export async function register(hospital: Hospital, of: Room): Promise<void> {
  await report(home(), hospital.key, "create", of);
  if (hospital.stage === "public") await until(() => isPublic(hospital, of));
}

async function isPublic(hospital: Hospital, of: Room): Promise<boolean> {
  const answer = await fetch(`${home()}/api/v1/beds/${hospital.id}`);
  if (!answer.ok) return false;
  const { items } = (await answer.json()) as { items: { pools: { class: string }[] }[] };
  return items.some(({ pools }) => pools.some((pool) => of.kodekelas === `KL${pool.class}`));
}

/** The finder, asked from the door of this hospital. */
export function finderAt(hospital: Hospital, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ lat: `${hospital.lat}`, lon: `${hospital.lon}`, ...more });
  return `/?${query.toString()}`;
}
