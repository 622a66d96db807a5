// What is seen of a trend as a table: one row per time of any drawn line, the columns of each beside each other.

import { liveFrom, hasBand, placeAfter, type Series } from "../chart/series";
import type { PointCode, Resolution, Timestamp } from "../ipc/bindings";
import { csv, fileWord, type Cell } from "../shared/csv";
import { fileTime, isoTime } from "../shared/format";

/** The trend as far as a table needs it. */
export interface Shown {
  readonly from: Timestamp;
  readonly to: Timestamp;
  readonly series: readonly Series[];
  readonly points: readonly { readonly code: PointCode; readonly unit: string | null }[];
  readonly resolutions: readonly Resolution[];
}

/** The lines in view as CSV; a time at which a line has no value leaves its cells empty. */
export function trendCsv(shown: Shown): string {
  const rows = new Map<Timestamp, Cell[]>();
  const head: string[] = ["time"];
  shown.series.forEach((series, place) => {
    const column = head.length;
    const banded = hasBand(series.line);
    const title = titleOf(shown, place);
    head.push(title(""), ...(banded ? [title("minimum"), title("maximum")] : []));
    for (const [time, ...cells] of readings(series, shown.from, shown.to)) {
      let row = rows.get(time);
      if (row === undefined) rows.set(time, (row = [isoTime(time)]));
      row[column] = cells[0];
      if (banded) [row[column + 1], row[column + 2]] = [cells[1], cells[2]];
    }
  });
  const times = [...rows.keys()].sort((one, other) => one - other);
  return csv([head, ...times.map((time) => Array.from(head, (_, column) => rows.get(time)?.[column] ?? null))]);
}

/** The name of the file without its end: `trend-supply-air-15m-20261120T0200-20261120T1400`. */
export function trendFileName(shown: Shown): string {
  const resolution = [...new Set(shown.resolutions)].join("-") || "none";
  return `trend-${fileWord(shown.series[0]?.name ?? "")}-${resolution}-${fileTime(shown.from)}-${fileTime(shown.to)}`;
}

/** Names a column: the point with its unit, its letter where another has the same name. */
function titleOf(shown: Shown, place: number): (what: string) => string {
  const series = shown.series[place];
  const name = series?.name ?? "";
  const twin = shown.series.filter((one) => one.name === name).length > 1;
  const unit = shown.points[place]?.unit ?? null;
  const words = `${name}${twin ? `, ${series?.letter}` : ""}`;
  return (what) => `${words}${what === "" ? "" : ` ${what}`}${unit === null ? "" : ` (${unit})`}`;
}

function* readings(series: Series, from: Timestamp, to: Timestamp): Generator<[Timestamp, number | null, number | null, number | null]> {
  const { line, live } = series;
  for (let place = placeAfter(line.times, from - 1); place < line.times.length; place += 1) {
    const time = line.times[place] ?? NaN;
    if (time > to) return;
    yield [time, line.values[place] ?? null, line.mins[place] ?? null, line.maxs[place] ?? null];
  }
  if (live === null) return;
  for (let place = Math.max(liveFrom(series), live.after(from - 1)); place < live.length; place += 1) {
    const time = live.time(place);
    if (time > to) return;
    // Each of these is a reading of its own: it is its own minimum and maximum.
    yield [time, live.value(place), live.value(place), live.value(place)];
  }
}
