// The first page: what the engine says of the buildings' data, of what changed since the last visit, and of energy.
//
// Asked for when it is opened, every minute, and when points or connections change; an answer replaces the one before
// as a whole, and a failure leaves what was shown.

import type { BuildingOverview, EnergyView, Failure, OverviewView, PointCode, SilentView, SinceView, Timestamp } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import type { Current } from "./current.svelte";
import { count, duration, plural, range, shortClock, since as sinceWhen } from "../shared/format";

/** Between two answers, however often something changes. */
const REST_MS = 2_000;
/** The engine counts what is further apart than ten minutes as two visits. */
const VISIT_TOLD_MS = 60_000;
/** Points of a lost connection are listed one by one up to so many; more are put under it. */
const SINGLES_MAX = 8;
/** Points of one device went silent together where no more lies between them. */
const TOGETHER_MS = 15 * 60_000;
const OUTAGES_SHOWN = 4;

/** The state of the overview; outlives the page. */
export class Overview {
  view = $state.raw<OverviewView | null>(null);
  /** Why the last question was not answered; none once one is. */
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);

  #door: Door;
  #clock: () => number;
  #asked = -Infinity;
  #told = -Infinity;
  #rest: ReturnType<typeof setTimeout> | null = null;

  constructor(door: Door, clock: () => number = Date.now) {
    this.#door = door;
    this.#clock = clock;
  }

  /** Asks now; a second question waits for the first. */
  async load(): Promise<void> {
    if (this.busy) return this.soon();
    this.busy = true;
    this.#asked = this.#clock();
    try {
      this.view = await this.#door.call("overview", {});
      this.failure = null;
    } catch (reason) {
      this.failure = toFailure(reason);
    } finally {
      this.busy = false;
    }
  }

  /** Asks as soon as the last answer is not quite new. */
  soon(): void {
    if (this.#rest !== null) return;
    const wait = Math.max(0, this.#asked + REST_MS - this.#clock());
    this.#rest = setTimeout(() => {
      this.#rest = null;
      void this.load();
    }, wait);
  }

  /** Tells the engine that somebody is here, at most once a minute; a new visit has a new "since". */
  async here(): Promise<void> {
    const now = this.#clock();
    const away = now - this.#told;
    if (away < VISIT_TOLD_MS) return;
    this.#told = now;
    try {
      await this.#door.call("visit", {});
      if (away > 10 * VISIT_TOLD_MS && this.view !== null) await this.load();
    } catch {
      // What changed is then counted from an older visit: too much is told, never too little.
    }
  }
}

/** Silent points that have something in common, or a single one. */
export interface SilentGroup {
  readonly key: string;
  readonly what: "connection" | "device" | "point";
  /** The connection's name, or that of the space or device; the point's own for a single one. */
  readonly name: string;
  readonly points: readonly SilentView[];
  /** When the last of them was heard. */
  readonly since: Timestamp;
}

/** Puts silent points under their connection where that is not live and they are many, and else those of one device that went silent together in one line. */
export function silentGroups(silent: readonly SilentView[], lost: ReadonlySet<string>): SilentGroup[] {
  const [connections, devices] = [new Map<string, SilentView[]>(), new Map<string, SilentView[]>()];
  for (const point of silent) {
    const isLost = silent.length > SINGLES_MAX && point.connection !== null && lost.has(point.connection);
    const [groups, key] = isLost ? [connections, point.connection ?? ""] : [devices, `${point.connection ?? ""}\n${point.device}`];
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [point]);
    else group.push(point);
  }
  const since = (points: readonly SilentView[]) => Math.max(...points.map((point) => point.since));
  const under = [...connections].map(([name, points]): SilentGroup => ({ key: `connection ${name}`, what: "connection", name, points, since: since(points) }));
  const together = [...devices.values()].flatMap(bySilence).map((points): SilentGroup => {
    const [first] = points;
    const key = first?.point ?? "";
    if (points.length === 1) return { key, what: "point", name: first?.name ?? "", points, since: since(points) };
    // Of one device some points may not be placed yet.
    const [place, other] = new Set(points.map((one) => one.place).filter((one) => one !== ""));
    const room = place === undefined || other !== undefined ? undefined : placeParts(place, "").at(-1);
    return { key, what: "device", name: room ?? first?.device ?? "", points, since: since(points) };
  });
  return [...under.sort((one, other) => other.points.length - one.points.length), ...together.sort((one, other) => other.since - one.since)];
}

