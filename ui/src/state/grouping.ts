// Orders points under the space and the equipment they belong to: the lines of a floor's list, heads and points alike.
//
// Looks at places only, never at values: a list that is live keeps its order.

import type { PlacesView, PointCode } from "../ipc/bindings";
import type { Row } from "./current.svelte";

/** What a list is grouped by. */
export type GroupBy = "space" | "equipment" | "none";

/** A line that says what the points under it have in common. */
export interface Head {
  readonly is: "head";
  readonly key: string;
  /** 0 for a group, 1 for equipment inside it. */
  readonly level: 0 | 1;
  readonly title: string;
  /** What else is to be said of it: the type of equipment, the floor of a space. */
  readonly detail: string;
  readonly rows: readonly Row[];
}

/** A line of one point. */
export interface PointLine {
  readonly is: "point";
  readonly key: PointCode;
  readonly row: Row;
  /** Counted from 0 among the points alone. */
  readonly ordinal: number;
  /** What the heads above it say already. */
  readonly said: readonly string[];
}

export type ListLine = Head | PointLine;

/** A list in the order it is shown. */
export interface Grouped {
  readonly lines: readonly ListLine[];
  /** For each line the place of the group's head above it, or -1. */
  readonly headOf: readonly number[];
}

/** What the names of a model are looked up in; made once per model, not per list. */
export interface Names {
  readonly floors: ReadonlyMap<number, { readonly place: number; readonly name: string; readonly building: string }>;
  readonly spaces: ReadonlyMap<number, string>;
  readonly equipment: ReadonlyMap<number, { readonly name: string; readonly kind: string }>;
}

interface Bucket {
  readonly key: string;
  readonly title: string;
  readonly detail: string;
  /** Sorted by this first, then by title. */
  readonly rank: number;
  readonly named: boolean;
  readonly rows: Row[];
}

const LAST = Number.MAX_SAFE_INTEGER;
const order = new Intl.Collator("en", { numeric: true });

/** The names of this model. */
export function namesOf(view: PlacesView | null): Names {
  const all = (view?.site.buildings ?? []).flatMap((building) => building.floors.map((floor) => ({ building, floor })));
  return {
    floors: new Map(all.map(({ building, floor }, place) => [floor.id, { place, name: floor.name, building: building.name }])),
    spaces: new Map(all.flatMap(({ floor }) => floor.spaces.map((space) => [space.id, space.name] as const))),
    equipment: new Map((view?.equipment ?? []).map((one) => [one.id, { name: one.name, kind: one.kind }])),
  };
}

/** Groups rows that are sorted already; inside a group they keep their order. `within` names the floor that all of them are on. */
export function group(rows: readonly Row[], by: GroupBy, names: Names, within: number | null): Grouped {
  if (by === "none") return flat(rows);
  const buckets = by === "space" ? bySpace(rows, names, within) : byEquipment(rows, names, within);
  // A single head over everything that says what it is not would say nothing.
  if (buckets.length === 1 && buckets[0]?.named === false && by === "equipment") return flat(rows);
  if (buckets.length === 1 && buckets[0]?.named === false && rows.every((row) => row.equipment === null)) return flat(rows);
  const lines: ListLine[] = [];
  const headOf: number[] = [];
  let ordinal = 0;
  const add = (line: ListLine, head: number) => {
    lines.push(line);
    headOf.push(head);
  };
  for (const bucket of buckets) {
    const head = lines.length;
    add({ is: "head", key: bucket.key, level: 0, title: bucket.title, detail: bucket.detail, rows: bucket.rows }, head);
    const parts = by === "space" ? splitByEquipment(bucket, names) : [{ head: null, rows: bucket.rows }];
    for (const part of parts) {
      if (part.head !== null) add({ ...part.head, rows: part.rows }, head);
      const said = [...(part.head === null ? [] : [part.head.title]), ...(bucket.named ? [bucket.title] : [])];
      for (const row of part.rows) {
        add({ is: "point", key: row.code, row, ordinal, said }, head);
        ordinal += 1;
      }
    }
  }
  return { lines, headOf };
}

