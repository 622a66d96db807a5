// A building without an engine: for tests, and for looking at the pages in a browser. Never in a plain build.
//
// Everything follows from the seed and the clock it is given, so that a picture or a test is the same every time.

import type { ConnectionState, ConnectionView, CurrentView, Failure, HealthView, Quality, Requests, Resolution, TrendLine, Value } from "./bindings";
import type { Door, Listener } from "./door";
import type { FrameRow } from "./frame";

/** What the fake plays. */
export type Scene = "live" | "empty" | "loading" | "offline" | "half" | "failing" | "gone" | "hostile";

export interface FakeOptions {
  points?: number;
  scene?: Scene;
  seed?: number;
  clock?: () => number;
  /** Sends changes by itself, ten times a second. */
  runs?: boolean;
  /** How long the engine takes to answer, ms. */
  delay?: number;
}

interface Kind {
  name: string;
  topic: string;
  unit: string | null;
  interval: number;
  base: number;
  swing: number;
  noise: number;
  floor?: number;
  ceiling?: number;
  discrete?: "boolean" | "step";
}

interface FakePoint {
  view: CurrentView;
  kind: Kind;
  phase: number;
  /** Stopped speaking so long ago, ms. */
  silent: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const KINDS: readonly Kind[] = [
  { name: "zone air temperature", topic: "temp", unit: "°C", interval: 10_000, base: 21.6, swing: 0.9, noise: 0.08 },
  { name: "zone CO₂", topic: "co2", unit: "ppm", interval: 15_000, base: 620, swing: 180, noise: 12, floor: 400 },
  { name: "zone humidity", topic: "rh", unit: "%", interval: 30_000, base: 39, swing: 4, noise: 0.5 },
  { name: "airflow", topic: "flow", unit: "l/s", interval: 4_000, base: 110, swing: 40, noise: 3, floor: 0 },
  { name: "damper position", topic: "damper", unit: "%", interval: 5_000, base: 42, swing: 26, noise: 1.5, floor: 0, ceiling: 100 },
  { name: "reheat valve position", topic: "valve", unit: "%", interval: 5_000, base: 18, swing: 22, noise: 1, floor: 0, ceiling: 100 },
  { name: "occupancy", topic: "occ", unit: null, interval: 60_000, base: 0.5, swing: 0.6, noise: 0.2, discrete: "boolean" },
  { name: "discharge air temperature", topic: "dat", unit: "°C", interval: 10_000, base: 17.9, swing: 1.6, noise: 0.35 },
  { name: "power", topic: "kw", unit: "kW", interval: 2_000, base: 18.4, swing: 7, noise: 0.6, floor: 0 },
  { name: "energy register", topic: "kwh", unit: "kWh", interval: 60_000, base: 88_214.6, swing: 0, noise: 0 },
  { name: "duct pressure", topic: "dp", unit: "Pa", interval: 5_000, base: 268, swing: 22, noise: 3 },
  { name: "zone temperature setpoint", topic: "sp", unit: "°C", interval: 300_000, base: 22, swing: 0.5, noise: 0, discrete: "step" },
];
const HOSTILE = [
  "<img src=x onerror=\"document.title='owned'\">",
  "<script>document.title='owned'</script>",
  "Robert'); DROP TABLE points;--",
  "‮txet desrever‬ and a very long name that goes on and on and on, ".repeat(6),
  "مرحبا 温度 🌡️ ¯\\_(ツ)_/¯",
  "{{constructor.constructor('return 1')()}}",
];
const GONE: Failure = {
  code: "engine_gone",
  message: "The engine stopped. Values are as they were; nothing new is being stored.",
  hint: "Start it again. Messages held by the broker will be taken then.",
};
const DAMAGED: Failure = {
  code: "locked",
  message: "The data folder is in use by another Plantroom on this computer. Nothing was read and nothing is being stored by this one.",
  hint: "Close the other program, or start this one with another data folder.",
};

/** Plays a building. */
export class Fake implements Door {
  /** Names of the requests made, in order. */
  readonly calls: string[] = [];
  readonly acknowledged: number[] = [];
  readonly points: FakePoint[];
  connections: ConnectionView[];
  /** The failure of every call while set. */
  failure: Failure | null = null;

  #options: Required<FakeOptions>;
  #listener: Listener | null = null;
  #watch = 0;
  #number = 0;
  #timer: ReturnType<typeof setInterval> | null = null;
  #received = 6_214_882;

