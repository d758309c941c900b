// Forms: drafts, focus on the error summary, no double submit. Asks nothing, warns of nothing, loses nothing.

import { say, type Words } from "../words";
import { draftKeys, dropDraft, fate, hasArrived, keepDraft, noteSent, readDraft, takeArrived, type Draft } from "./drafts";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const NEVER = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(
    (field): field is Field =>
      (field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement) &&
      field.name !== "" &&
      !NEVER.has(field.type) &&
      field.dataset.draftSkip === undefined,
  );
}

function isTickable(field: Field): field is HTMLInputElement {
  return field.type === "checkbox" || field.type === "radio";
}

function valueOf(field: Field): readonly string[] {
  if (isTickable(field)) return field.checked ? [field.value] : [];
  if (field instanceof HTMLSelectElement) return [...field.selectedOptions].map((option) => option.value);
  return [field.value];
}

function collect(form: HTMLFormElement): Draft["values"] {
  const values: Record<string, string[]> = {};
  fieldsOf(form).forEach((field) => (values[field.name] ??= []).push(...valueOf(field)));
  return values;
}

/** Writes kept values into the form; true when anything differs from what the server sent. */
function restore(form: HTMLFormElement, values: Draft["values"]): boolean {
  let changed = false;
  const taken = new Map<string, number>();
  fieldsOf(form).forEach((field) => {
    const kept = values[field.name];
    if (!kept) return;
    const before = valueOf(field).join("\n");
    if (isTickable(field)) field.checked = kept.includes(field.value);
    else if (field instanceof HTMLSelectElement) [...field.options].forEach((option) => (option.selected = kept.includes(option.value)));
    else {
      const place = taken.get(field.name) ?? 0;
      taken.set(field.name, place + 1);
      field.value = kept[place] ?? field.value;
    }
    changed ||= valueOf(field).join("\n") !== before;
  });
  return changed;
}

function showNote(form: HTMLFormElement, key: string, words: Words): void {
  const note = document.createElement("p");
  note.className = "draft-note";
  note.setAttribute("role", "status");
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "btn quiet";
  clear.textContent = say(words, "draft_clear");
  clear.addEventListener("click", () => {
    dropDraft(sessionStorage, key);
    form.reset();
    note.remove();
  });
  note.append(say(words, "draft_restored"), clear);
  form.prepend(note);
}

function watch(form: HTMLFormElement, words: Words): void {
  const key = form.dataset.draft ?? "";
  const draft = readDraft(sessionStorage, key);
  const what = fate(draft, form.dataset.draftFailed !== undefined);
  if (what === "restore" && draft && restore(form, draft.values)) showNote(form, key, words);
  if (what === "keep") keepDraft(sessionStorage, key, { values: collect(form) });
  form.addEventListener("input", () => keepDraft(sessionStorage, key, { values: collect(form) }));
  form.addEventListener("change", () => keepDraft(sessionStorage, key, { values: collect(form) }));
  form.addEventListener("submit", () => {
    keepDraft(sessionStorage, key, { values: collect(form), sentFrom: location.pathname });
    noteSent(sessionStorage, key);
  });
}

function clearArrived(forms: readonly HTMLFormElement[]): void {
  const arrived = takeArrived(sessionStorage, document.querySelector("[data-arrived]") !== null);
  if (arrived !== null) dropDraft(sessionStorage, arrived);
  const here = new Set(forms.map((form) => form.dataset.draft));
  draftKeys(sessionStorage).forEach((key) => {
    const draft = readDraft(sessionStorage, key);
    if (draft && hasArrived(draft, location.pathname, here.has(key))) dropDraft(sessionStorage, key);
  });
}

/** A form marked `data-once` is sent once; coming back to the page frees it again. */
function guardOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset.once === undefined) return;
    if (form.dataset.once === "sent") event.preventDefault();
    form.dataset.once = "sent";
  });
  addEventListener("pageshow", () => document.querySelectorAll<HTMLElement>("form[data-once=sent]").forEach((form) => (form.dataset.once = "")));
}

export function startForms(words: Words): void {
  const forms = [...document.querySelectorAll<HTMLFormElement>("form[data-draft]")];
  guardOnce();
  try {
    clearArrived(forms);
    forms.forEach((form) => watch(form, words));
  } catch {
    // No storage in this browser: forms work, only without drafts.
  }
  document.querySelector<HTMLElement>("[data-errors]")?.focus();
}
