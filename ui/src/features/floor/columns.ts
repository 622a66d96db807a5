// Which columns the table of points shows at which width: tables gain columns, then rows.

/** A column by its word. */
export type Column = "mark" | "anchor" | "name" | "source" | "value" | "unit" | "age" | "quality" | "time" | "connection" | "received" | "interval" | "code";

interface Layout {
  from: number;
  columns: readonly Column[];
}

const NARROW: readonly Column[] = ["mark", "anchor", "name", "source", "value", "unit", "age", "quality"];
const LAYOUTS: readonly Layout[] = [
  { from: 1_560, columns: [...NARROW, "time", "received", "interval", "connection", "code"] },
  { from: 1_250, columns: [...NARROW, "time", "received", "interval", "connection"] },
  { from: 960, columns: [...NARROW, "time", "connection"] },
  { from: 860, columns: [...NARROW, "time"] },
  { from: 0, columns: NARROW },
];

/** Words over the columns. */
export const HEADS: Record<Column, string> = {
  mark: "", anchor: "", name: "Name", source: "Place or source", value: "Value", unit: "", age: "Age", quality: "Quality",
  time: "Source time", connection: "Connection", received: "Received", interval: "Interval", code: "Stable id",
};

const WIDTHS: Record<Column, string> = {
  mark: "34px", anchor: "24px", name: "minmax(120px, 15fr)", source: "minmax(90px, 10fr)", value: "92px", unit: "44px", age: "58px",
  quality: "96px", time: "104px", connection: "104px", received: "104px", interval: "72px", code: "150px",
};

/** The columns that fit. */
export function columnsAt(width: number): readonly Column[] {
  return (LAYOUTS.find((layout) => width >= layout.from) ?? { columns: NARROW }).columns;
}

/** Their widths for a CSS grid. */
export function template(columns: readonly Column[]): string {
  // With room to spare the place gains more than the name, which is shorter.
  const roomy = columns.length > NARROW.length;
  return columns.map((column) => (roomy && column === "source" ? "minmax(90px, 16fr)" : WIDTHS[column])).join(" ");
}
