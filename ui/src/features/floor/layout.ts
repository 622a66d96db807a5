// Which columns a floor's list shows at which width: lists gain columns, then rows.

/** A column by its word. */
export type Cell = "mark" | "anchor" | "name" | "place" | "value" | "unit" | "age" | "quality" | "spark" | "kind" | "topic";

/** Words over the columns. */
export const HEADS: Record<Cell, string> = {
  mark: "", anchor: "", name: "Name", place: "Place or source", value: "Value", unit: "", age: "Age", quality: "Quality", spark: "Last 2 hours", kind: "Kind", topic: "Source topic",
};

const WIDTHS: Record<Cell, string> = {
  mark: "32px", anchor: "22px", name: "minmax(120px, 16fr)", place: "minmax(90px, 12fr)", value: "88px", unit: "42px", age: "56px", quality: "94px", spark: "minmax(104px, 9fr)", kind: "72px",
  topic: "minmax(140px, 16fr)",
};

/** The columns that fit; `flat` is a list without heads, which says the place of each point instead. */
export function cellsAt(width: number, windowWidth: number, flat: boolean): readonly Cell[] {
  const cells: Cell[] = ["mark", "anchor", "name", ...(flat ? (["place"] as const) : []), "value", "unit", "age", "quality"];
  if (width >= (flat ? 760 : 640)) cells.push("spark");
  if (width >= (flat ? 840 : 700)) cells.push("kind");
  if (windowWidth >= 1_600) cells.push("topic");
  return cells;
}

/** Their widths for a CSS grid. */
export function template(cells: readonly Cell[]): string {
  return cells.map((cell) => WIDTHS[cell]).join(" ");
}