/** Cuts the points of one device where between one's silence and the next one's there is more time than between two turns of a device. */
function bySilence(points: readonly SilentView[]): SilentView[][] {
  const parts: SilentView[][] = [];
  let last = Infinity;
  for (const point of points.toSorted((one, other) => other.since - one.since)) {
    const part = last - point.since > TOGETHER_MS ? undefined : parts.at(-1);
    if (part === undefined) parts.push([point]);
    else part.push(point);
    last = point.since;
  }
  return parts;
}

/** The parts of a place from the outside in, without the site and without a building that bears the site's name. */
export function placeParts(place: string, site: string): string[] {
  const parts = place.split(" › ").filter((part) => part !== "");
  while (parts.length > 1 && parts[0] === site) parts.shift();
  return parts;
}

/** Where a line of the overview leads. */
export type Lead = "silent" | "found" | "connections";

/** One counted line of what changed. */
export interface SinceLine {
  readonly key: string;
  readonly count: string;
  readonly words: string;
  readonly detail: string;
  readonly lead: Lead;
}

/** What changed, in words; nothing where nothing did. */
export function sinceLines(since: SinceView, now: Timestamp): SinceLine[] {
  const lines: SinceLine[] = [];
  const line = (key: string, number: number, one: string, many: string, detail: string, lead: Lead) => {
    if (number > 0) lines.push({ key, count: count(number), words: number === 1 ? one : many, detail, lead });
  };
  line("silent", since.gone_silent, "point gone silent", "points gone silent", "and still silent", "silent");
  const outages = since.outages.slice(0, OUTAGES_SHOWN).map(({ connection, gap }) => {
    const isToday = sinceWhen(gap.from, now) === shortClock(gap.from);
    const when = gap.to === null ? `since ${sinceWhen(gap.from, now)}` : isToday ? `${shortClock(gap.from)} – ${shortClock(gap.to)}` : range(gap.from, gap.to);
    return { who: `${connection}, ${duration((gap.to ?? now) - gap.from)}`, when: `${when}; ${gap.reason}` };
  });
  const [only] = outages;
  if (since.outage_count === 1 && only !== undefined) line("outages", 1, "outage", "", `${only.who}, ${only.when}`, "connections");
  else {
    line("outages", since.outage_count, "outage", "outages", since.outage_count > outages.length ? `the newest ${count(outages.length)} are these` : "", "connections");
    outages.forEach(({ who, when }, at) => lines.push({ key: `outage ${String(at)}`, count: "", words: who, detail: when, lead: "connections" }));
  }
  line("found", since.found, "point heard for the first time", "points heard for the first time", "", "found");
  line("waiting", since.waiting, "found point waits", "found points wait", "to be accepted", "found");
  return lines;
}

/** What is the matter with the data of a place: `4 silent, 1 never heard`. */
export function aliveWords(building: Pick<Alive, "points" | "silent" | "missing" | "bad">): string {
  const parts: [number, string][] = [[building.silent, "silent"], [building.missing, "never heard"], [building.bad, "bad"]];
  const said = parts.filter(([number]) => number > 0).map(([number, word]) => `${count(number)} ${word}`);
  return said.length > 0 ? said.join(", ") : building.points === 0 ? "no points yet" : "all alive";
}

/** What the stream tells of the points of a place. */
export interface Alive {
  points: number;
  alive: number;
  silent: number;
  missing: number;
  bad: number;
  newest: Timestamp | null;
}

