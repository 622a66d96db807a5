// Turns numbers, units and times into text. Nothing else in the window does.
//
// Grouping and decimal sign follow the language of the computer, words stay English; the minus is U+2212; a missing
// value is a dash, never zero.

import type { Timestamp, Value } from "../ipc/bindings";

/** What stands where nothing is known. */
export const DASH = "–";
const MINUS = "\u2212";
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Decimals of units whose values people expect with a fixed number of them. */
const UNIT_DECIMALS: Readonly<Record<string, number>> = {
  "°C": 1, "°F": 1, K: 1, ppm: 0, ppb: 0, lx: 0, Pa: 0, hPa: 1, mbar: 1, bar: 2, kPa: 1, "l/s": 0, "L/s": 0,
  "m³/h": 1, "m³": 1, W: 0, kW: 1, VA: 0, V: 1, A: 2, Hz: 2, Wh: 0, kWh: 1, MWh: 2, rpm: 0, "1/min": 0, s: 0,
  min: 0, dBm: 0, lqi: 0, "µg/m³": 0,
};

let locale = "en-GB";
let zone: string | undefined;
const numberFormats = new Map<string, Intl.NumberFormat>();
const timeFormats = new Map<string, Intl.DateTimeFormat>();
/** Offsets by quarter-hour: clocks change at none between, and a chart asks for a hundred of them with each frame. */
const offsets = new Map<number, number>();
const OFFSETS_MAX = 4_096;

/** Chooses language and zone of all texts; the computer's own where absent. */
export function useLocale(language: string, timeZone?: string): void {
  locale = language;
  zone = timeZone;
  numberFormats.clear();
  timeFormats.clear();
  offsets.clear();
}

/** Chooses the zone of all times: that of the site, whatever the computer's is. One that this computer does not know changes nothing. */
export function useZone(timeZone: string): boolean {
  if (timeZone === zone) return true;
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone });
  } catch {
    return false;
  }
  zone = timeZone;
  timeFormats.clear();
  offsets.clear();
  return true;
}

/** A whole number with grouping: `6,214,882`. */
export function count(value: number): string {
  return fixed(value, 0);
}

/** `1 point`, `200 points`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A measured number with as many decimals as its unit or its size calls for. */
export function number(value: number | null | undefined, unit: string | null = null): string {
  if (value === null || value === undefined || Number.isNaN(value)) return DASH;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return exponential(value);
  return fixed(value, decimals(value, size, unit));
}

/** A value of any kind, without its unit. Texts pass as they are: they must be shown as text. */
export function value(of: Value | null | undefined, unit: string | null = null): string {
  if (of === null || of === undefined) return DASH;
  if (typeof of === "number") return number(of, unit);
  if (typeof of === "boolean") return of ? "on" : "off";
  return of === "" ? "empty text" : of;
}

/** A number on an axis whose lines are `step` apart. */
export function axisNumber(value: number, step: number): string {
  if (value !== 0 && Math.abs(value) >= 1e9) return exponential(value);
  const places = step >= 1 ? (Number.isInteger(step) ? 0 : 1) : Math.min(8, Math.ceil(-Math.log10(step) - 1e-9));
  const extra = step < 1 && Math.abs(step * 10 ** places - Math.round(step * 10 ** places)) > 1e-6 ? 1 : 0;
  return fixed(value, places + extra);
}

/** A share of 0 to 1 as percent, never rounded up to 100: `96.5`, without its sign. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || Number.isNaN(share)) return DASH;
  const tenths = Math.floor(share * 1_000 + 1e-9);
  return tenths % 10 === 0 ? fixed(tenths / 10, 0) : fixed(tenths / 10, 1);
}

/** How far a value is from another, in percent with its sign: `+2.9`, `−3.0`; without one where it rounds to none. */
export function change(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return DASH;
  const text = fixed(share * 100, Math.abs(share) < 0.1 ? 1 : 0);
  return share > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** How long ago: `12 s`, `41 min`, `3 h 20`, `4 d 6 h`; a dash where nobody knows. */
export function age(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return DASH;
  return duration(Math.max(0, ms));
}

/** How long: `12 s`, `25 min`, `3 h 20`, `4 d 6 h`, `120 d`. */
export function duration(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) {
    const minutes = Math.floor((ms % HOUR) / MINUTE);
    return `${Math.floor(ms / HOUR)} h${minutes === 0 ? "" : ` ${String(minutes).padStart(2, "0")}`}`;
  }
  const hours = Math.floor((ms % DAY) / HOUR);
  const days = count(Math.floor(ms / DAY));
  return ms >= 10 * DAY || hours === 0 ? `${days} d` : `${days} d ${hours} h`;
}

