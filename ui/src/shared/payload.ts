// How a payload is shown to people: JSON with its levels set in, bytes in rows. The text stays as it was sent.

const STEP = "  ";
/** A longer text is shown as it is: setting it in would only make it longer. */
const INDENTED_MAX = 200_000;
const ROW_BYTES = 16;

/** JSON with a line for each value, its numbers and texts exactly as sent; null where the text is no JSON object or list. */
export function indented(text: string): string | null {
  const start = text.trimStart()[0];
  if ((start !== "{" && start !== "[") || text.length > INDENTED_MAX) return null;
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  let out = "";
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (quoted) {
      out += character;
      if (character === "\\") {
        at += 1;
        out += text[at] ?? "";
      } else if (character === '"') quoted = false;
    } else if (character === '"') {
      quoted = true;
      out += character;
    } else if (character === "{" || character === "[") {
      const closing = text.slice(at + 1).match(/^\s*[}\]]/);
      if (closing === null) {
        depth += 1;
        out += `${character}\n${STEP.repeat(depth)}`;
      } else {
        out += character + closing[0].trim();
        at += closing[0].length;
      }
    } else if (character === "}" || character === "]") {
      depth -= 1;
      out += `\n${STEP.repeat(depth)}${character}`;
    } else if (character === ",") out += `,\n${STEP.repeat(depth)}`;
    else if (character === ":") out += ": ";
    else if (!/\s/.test(character)) out += character;
  }
  return out;
}

/** Bytes such as `ff 01` in rows of sixteen: where each row begins, the bytes, and what of them is plain text. */
export function byteRows(hexadecimal: string): string {
  const bytes = hexadecimal === "" ? [] : hexadecimal.split(" ");
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += ROW_BYTES) {
    const row = bytes.slice(at, at + ROW_BYTES);
    const plain = row.map((byte) => {
      const code = Number.parseInt(byte, 16);
      return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : "·";
    });
    rows.push(`${at.toString(16).padStart(4, "0")}  ${row.join(" ").padEnd(ROW_BYTES * 3)} ${plain.join("")}`);
  }
  return rows.join("\n");
}