/** The points of each floor, and under no floor those that are not placed, as they stand now. */
export function floorsAlive(current: Current): Map<number | null, Alive> {
  const floors = new Map<number | null, Alive>();
  for (const row of current.rows) {
    let floor = floors.get(row.floor);
    if (floor === undefined) floors.set(row.floor, (floor = { points: 0, alive: 0, silent: 0, missing: 0, bad: 0, newest: null }));
    floor.points += 1;
    if (row.value === null) floor.missing += 1;
    else if (row.quality === "stale" || current.isLost(row)) floor.silent += 1;
    else floor.alive += 1;
    if (row.quality === "bad") floor.bad += 1;
    if (row.time !== null && row.time > (floor.newest ?? -Infinity)) floor.newest = row.time;
  }
  return floors;
}

/** The points of several floors together. */
export function aliveOf(floorIds: readonly (number | null)[], floors: ReadonlyMap<number | null, Alive>): Pick<Alive, "points" | "alive" | "silent" | "missing" | "bad"> {
  const known = floorIds.map((id) => floors.get(id)).filter((one) => one !== undefined);
  const sum = (pick: (one: Alive) => number) => known.reduce((all, one) => all + pick(one), 0);
  return { points: sum((one) => one.points), alive: sum((one) => one.alive), silent: sum((one) => one.silent), missing: sum((one) => one.missing), bad: sum((one) => one.bad) };
}

/** When the newest value of a building came: the engine's answer is up to a minute old, the stream is not. */
export function newestOf(one: BuildingOverview, floorIds: readonly (number | null)[], floors: ReadonlyMap<number | null, Alive>): Timestamp | null {
  const newest = Math.max(one.newest ?? -Infinity, ...floorIds.map((id) => floors.get(id)?.newest ?? -Infinity));
  return Number.isFinite(newest) ? newest : null;
}

/** The floor a building's row opens: that with most silent points, else its first. */
export function floorToOpen(building: { floors: readonly { id: number }[] }, silent: readonly SilentView[], floorOf: (point: PointCode) => number | null): number | null {
  const many = new Map<number, number>();
  for (const { point } of silent) {
    const floor = floorOf(point);
    if (floor !== null) many.set(floor, (many.get(floor) ?? 0) + 1);
  }
  const worst = building.floors.reduce<{ id: number; many: number } | null>((best, { id }) => {
    const here = many.get(id) ?? 0;
    return best === null || here > best.many ? { id, many: here } : best;
  }, null);
  return worst?.id ?? null;
}

/** Share by which today differs from the same time a week before; none where either is not known. */
export function energyChange(energy: EnergyView): number | null {
  const { kwh, week_before_kwh: before } = energy;
  return kwh === null || before === null || before <= 0 ? null : kwh / before - 1;
}

/** `1 meter`, `2 meters together`. */
export function meterWords(energy: EnergyView): string {
  return energy.meters === 1 ? plural(1, "meter") : `${plural(energy.meters, "meter")} together`;
}

/** A stretch of quarter-hours of which nothing is known. */
export interface Unknown {
  readonly from: number;
  readonly to: number;
}

/** Where today's curve is not known, in quarter-hours from midnight. */
export function unknownQuarters(quarters: readonly (number | null)[]): Unknown[] {
  const spans: Unknown[] = [];
  quarters.forEach((value, at) => {
    if (value !== null) return;
    const last = spans.at(-1);
    if (last?.to === at) spans[spans.length - 1] = { from: last.from, to: at + 1 };
    else spans.push({ from: at, to: at + 1 });
  });
  return spans;
}

/** The curve as a path: one mean per quarter-hour, in its middle; broken where one is missing. */
export function curvePath(quarters: readonly (number | null)[], x: (quarter: number) => number, y: (kw: number) => number): string {
  let path = "";
  let joined = false;
  quarters.forEach((value, at) => {
    if (value === null) {
      joined = false;
      return;
    }
    const place = `${String(Math.round(x(at + 0.5) * 10) / 10)} ${String(Math.round(y(value) * 10) / 10)}`;
    // A single one between two gaps is a dot, or it would not be seen.
    path += joined ? `L${place}` : `M${place}h0.01`;
    joined = true;
  });
  return path;
}