/** An interval between readings, fine where it is short: `250 ms`, `2.5 s`, `15 min`. */
export function interval(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return DASH;
  if (ms < SECOND) return `${fixed(ms, 0)} ms`;
  if (ms < MINUTE) return `${fixed(ms / SECOND, ms % SECOND === 0 ? 0 : 1)} s`;
  return duration(ms);
}

/** A duration the program measured: `38 ms`, `1.2 s`. */
export function took(ms: number): string {
  return ms < SECOND ? `${fixed(ms, 0)} ms` : `${fixed(ms / SECOND, 1)} s`;
}

/** A duration the program measured, as fine as percentiles need it, without its unit ms: `0.04`, `3.1`, `38`. */
export function milliseconds(ms: number): string {
  return fixed(ms, ms >= 10 || ms === 0 ? 0 : ms >= 1 ? 1 : 2);
}

/** How many a second: `0`, `< 0.1`, `16.4`, `5,000`. */
export function rate(perSecond: number): string {
  if (perSecond > 0 && perSecond < 0.05) return "< 0.1";
  return fixed(perSecond, perSecond === 0 || perSecond >= 99.95 ? 0 : 1);
}

/** How much room on disk: `412 B`, `41.0 MB`, in steps of a thousand as disks are sold. */
export function bytes(size: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let step = 0;
  let rest = size;
  while (rest >= 999.5 && step < units.length - 1) {
    rest /= 1_000;
    step += 1;
  }
  return `${fixed(rest, step === 0 || rest >= 100 ? 0 : 1)} ${units[step] ?? "B"}`;
}

