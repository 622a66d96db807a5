// Where an axis is cut: at round numbers and round local times. Pure arithmetic, no canvas.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIME_STEPS = [
  SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND,
  MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR,
  DAY, 2 * DAY, 7 * DAY,
];
const MONTH_STEPS = [1, 2, 3, 6, 12, 24];

/** A value axis: `count` equal steps from `low` to `high`. */
export interface ValueScale {
  low: number;
  high: number;
  step: number;
  ticks: number[];
}

/** A time axis cut at `ticks`; `unit` says how finely a label must read. */
export interface TimeScale {
  ticks: number[];
  unit: "second" | "minute" | "day" | "month";
}

/** Round limits around these values in exactly `count` steps, so that two axes share their grid lines. */
export function valueScale(least: number, greatest: number, count: number): ValueScale {
  let low = least;
  let high = greatest;
  if (!Number.isFinite(low) || !Number.isFinite(high) || low > high) [low, high] = [0, 1];
  if (high - low < Math.abs(high) * 1e-9 || high === low) {
    const room = Math.abs(high) > 0 ? Math.abs(high) * 0.05 : 0.5;
    low -= room;
    high += room;
  }
  const margin = (high - low) * 0.02;
  const rough = (high - low) / count;
  let size = 10 ** Math.floor(Math.log10(rough));
  for (let turn = 0; turn < 3; turn += 1, size *= 10) {
    for (const multiple of [1, 2, 2.5, 4, 5]) {
      const step = size * multiple;
      // What touches a round limit may lie on it: 0 and 100 % stay the ends of their axis.
      const touches = Math.abs(least / step - Math.round(least / step)) < 1e-9;
      const start = Math.floor((touches ? least : low - margin) / step + 1e-9) * step;
      const end = start + count * step;
      if (end >= greatest - 1e-12 * Math.abs(greatest) && (end >= high + margin || Math.abs(end - greatest) < step * 1e-9)) return scale(start, step, count);
    }
  }
  return scale(low, rough, count);
}

/** Scales with the same number of steps for all of these, near the number wanted and with the least room lost. */
export function sharedScales(extents: readonly { least: number; greatest: number }[], wanted: number): ValueScale[] {
  const around = Math.max(3, Math.min(8, Math.round(wanted)));
  let best: { scales: ValueScale[]; cost: number } | null = null;
  for (const count of [around, around - 1, around + 1, around + 2]) {
    if (count < 2) continue;
    const scales = extents.map(({ least, greatest }) => valueScale(least, greatest, count));
    const lost = scales.reduce((all, scale, place) => {
      const used = (extents[place]?.greatest ?? 0) - (extents[place]?.least ?? 0);
      return all + (used > 0 ? (scale.high - scale.low) / used - 1 : 0);
    }, 0);
    const cost = lost + 0.12 * Math.abs(count - around);
    if (best === null || cost < best.cost) best = { scales, cost };
  }
  return best?.scales ?? [];
}

/** Round local times between these two, at most about `most` of them; `offsetAt` tells how far local time is ahead of UTC. */
export function timeScale(from: number, to: number, most: number, offsetAt: (time: number) => number): TimeScale {
  const room = (to - from) / Math.max(1, most);
  const step = TIME_STEPS.find((one) => one >= room);
  if (step === undefined) return { ticks: monthTicks(from, to, room, offsetAt), unit: "month" };
  // Weeks begin on Monday: the epoch was a Thursday.
  const phase = step === 7 * DAY ? 4 * DAY : 0;
  const ends = [offsetAt(from), offsetAt(to)];
  const first = Math.ceil((from + Math.min(...ends) - phase) / step) * step + phase;
  const last = to + Math.max(...ends);
  const ticks: number[] = [];
  for (let local = first; local <= last && ticks.length < 1_000; local += step) {
    const times = timesOf(local, offsetAt);
    // Where clocks skip midnight the day begins all the same: with the first moment it has.
    if (times.length === 0 && step >= DAY) times.push(local - offsetAt(local - DAY));
    for (const time of times) if (time >= from && time <= to) ticks.push(time);
  }
  ticks.sort((one, other) => one - other);
  return { ticks, unit: step < MINUTE ? "second" : step < DAY ? "minute" : "day" };
}

/** The times at which clocks show this local time: none where they skip it, two where they go back over it. */
function timesOf(local: number, offsetAt: (time: number) => number): number[] {
  const [before, after] = [offsetAt(local - DAY), offsetAt(local + DAY)];
  const found = before === after ? [local - before] : [local - before, local - after];
  return found.filter((time) => time + offsetAt(time) === local);
}

function scale(low: number, step: number, count: number): ValueScale {
  const ticks = Array.from({ length: count + 1 }, (_, place) => round(low + place * step));
  return { low, high: low + count * step, step, ticks };
}

function monthTicks(from: number, to: number, room: number, offsetAt: (time: number) => number): number[] {
  const months = MONTH_STEPS.find((one) => one * 31 * DAY >= room) ?? 60;
  const first = new Date(from + offsetAt(from));
  const ticks: number[] = [];
  let month = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / months) * months;
  for (let turn = 0; turn < 400; turn += 1, month += months) {
    const local = Date.UTC(Math.floor(month / 12), month % 12, 1);
    const time = timesOf(local, offsetAt)[0] ?? local - offsetAt(local - DAY);
    if (time > to) break;
    if (time >= from) ticks.push(time);
  }
  return ticks;
}

/** Takes the noise of binary fractions off: 0.30000000000000004 is 0.3. */
function round(value: number): number {
  if (value === 0) return 0;
  const size = 10 ** (11 - Math.floor(Math.log10(Math.abs(value))));
  const rounded = Math.round(value * size) / size;
  return Number.isFinite(rounded) ? rounded : value;
}
