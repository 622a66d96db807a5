// Rows of text as a CSV file that spreadsheets and programs read alike (RFC 4180).

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A cell: texts are made safe against being taken for a formula, numbers are written with a point, nothing stays empty. */
export type Cell = string | number | null;

/** The rows as one text, each ended by CR LF. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(of: Cell): string {
  if (of === null) return "";
  if (typeof of === "number") return Number.isFinite(of) ? String(of) : "";
  const safe = FORMULA.test(of) ? `'${of}` : of;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A name as part of a file's name: plain letters and digits with dashes between, at most so long. */
export function fileWord(name: string, most = 60): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return plain.replaceAll(/[^a-z0-9]+/g, "-").slice(0, most).replaceAll(/^-+|-+$/g, "") || "unnamed";
}
