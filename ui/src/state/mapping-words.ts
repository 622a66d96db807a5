// What words and numbers mean, as one line of text: `0 = off, 1 = heat, high = 3`.
//
// What would be read as something else, or holds a comma or an equals sign, stands in quotes as JSON writes it.

/** What a word may mean. */
export type Meaning = number | boolean | string;

const PIECE = /\s*(?:"((?:[^"\\]|\\.)*)"|([^,="]*))\s*/y;

/** A list of meanings as a line; what is no object of them gives null. */
export function meaningsText(map: Readonly<Record<string, Meaning>>): string {
  return Object.entries(map).map(([word, meaning]) => `${written(word, false)} = ${typeof meaning === "string" ? written(meaning, true) : String(meaning)}`).join(", ");
}

/** What a line means; null where it is none. */
export function meaningsOf(text: string): Record<string, Meaning> | null {
  const found: [string, Meaning][] = [];
  if (text.trim() === "") return {};
  for (let at = 0; at < text.length; ) {
    const word = piece(text, at);
    if (word === null || text[word.end] !== "=" || (word.text === "" && !word.quoted)) return null;
    const meaning = piece(text, word.end + 1);
    if (meaning === null || (meaning.end < text.length && text[meaning.end] !== ",") || (meaning.text === "" && !meaning.quoted)) return null;
    found.push([word.text, meaning.quoted ? meaning.text : plain(meaning.text)]);
    if (meaning.end === text.length - 1) return null;
    at = meaning.end + 1;
  }
  // Not by assignment: a word may be called __proto__.
  return Object.fromEntries(found);
}

function piece(text: string, at: number): { text: string; quoted: boolean; end: number } | null {
  PIECE.lastIndex = at;
  const match = PIECE.exec(text);
  if (match === null) return null;
  const [whole, quoted, bare] = match;
  const end = at + whole.length;
  if (quoted === undefined) return { text: (bare ?? "").trim(), quoted: false, end };
  try {
    return { text: JSON.parse(`"${quoted}"`) as string, quoted: true, end };
  } catch {
    return null;
  }
}

function plain(text: string): Meaning {
  if (text === "true" || text === "false") return text === "true";
  return isNumber(text) ? Number(text) : text;
}

function isNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text));
}

function written(text: string, isMeaning: boolean): string {
  const bare = text !== "" && text.trim() === text && !/[,="\\\n\r\t]/.test(text);
  return bare && !(isMeaning && (text === "true" || text === "false" || isNumber(text))) ? text : JSON.stringify(text);
}
