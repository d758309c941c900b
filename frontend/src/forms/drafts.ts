// What was typed is kept in the tab until the server has it. Pure part: what is kept, what comes back, when it may go.

export type Draft = { readonly values: Readonly<Record<string, readonly string[]>>; readonly sentFrom?: string };

export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const PREFIX = "sigap-draft:";
/** More than any form of ours; a pasted book is not a draft. */
const MAX_CHARS = 200_000;

export function keepDraft(shelf: Shelf, key: string, draft: Draft): void {
  const text = JSON.stringify(draft);
  if (text.length > MAX_CHARS) return;
  try {
    shelf.setItem(PREFIX + key, text);
  } catch {
    // A full or forbidden shelf: the form itself still holds the words.
  }
}

export function readDraft(shelf: Shelf, key: string): Draft | null {
  try {
    const draft: unknown = JSON.parse(shelf.getItem(PREFIX + key) ?? "null");
    return typeof draft === "object" && draft !== null && "values" in draft ? (draft as Draft) : null;
  } catch {
    return null;
  }
}

export function dropDraft(shelf: Shelf, key: string): void {
  shelf.removeItem(PREFIX + key);
}

export type Fate = "restore" | "drop" | "keep" | "none";

/**
 * What happens to the draft of a form on this page: `failed` = the server shows the form again with what it received.
 * A draft that was sent from another page than this and meets its form fresh has not arrived as far as we know: it comes back.
 */
export function fate(draft: Draft | null, failed: boolean): Fate {
  if (draft === null) return "none";
  return failed ? "keep" : "restore";
}

/** A sent draft whose answer is another page without that form: it has arrived. */
export function hasArrived(draft: Draft, path: string, formIsHere: boolean): boolean {
  return draft.sentFrom !== undefined && draft.sentFrom !== path && !formIsHere;
}

const SENT = "sigap-sent";

/** Notes which form was sent last, until its answer is known. */
export function noteSent(shelf: Shelf, key: string): void {
  try {
    shelf.setItem(SENT, key);
  } catch {
    // As above.
  }
}

/**
 * The draft that a page with good news is about: the one that was sent just before it. A page in between, as the log-in, breaks the
 * chain: then the news is from before, and what was sent never arrived.
 */
export function takeArrived(shelf: Shelf, isGoodNews: boolean): string | null {
  const key = shelf.getItem(SENT);
  shelf.removeItem(SENT);
  return isGoodNews ? key : null;
}

export function draftKeys(shelf: Storage): string[] {
  return Object.keys(shelf)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length));
}
