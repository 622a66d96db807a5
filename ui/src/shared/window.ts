// Which rows of a long list are drawn: rows of one height, so two divisions are all there is to it.

/** Rows drawn beyond each edge, so that scrolling by a few shows no blank. */
const SPARE = 6;

/** The rows from `first` up to `last`, excluded. */
export interface Slice {
  first: number;
  last: number;
}

/** The rows that a scrolled list of this height shows. */
export function slice(count: number, rowHeight: number, scroll: number, height: number): Slice {
  const first = Math.max(0, Math.floor(scroll / rowHeight) - SPARE);
  const last = Math.min(count, Math.ceil((scroll + height) / rowHeight) + SPARE);
  return { first: Math.min(first, Math.max(0, count - 1)), last: Math.max(last, 0) };
}

/** Where to scroll so that this row is seen whole; the same place where it is. */
export function scrollTo(row: number, rowHeight: number, scroll: number, height: number): number {
  const top = row * rowHeight;
  if (top < scroll) return top;
  const bottom = top + rowHeight;
  return bottom > scroll + height ? bottom - height : scroll;
}
