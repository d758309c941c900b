// The invented hospitals of the pictures, with all their codes, one administrator each, and the systems that report for them.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, type Page } from "@playwright/test";

import { dataFolder } from "../support/hospital.ts";
import { PASSWORD } from "../support/people.ts";
import { sigap } from "../support/server.ts";
import type { Lang } from "./camera.ts";

const NAMES = ["Kasuari", "Maleo", "Jalak", "Kutilang", "Murai", "Beo"] as const;
export type Bird = (typeof NAMES)[number];

/** One of them. */
export interface Hospital {
  ppk: string;
  admin: string;
}

/** What a system has to be told, by the order of the page. */
export type Settings = string[];

/** Founds them for one language; what is done in one leaves the pictures of the other alone. */
export async function foundAll(lang: Lang): Promise<Record<Bird, Hospital>> {
  const four = lang === "id" ? "8801" : "8802";
  const rows = NAMES.map((name, i) => {
    const ppk = `${four}R00${i + 1}`;
    return { name, ppk, admin: `${name.toLowerCase()}.${lang}@samudra.example`, ministry: `${four}00${i + 1}`, i };
  });
  const lines = rows.map(
    ({ name, ppk, ministry, i }) => `RS ${name} (rekaan),hospital,C,-5.6${i},112.6${i},${ppk},${ministry},10${ministry},training`,
  );
  const file = join(tmpdir(), `sigap-pictures-${process.pid}-${lang}.csv`);
  writeFileSync(file, ["name,kind,class,lat,lon,ppk,kemenkes_code,satusehat_id,stage", ...lines].join("\n"));
  await sigap(dataFolder(), ["facility", "import", file]);
  for (const { ppk, admin } of rows) {
    await sigap(dataFolder(), ["user", "add", "--email", admin, "--role", "facility_admin", "--facility", ppk, "--password-stdin"], PASSWORD);
  }
  return Object.fromEntries(rows.map(({ name, ppk, admin }) => [name, { ppk, admin }])) as Record<Bird, Hospital>;
}

/** The address of the one facility an administrator has. */
export async function facilityOf(page: Page): Promise<string> {
  const html = await (await page.request.get("/fasilitas")).text();
  const path = /\/fasilitas\/[0-9a-f]{8}-[0-9a-f-]{27}/.exec(html)?.[0];
  if (path === undefined) throw new Error("this person has no facility");
  return path;
}

/** Chooses a system on *Hubungkan SIMRS*; gives what the page says to type in. */
export async function choose(page: Page, system: string): Promise<Settings> {
  await page.goto(`${await facilityOf(page)}/hubungkan`);
  await page.locator(`input[name=system][value=${system}]`).check();
  await page.locator("form.form button.primary").click();
  await page.locator("code.secret").waitFor();
  return page.locator("dl.facts dd").allInnerTexts();
}

/** RS Online as SIMRS GOS speaks it: the password as md5. */
export async function siranap([address, id, secret]: Settings, method: string, row: object): Promise<void> {
  const pass = createHash("md5").update(secret ?? "").digest("hex");
  const headers = { "X-rs-id": id ?? "", "X-pass": pass, "X-Timestamp": `${Math.floor(Date.now() / 1000)}` };
  const answer = await fetch(`${address}Fasyankes`, { method, headers, body: JSON.stringify(row) });
  expect(await answer.text(), "RS Online took it").toContain('"200"');
}

/** SATUSEHAT: a token, a ward, and beds in it. */
export async function fhir([auth, base, client, secret, organization]: Settings, ward: string, beds: string[]): Promise<void> {
  const form = new URLSearchParams({ client_id: client ?? "", client_secret: secret ?? "" });
  const answer = await fetch(`${auth}/accesstoken?grant_type=client_credentials`, { method: "POST", body: form });
  const { access_token } = (await answer.json()) as { access_token: string };
  const put = async (id: string, location: object) => {
    const body = JSON.stringify({ resourceType: "Location", id, status: "active", mode: "instance", ...location });
    const answer = await fetch(`${base}/Location/${id}`, { method: "PUT", headers: { Authorization: `Bearer ${access_token}` }, body });
    expect(answer.ok, `${id}: ${answer.status}`).toBe(true);
  };
  const type = (code: string) => ({ coding: [{ system: "http://terminology.hl7.org/CodeSystem/location-physical-type", code }] });
  const managingOrganization = { reference: `Organization/${organization}` };
  await put("ruang-cempaka", { name: ward, physicalType: type("wa"), managingOrganization });
  const url = "https://fhir.kemkes.go.id/r4/StructureDefinition/LocationServiceClass";
  const system = "http://terminology.kemkes.go.id/CodeSystem/locationServiceClass-Inpatient";
  for (const [i, code] of beds.entries()) {
    await put(`cempaka-${i + 1}`, {
      name: `Bed ${i + 1}`,
      physicalType: type("bd"),
      operationalStatus: { system: "http://terminology.hl7.org/CodeSystem/v2-0116", code },
      partOf: { reference: "Location/ruang-cempaka" },
      managingOrganization,
      extension: [{ url, valueCodeableConcept: { coding: [{ system, code: "3" }] } }],
    });
  }
}

/** EDXL-HAVE: one message with a ward and an intensive care unit. */
export async function have([address, token]: Settings, ppk: string): Promise<void> {
  const line = (type: string, free: number, of: number) =>
    `<BedCapacity><BedType>${type}</BedType><Capacity><CapacityStatus>Vacant/Available</CapacityStatus><AvailableCount>${free}</AvailableCount><BaselineCount>${of}</BaselineCount></Capacity></BedCapacity>`;
  const body = `<HospitalStatus xmlns="urn:oasis:names:tc:emergency:EDXL:HAVE:1.0" xmlns:xnl="urn:oasis:names:tc:ciq:xnl:3"><Hospital><Organization><OrganizationInformation><xnl:OrganisationName xnl:OrganisationID="${ppk}"/></OrganizationInformation></Organization><HospitalBedCapacityStatus>${line("MedicalSurgical", 5, 20)}${line("AdultICU", 1, 6)}</HospitalBedCapacityStatus><LastUpdateTime>${new Date().toISOString()}</LastUpdateTime></Hospital></HospitalStatus>`;
  const answer = await fetch(address ?? "", { method: "POST", headers: { Authorization: `Bearer ${token}` }, body });
  expect(answer.status, await answer.text()).toBe(200);
}
