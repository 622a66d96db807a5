// What a trend is drawn from, in words: resolution, coverage, gaps.

import { hasBand, sharedGaps, type Series } from "../chart/series";
import type { Resolution, TrendLine } from "../ipc/bindings";
import { count, duration, interval, number, percent, plural, range, value } from "../shared/format";

const RESOLUTIONS: Record<Resolution, { line: string; bucket: string; ms: number }> = {
  raw: { line: "Every reading", bucket: "", ms: 0 },
  "15m": { line: "15-min averages", bucket: "in these 15 min", ms: 900_000 },
  "1h": { line: "Hourly averages", bucket: "in this hour", ms: 3_600_000 },
  "1d": { line: "Daily averages", bucket: "on this day", ms: 86_400_000 },
  "1mo": { line: "Monthly averages", bucket: "in this month", ms: 0 },
};

/** `15-min averages` and `with minimum–maximum band`. */
export function resolutionWords(lines: readonly TrendLine[]): { main: string; more: string } {
  const found = [...new Set(lines.map((line) => line.resolution))];
  const only = found[0];
  if (only === undefined) return { main: "No line yet", more: "" };
  const banded = lines.some(hasBand) ? "with minimum–maximum band" : "";
  if (found.length > 1) return { main: found.map((one) => RESOLUTIONS[one].line.toLowerCase()).join(" and "), more: banded };
  const thinned = only === "raw" && lines.some((line) => line.drawn_from > line.times.length);
  return { main: RESOLUTIONS[only].line, more: thinned ? `thinned, ${banded || "peaks kept"}` : banded };
}

/** `Coverage 96.5 %`, over several lines `Coverage 94–100 %`. */
export function coverageWords(lines: readonly TrendLine[]): string {
  const known = lines.map((line) => line.coverage).filter((share) => share !== null);
  if (known.length === 0) return "Coverage unknown";
  const [least, most] = [percent(Math.min(...known)), percent(Math.max(...known))];
  return least === most ? `Coverage ${least} %` : `Coverage ${least}–${most} %`;
}

/** What the least and greatest value beside the cursor belong to. */
function bucketWords(resolution: Resolution): string {
  return RESOLUTIONS[resolution].bucket;
}

/** How much time each drawn point stands for, beside its minimum and maximum: `in these 15 min`, `within 1 min`. */
export function stepWords(line: TrendLine): string {
  const bucket = bucketWords(line.resolution);
  if (bucket !== "" || line.times.length < 2) return bucket;
  return `within ${interval(((line.times.at(-1) ?? 0) - (line.times[0] ?? 0)) / (line.times.length - 1))}`;
}

/** A figure of a point: a number with its decimals; of on and off a word, or the share that was on. */
export function figure(of: number | null | undefined, unit: string | null, lane: boolean): string {
  if (!lane || of === null || of === undefined) return number(of, unit);
  return of === 0 || of === 1 ? value(of === 1) : `${percent(of)} % on`;
}

/** The figures of a line in one row: `min 20.5, mean 21.5, max 22.7 °C, coverage 96.5 %`. */
export function figureWords(line: TrendLine | undefined, lane: boolean): string {
  if (line === undefined || line.mean === null) return "no reading";
  const coverage = line.coverage === null ? "coverage unknown" : `coverage ${percent(line.coverage)} %`;
  if (lane) return `on ${percent(line.mean)} %, ${coverage}`;
  const unit = line.unit === null ? "" : ` ${line.unit}`;
  return `min ${number(line.min, line.unit)}, mean ${number(line.mean, line.unit)}, max ${number(line.max, line.unit)}${unit}, ${coverage}`;
}

/** The paragraph under the statistics. */
export function drawnWords(lines: readonly TrendLine[], series: readonly Series[], from: number, to: number, following: boolean): string {
  if (lines.length === 0) return "";
  const sentences: string[] = [];
  for (const resolution of new Set(lines.map((line) => line.resolution))) {
    const these = lines.filter((line) => line.resolution === resolution);
    const drawn = these.reduce((all, line) => all + line.times.length, 0);
    const base = these.reduce((all, line) => all + line.drawn_from, 0);
    const whose = these.length === lines.length ? "" : ` for ${letters(these, series)}`;
    if (resolution !== "raw") sentences.push(`${RESOLUTIONS[resolution].line}${whose} from ${plural(base, "bucket")}; the band is the true minimum and maximum of each.`);
    else if (base > drawn) sentences.push(`${count(base)} readings${whose}, thinned to ${count(drawn)} points; the band is the true minimum and maximum between them.`);
    else sentences.push(`${count(base)} readings${whose}, each of them drawn.`);
  }
  const gaps = sharedGaps(series, from, to, (to - from) / 500);
  const first = gaps[0];
  if (first === undefined) sentences.push("No gap.");
  else if (gaps.length === 1) sentences.push(`One gap${first.letters === "" ? "" : ` of ${first.letters}`}, ${range(first.from, first.to)}.`);
  else sentences.push(`${count(gaps.length)} gaps, the longest ${duration(Math.max(...gaps.map((gap) => gap.to - gap.from)))}.`);
  const open = gaps.some((gap) => gap.letters === "" && gap.to >= to - (to - from) / 500);
  if (following && !open && lines.some((line) => line.resolution === "raw")) sentences.push("The newest part is every reading as it comes.");
  return sentences.join(" ");
}

function letters(these: readonly TrendLine[], series: readonly Series[]): string {
  return series.filter((one) => these.some((line) => line.times === one.line.times)).map((one) => one.letter).join(" and ");
}
