// The words the script may say. The server writes them into <script type="application/json" id="words">; nothing here speaks a language.

export type Words = Readonly<Record<string, string>>;

/** Reads the words of the page; a page without them stays silent instead of failing. */
export function readWords(doc: Document = document): Words {
  try {
    const parsed: unknown = JSON.parse(doc.getElementById("words")?.textContent ?? "{}");
    return typeof parsed === "object" && parsed !== null ? (parsed as Words) : {};
  } catch {
    return {};
  }
}

/** The words of a key with `{name}` filled in; empty when the page does not bring them. */
export function say(words: Words, key: string, fill: Readonly<Record<string, string | number>> = {}): string {
  return (words[key] ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(fill[name] ?? whole));
}