/** A name without what its heads say already; whole where nothing would be left. */
export function shortName(name: string, said: readonly string[]): string {
  let short = name;
  for (const words of said) {
    const parts = words.split(/[\s\-_./:]+/).filter((part) => part !== "").map(escape);
    if (parts.length === 0) continue;
    const phrase = parts.join("[\\s\\-_./:]*");
    const rest = short
      .replace(new RegExp(`^[\\s\\-_./:]*${phrase}(?:[\\s\\-_./:,]+|$)`, "iu"), "")
      .replace(new RegExp(`[\\s\\-_./:,]+${phrase}\\s*$`, "iu"), "");
    if (rest.trim() !== "") short = rest;
  }
  return short;
}

function flat(rows: readonly Row[]): Grouped {
  const said: readonly string[] = [];
  return { lines: rows.map((row, ordinal) => ({ is: "point", key: row.code, row, ordinal, said })), headOf: rows.map(() => -1) };
}

function bySpace(rows: readonly Row[], names: Names, within: number | null): Bucket[] {
  return gather(
    rows,
    (row) => (row.space !== null ? row.space : row.floor === null ? "loose" : `floor ${row.floor}`),
    (row, key) => {
      const floor = row.floor === null ? undefined : names.floors.get(row.floor);
      const rank = row.floor === null ? LAST : (floor?.place ?? LAST - 1);
      const detail = within !== null || floor === undefined ? "" : `${floor.building} › ${floor.name}`;
      if (row.space !== null) return { key, title: names.spaces.get(row.space) ?? lastPlace(row), detail, rank, named: true };
      return { key, title: row.floor === null ? "Not placed" : "No space", detail, rank, named: false };
    },
  );
}

function byEquipment(rows: readonly Row[], names: Names, within: number | null): Bucket[] {
  return gather(
    rows,
    (row) => row.equipment ?? "none",
    (row, key) => {
      const known = row.equipment === null ? undefined : names.equipment.get(row.equipment);
      if (row.equipment === null) return { key, title: "No equipment", detail: "", rank: LAST, named: false };
      const floor = row.floor === null ? undefined : names.floors.get(row.floor);
      const place = [within === null ? floor?.name : undefined, row.space === null ? undefined : names.spaces.get(row.space)].filter((one) => one !== undefined).join(" › ");
      const detail = [known?.kind ?? "", place].filter((one) => one !== "").join(" · ");
      return { key, title: known?.name ?? "Equipment", detail, rank: 0, named: known !== undefined };
    },
  );
}

/** Inside a space: what belongs to no equipment first, or it would read as part of the one above it. */
function splitByEquipment(bucket: Bucket, names: Names): { head: Omit<Head, "rows"> | null; rows: readonly Row[] }[] {
  const parts = gather(
    bucket.rows,
    (row) => row.equipment ?? "none",
    (row, key) => {
      const known = row.equipment === null ? undefined : names.equipment.get(row.equipment);
      return { key: `${bucket.key} ${key}`, title: known?.name ?? "Equipment", detail: known?.kind ?? "", rank: row.equipment === null ? 0 : 1, named: row.equipment !== null };
    },
  );
  return parts.map(({ key, title, detail, named, rows }) => ({ head: named ? { is: "head", key, level: 1, title, detail } : null, rows }));
}

/** One bucket per key, in order; its rows keep theirs. */
function gather(rows: readonly Row[], keyOf: (row: Row) => string | number, describe: (row: Row, key: string) => Omit<Bucket, "rows">): Bucket[] {
  const found = new Map<string | number, Bucket>();
  for (const row of rows) {
    const key = keyOf(row);
    const bucket = found.get(key);
    if (bucket === undefined) found.set(key, { ...describe(row, `head ${key}`), rows: [row] });
    else bucket.rows.push(row);
  }
  return [...found.values()].sort((one, other) => one.rank - other.rank || Number(other.named) - Number(one.named) || order.compare(one.title, other.title));
}

/** Points are asked for apart from the model: a space may be named by its point alone for a moment. */
function lastPlace(row: Row): string {
  return row.place.split(" › ").at(-1) || "Space";
}

function escape(part: string): string {
  return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
