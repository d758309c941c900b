// Sends one tap and judges the answer. Which answer means what is a table, tested.

import type { Tap } from "./outbox";

const TIMEOUT_MS = 15_000;

export type Verdict = "saved" | "refused" | "login" | "again";

/** What a status means for a waiting tap. 0 = no answer. */
export function judge(status: number): Verdict {
  if (status >= 200 && status < 300) return "saved";
  if (status === 401) return "login";
  if (status === 0 || status === 408 || status === 425 || status === 429 || status >= 500) return "again";
  return "refused";
}

export interface Answer {
  readonly verdict: Verdict;
  /** The card as HTML when saved, the reason in words when refused. */
  readonly text: string;
}

async function reasonOf(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as { detail?: unknown; title?: unknown };
    return String(problem.detail ?? problem.title ?? response.status);
  } catch {
    return String(response.status);
  }
}

export async function sendTap(tap: Tap, csrf: string, nowMs: number): Promise<Answer> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(tap.url, {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      signal: stop.signal,
      headers: { "Idempotency-Key": tap.key, "X-CSRF-Token": csrf, "HX-Request": "true", Accept: "text/html, application/problem+json" },
      body: new URLSearchParams([...tap.fields.map(([name, value]): [string, string] => [name, value]), ["sent_at_ms", String(nowMs)]]),
    });
    // A redirect here is the log-in page.
    if (response.type === "opaqueredirect") return { verdict: "login", text: "" };
    const verdict = judge(response.status);
    return { verdict, text: verdict === "refused" ? await reasonOf(response) : await response.text() };
  } catch {
    return { verdict: "again", text: "" };
  } finally {
    clearTimeout(timer);
  }
}