/** `14:32:07`. */
export function clock(time: Timestamp | null | undefined): string {
  return at(time, "clock", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** `14:32:07.041`, where messages follow each other within a second. */
export function preciseClock(time: Timestamp | null | undefined): string {
  return at(time, "precise", { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 }).replace(",", ".");
}

/** `14:32`. */
export function shortClock(time: Timestamp | null | undefined): string {
  return at(time, "short", { hour: "2-digit", minute: "2-digit" });
}

/** `Tue 18 Nov`. */
export function day(time: Timestamp | null | undefined): string {
  return at(time, "day", { weekday: "short", day: "numeric", month: "short" }).replaceAll(",", "");
}

/** `Nov 2026`. */
export function month(time: Timestamp): string {
  return at(time, "month", { month: "short", year: "numeric" });
}

/** `Nov`, and in January with the year: `Jan 2026`. */
export function shortMonth(time: Timestamp): string {
  const name = at(time, "short month", { month: "short" });
  return name === "Jan" ? month(time) : name;
}

/** `14:32:07` of today, `Tue 18 Nov 14:32:07` of another day, with the year when that differs. */
export function moment(time: Timestamp | null | undefined, now: Timestamp): string {
  if (time === null || time === undefined) return DASH;
  if (dayKey(time) === dayKey(now)) return clock(time);
  const year = yearOf(time);
  return year === yearOf(now) ? `${day(time)} ${clock(time)}` : `${day(time)} ${year} ${clock(time)}`;
}

/** The same without seconds and day where it is today: `09:14`. */
export function since(time: Timestamp | null | undefined, now: Timestamp): string {
  if (time === null || time === undefined) return DASH;
  return dayKey(time) === dayKey(now) ? shortClock(time) : `${day(time)} ${shortClock(time)}`;
}

/** From when to when: `Tue 18 Nov 02:32 – 14:32`, `20 Nov 2025 – 20 Nov 2026`. */
export function range(from: Timestamp, to: Timestamp): string {
  const text = (time: Timestamp, precise: boolean) => (precise ? clock(time) : shortClock(time));
  const precise = to - from < 10 * MINUTE;
  if (dayKey(from) === dayKey(to)) return `${day(from)} ${text(from, precise)} ${DASH} ${text(to, precise)}`;
  if (to - from < 60 * DAY) return `${day(from)} ${text(from, precise)} ${DASH} ${day(to)} ${text(to, precise)}`;
  return `${date(from)} ${DASH} ${date(to)}`;
}

/** `20 Nov 2026`. */
function date(time: Timestamp): string {
  return at(time, "date", { day: "numeric", month: "short", year: "numeric" });
}

/** The zone's short name at that time: `CET`. */
export function zoneName(time: Timestamp): string {
  const parts = format("zone", { timeZoneName: "short" }).formatToParts(time);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "UTC";
}

/** The zone's full name: `Europe/Amsterdam`. */
export function zoneId(): string {
  return format("zone", { timeZoneName: "short" }).resolvedOptions().timeZone;
}

/** Whether this computer knows a zone of this name. */
export function isZone(name: string): boolean {
  if (!/^[A-Z]/i.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** How far the zone is ahead of UTC at that time, in ms; axes need it to cut at local hours and days. */
export function zoneOffset(time: Timestamp): number {
  const quarter = Math.floor(time / (15 * MINUTE));
  let offset = offsets.get(quarter);
  if (offset === undefined) {
    if (offsets.size >= OFFSETS_MAX) offsets.clear();
    offset = offsetAt(quarter * 15 * MINUTE);
    offsets.set(quarter, offset);
  }
  return offset;
}

function offsetAt(time: Timestamp): number {
  const parts = format("offset", {
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(time);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return local - Math.floor(time / SECOND) * SECOND;
}

/** A time as people write it into a field: `2026-11-20 14:30`. */
export function stamp(time: Timestamp): string {
  return localIso(time).slice(0, 16).replace("T", " ");
}

/** The time that `2026-11-20 14:30` means in the zone, the first where the clock shows it twice; none where it is no time or the clock skips it. */
export function parseStamp(text: string): Timestamp | null {
  const found = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*$/.exec(text);
  if (found === null) return null;
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map((part) => Number(part ?? 0));
  const local = Date.UTC(year, month - 1, date, hour, minute, second);
  const read = new Date(local);
  const same = read.getUTCFullYear() === year && read.getUTCMonth() === month - 1 && read.getUTCDate() === date && hour < 24 && minute < 60 && second < 60;
  if (!same) return null;
  const times = [zoneOffset(local - DAY), zoneOffset(local + DAY)].map((offset) => local - offset).filter((time) => time + zoneOffset(time) === local);
  return times.length === 0 ? null : Math.min(...times);
}

/** A time for other programs, with its offset: `2026-11-20T14:30:00.000+01:00`. */
export function isoTime(time: Timestamp): string {
  const minutes = Math.round(zoneOffset(time) / MINUTE);
  const [ahead, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${localIso(time)}${minutes < 0 ? "-" : "+"}${String(ahead).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}

/** A time within a file's name: `20261120T1430`. */
export function fileTime(time: Timestamp): string {
  return localIso(time).slice(0, 16).replaceAll(/[-:]/g, "");
}

function localIso(time: Timestamp): string {
  return new Date(Math.floor(time) + zoneOffset(time)).toISOString().slice(0, 23);
}

function decimals(value: number, size: number, unit: string | null): number {
  const byUnit = unit === null ? undefined : UNIT_DECIMALS[unit];
  if (byUnit !== undefined) {
    // A small value must not be rounded away to zero by the unit's habit.
    return size !== 0 && size < 10 ** -byUnit ? Math.min(6, byUnit + Math.ceil(-Math.log10(size)) + 1) : byUnit;
  }
  if (Number.isInteger(value)) return 0;
  if (unit === "%") return size < 10 ? 1 : 0;
  if (size >= 1_000) return 0;
  if (size >= 10) return 1;
  if (size >= 1) return 2;
  return Math.min(6, Math.ceil(-Math.log10(size)) + 2);
}

function fixed(value: number, places: number): string {
  const key = String(places);
  let numbers = numberFormats.get(key);
  if (numbers === undefined) {
    numbers = new Intl.NumberFormat(locale, { minimumFractionDigits: places, maximumFractionDigits: places });
    numberFormats.set(key, numbers);
  }
  // What rounds to zero carries no sign.
  const text = numbers.format(Math.abs(value));
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

function exponential(value: number): string {
  return value.toExponential(2).replace("e+", "e").replaceAll("-", MINUS);
}

function at(time: Timestamp | null | undefined, key: string, options: Intl.DateTimeFormatOptions): string {
  if (time === null || time === undefined || !Number.isFinite(time) || Math.abs(time) > 8.64e15) return DASH;
  return format(key, options).format(time);
}

function dayKey(time: Timestamp): string {
  return at(time, "key", { year: "numeric", month: "2-digit", day: "2-digit" });
}

function yearOf(time: Timestamp): string {
  return at(time, "year", { year: "numeric" });
}

function format(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let times = timeFormats.get(key);
  if (times === undefined) {
    times = new Intl.DateTimeFormat("en-GB", { ...options, hourCycle: "h23", ...(zone ? { timeZone: zone } : {}) });
    timeFormats.set(key, times);
  }
  return times;
}
