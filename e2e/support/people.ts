// Who works in the demo city, and how they log in when the log-in is not what a test is about.
import { expect, type Page } from "@playwright/test";

export const PASSWORD = "samudra-rekaan";

export const NURSE = "perawat@samudra.example";
export const MANAGER = "manajer@samudra.example";
export const HOSPITAL_ADMIN = "adminrs@samudra.example";
export const OPERATOR = "operator@samudra.example";
export const OFFICE = "dinkes@samudra.example";
export const HELP_DESK = "bantuan@samudra.example";
export const ADMIN = "admin@samudra.example";

/** Logs the person of this page in, without the page: the cookie is shared. */
export async function logIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  const answer = await page.request.post("/masuk", { form: { email, password, next: "/bantuan" } });
  expect(answer.ok() && answer.url().endsWith("/bantuan"), `${email} logs in`).toBe(true);
}

/** Types into the log-in form as a person does. */
export async function typeLogIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Kata sandi").fill(password);
  await page.getByRole("button", { name: "Masuk", exact: true }).click();
}