  constructor(options: FakeOptions = {}) {
    this.#options = { points: 200, scene: "live", seed: 7, clock: Date.now, runs: false, delay: 0, ...options };
    const { scene } = this.#options;
    this.points = makePoints(scene === "empty" ? 0 : this.#options.points, this.#options);
    this.connections = makeConnections(this.#options);
    if (scene === "failing") this.failure = DAMAGED;
  }

  async call<K extends keyof Requests>(name: K, args: Requests[K]["args"]): Promise<Requests[K]["reply"]> {
    this.calls.push(name);
    if (this.#options.scene === "loading" && name !== "connections" && name !== "health") return new Promise(() => {});
    if (this.#options.delay > 0) await new Promise((done) => setTimeout(done, this.#options.delay));
    else await Promise.resolve();
    if (this.failure !== null) throw this.failure;
    const answer = this.#answer(name, args);
    if (answer === undefined) throw { code: "not_allowed", message: `The fake does not know ${name}.`, hint: "" } satisfies Failure;
    return answer as Requests[K]["reply"];
  }

  async openStream(listener: Listener): Promise<void> {
    this.#listener = listener;
    if (this.#timer !== null) clearInterval(this.#timer);
    if (this.#options.runs) this.#timer = setInterval(() => this.#run(), 100);
    if (this.#options.scene === "gone") setTimeout(() => this.event({ name: "engine_gone", data: GONE }), 1_500);
    return Promise.resolve();
  }

  acknowledge(number: number): void {
    this.acknowledged.push(number);
    if (this.acknowledged.length > 1_000) this.acknowledged.splice(0, 500);
  }

  /** Sends changed rows, of the watch asked for last unless another is named. */
  send(rows: FrameRow[], watch: number = this.#watch): void {
    this.#number += 1;
    this.#listener?.frame({ watch, number: this.#number, now: this.#options.clock(), rows });
  }

  /** Sends something that happened. */
  event(event: Parameters<Listener["event"]>[0]): void {
    this.#listener?.event(event);
  }

  /** Takes every connection to this state and says so. */
  connect(state: ConnectionState, explanation = ""): void {
    const since = this.#options.clock();
    this.connections = this.connections.map((one) => ({ ...one, state, since, explanation }));
    this.event({ name: "connections_changed", data: this.connections });
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #answer<K extends keyof Requests>(name: K, args: Requests[K]["args"]): Requests[keyof Requests]["reply"] | undefined {
    const now = this.#options.clock();
    switch (name) {
      case "watch":
        this.#watch += 1;
        return { watch: this.#watch, now, rows: this.points.map((point) => point.view) };
      case "connections":
        return this.connections;
      case "health":
        return this.#health();
      case "trends": {
        const asked = args as Requests["trends"]["args"];
        const lines = asked.points.flatMap((code) => {
          const point = this.points.find((one) => one.view.point === code);
          return point === undefined ? [] : [this.#line(point, asked.range.from, asked.range.to, asked.points_max, now)];
        });
        return { lines, range: asked.range, took_ms: 38 };
      }
      default:
        return undefined;
    }
  }

  #run(): void {
    if (!["live", "half", "hostile"].includes(this.#options.scene)) return;
    const now = this.#options.clock();
    const rows: FrameRow[] = [];
    this.points.forEach((point, row) => {
      if (point.silent > 0 || point.view.quality === "bad" || point.view.value === null) return;
      if (this.connections.some((one) => one.name === point.view.source.connection && one.state !== "live")) return;
      const spoken = Math.floor((now - point.phase) / point.kind.interval) * point.kind.interval + point.phase;
      if (spoken <= (point.view.source_time_ms ?? 0)) return;
      point.view = { ...point.view, source_time_ms: spoken, age_ms: now - spoken };
      const value = typeof point.view.value === "string" ? point.view.value : valueAt(point, spoken);
      rows.push({ row, value, quality: point.view.quality ?? "good", time: spoken, received: now });
    });
    if (rows.length > 0) this.send(rows.slice(0, 8_192));
    this.#received += rows.length;
    if (this.#number % 20 === 0) {
      this.connections = this.connections.map((one) => (one.state === "live" ? { ...one, newest: now - 400 } : one));
      this.event({ name: "connections_changed", data: this.connections });
    }
  }

  #health(): HealthView {
    const none = this.points.length === 0;
    const received = none ? 0 : this.#received;
    const [duplicate, refused] = none ? [0, 0] : [16_431, 41];
    const counts = { count: 0, p50_ms: 0, p95_ms: 0, p99_ms: 0, max_ms: 0 };
    return {
      connections: this.connections.slice(0, 1).map((one) => ({
        name: one.name,
        state: one.state,
        messages: { received: Math.floor(received / 4), understood: Math.floor(received / 4) - refused, retained: 0, refused: { not_json: refused } },
        values: { read: received, stored: received - duplicate - refused, duplicate, replaced: 0, undecided: 0, time_replaced: 0, refused: { out_of_range: refused } },
        reconnects: one.reconnects, gaps: 0, latest_gaps: [], found_points: this.points.length, points_over_limit: 0,
      })),
      store: { readings: received, bytes: 41_000_000, bytes_per_reading: 2.1, days_to_full: 4_000, oldest_unsaved_ms: 0 },
      operations: { append: counts },
      queues: {},
    };
  }

  #line(point: FakePoint, from: number, to: number, most: number, now: number): TrendLine {
    const span = to - from;
    const until = Math.min(to, this.#lastTime(point, now));
    const resolution: Resolution = span <= 26 * HOUR ? "raw" : span <= 8 * DAY ? "15m" : span <= 60 * DAY ? "1h" : "1d";
    const bucket = { raw: point.kind.interval, "15m": 15 * MINUTE, "1h": HOUR, "1d": DAY, "1mo": 30 * DAY }[resolution];
    const step = Math.max(bucket, Math.ceil(span / most / bucket) * bucket);
    const line: TrendLine = {
      point: point.view.point, name: point.view.name, unit: point.view.unit, resolution, drawn_from: 0, coverage: null,
      times: [], values: [], mins: [], maxs: [], gaps: [], mean: null, min: null, max: null,
    };
    // The building's gateway was away for a while this morning.
    const away = { from: now - 3 * HOUR - 22 * MINUTE, to: now - 3 * HOUR + 3 * MINUTE };
    let sum = 0;
    let broken = false;
    const spread = resolution === "raw" ? (step > bucket ? 1 : 0) : Math.min(3, 1 + Math.log10(bucket / MINUTE));
    for (let time = Math.ceil(from / step) * step; time <= until; time += step) {
      if (time > away.from && time < away.to && step < 2 * HOUR) {
        if (!broken) {
          line.times.push(time);
          line.values.push(null);
          line.mins.push(null);
          line.maxs.push(null);
          if (away.to < until) line.gaps.push({ from: Math.max(from, away.from), to: away.to });
          broken = true;
        }
        continue;
      }
      const raw = valueAt(point, time, step > bucket || resolution !== "raw" ? 0.35 : 1);
      const value = typeof raw === "number" ? raw : raw === true ? 1 : 0;
      const jitter = point.kind.discrete === undefined ? spread * (point.kind.noise * (1.2 + noise(point.phase, time) * 0.8) + point.kind.swing * 0.02 * spread) : 0;
      line.times.push(time);
      line.values.push(value);
      line.mins.push(clampTo(point.kind, value - jitter));
      line.maxs.push(clampTo(point.kind, value + jitter * (1 + 0.4 * noise(point.phase + 1, time))));
      sum += value;
    }
    const known = line.values.filter((value) => value !== null);
    line.drawn_from = Math.max(known.length, Math.floor((known.length * step) / bucket));
    if (known.length > 0) {
      line.mean = sum / known.length;
      line.min = Math.min(...line.mins.filter((value) => value !== null));
      line.max = Math.max(...line.maxs.filter((value) => value !== null));
      line.coverage = Math.min(1, (known.length * step) / Math.max(step, Math.min(to, now) - from));
    }
    return line;
  }

  #lastTime(point: FakePoint, now: number): number {
    return point.view.source_time_ms ?? now;
  }
}

/** The fake that an address asks for: `?fake=offline&points=3`. */
export function fakeFromAddress(search: string): Fake {
  const asked = new URLSearchParams(search);
  const scene = (asked.get("fake") || "live") as Scene;
  return new Fake({ points: Number(asked.get("points") ?? 200), scene, runs: true, delay: Number(asked.get("delay") ?? 5) });
}

function makePoints(count: number, options: Required<FakeOptions>): FakePoint[] {
  const now = options.clock();
  const random = generator(options.seed);
  return Array.from({ length: count }, (_, place) => {
    const kind = KINDS[place % KINDS.length] as Kind;
    const room = Math.floor(place / KINDS.length);
    const floor = 1 + (room % 6);
    const unit = `VAV-${floor}-${String(1 + Math.floor(room / 6)).padStart(2, "0")}`;
    const second = place % 10 >= 6;
    const phase = Math.floor(random() * kind.interval);
    const offline = options.scene === "offline" ? 5 * HOUR + 18 * MINUTE : options.scene === "half" && second ? 47 * MINUTE : 0;
    const silent = offline > 0 ? offline : random() < 0.02 ? 20 * MINUTE + random() * 3 * HOUR : 0;
    const spoken = Math.floor((now - silent - phase) / kind.interval) * kind.interval + phase;
    const rare = random();
    const quality: Quality = silent > 0 && offline === 0 ? "stale" : rare < 0.006 ? "bad" : rare < 0.014 ? "uncertain" : rare < 0.02 ? "substituted" : "good";
    const hostile = options.scene === "hostile" && place < HOSTILE.length;
    const point: FakePoint = {
      kind,
      phase,
      silent,
      view: {
        point: `p${(options.seed * 1_000_003 + place * 7_919).toString(36)}${place.toString(36).padStart(3, "0")}`,
        name: hostile ? (HOSTILE[place] ?? "") : `${unit} ${kind.name}`,
        place: place % 3 === 0 ? `Harbour Campus › Quay House › Floor ${floor}` : "",
        value: null,
        unit: hostile && place % 2 === 1 ? null : kind.unit,
        quality,
        age_ms: now - spoken,
        source_time: new Date(spoken).toISOString(),
        source_time_ms: spoken,
        receive_time: new Date(spoken + 180).toISOString(),
        interval_ms: kind.interval,
        accepted: place % 3 === 0,
        source: {
          connection: second ? "Quay House" : "Campus",
          topic: hostile ? `site/${HOSTILE[(place + 1) % HOSTILE.length] ?? ""}/state` : second ? `zigbee2mqtt/${floor}F-${unit.toLowerCase()}` : `harbour/quay/${floor}/${unit.toLowerCase()}/${kind.topic}`,
          path: second ? `/${kind.topic}` : "",
        },
      },
    };
    let value: Value | null = hostile && place % 2 === 1 ? (HOSTILE[place] ?? "") : valueAt(point, spoken);
    if (rare > 0.995) value = null;
    point.view.value = value;
    if (value === null) {
      point.view = { ...point.view, quality: null, age_ms: null, source_time: null, source_time_ms: null, receive_time: null, interval_ms: null };
    }
    return point;
  });
}

function makeConnections(options: Required<FakeOptions>): ConnectionView[] {
  const now = options.clock();
  if (options.scene === "empty") return [];
  const lost = (explanation: string, since: number) => ({ state: "waiting" as const, since, explanation, reconnects: 14, subscribed: true, newest: since });
  const live = { state: "live" as const, since: now - 3 * DAY, explanation: "", reconnects: 0, subscribed: true, newest: now - 700 };
  const away = "10.20.0.5:1883 does not answer since 09:14. Values are as they were then; what the broker holds is taken when it answers. Check the broker's power and network. Next try in 24 s.";
  const outage = now - (options.scene === "half" ? 47 * MINUTE : 5 * HOUR + 18 * MINUTE);
  return [
    { name: "Campus", url: "mqtt://10.20.0.5:1883", filters: ["harbour/#"], version: "5", ...(options.scene === "offline" ? lost(away, outage) : live) },
    {
      name: "Quay House", url: "mqtt://10.20.3.5:1883", filters: ["zigbee2mqtt/#"], version: "3.1.1",
      ...(options.scene === "offline" || options.scene === "half" ? lost(away.replace("10.20.0.5", "10.20.3.5"), outage) : live),
    },
  ];
}

function valueAt(point: FakePoint, time: number, rough = 1): number | boolean {
  const { kind, phase } = point;
  if (kind.topic === "kwh") return kind.base + (time - 1_700_000_000_000) / HOUR / 40;
  const turn = (time / DAY + (phase % 1_000) / 4_000) * 2 * Math.PI;
  const slow = Math.sin(turn - 2) + 0.35 * Math.sin(3.1 * turn + phase) + 0.1 * Math.sin(17 * turn + phase) + 0.05 * Math.sin(61 * turn);
  const value = kind.base + ((phase % 700) / 700 - 0.5) * kind.swing + kind.swing * 0.8 * slow + rough * kind.noise * 2 * (noise(phase, Math.floor(time / kind.interval)) - 0.5);
  if (kind.discrete === "boolean") return value > 0.5;
  if (kind.discrete === "step") return Math.round(value * 2) / 2;
  return clampTo(kind, value);
}

function clampTo(kind: Kind, value: number): number {
  return Math.min(kind.ceiling ?? Infinity, Math.max(kind.floor ?? -Infinity, value));
}

/** A number of 0 to 1 that follows from these two. */
function noise(one: number, other: number): number {
  const mixed = Math.sin(one * 12.9898 + (other % 1e7) * 78.233) * 43_758.5453;
  return mixed - Math.floor(mixed);
}

function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
