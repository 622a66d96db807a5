// A building without an engine: for tests, and for looking at the pages in a browser. Never in a plain build.
//
// Everything follows from the seed and the clock it is given, so that a picture or a test is the same every time.

import type {
  ConnectionState, ConnectionView, CurrentView, Failure, FoundView, Kind as PointKind, ModelChange, OverviewView, PlacesView, PointDetailView, Quality, RefusalView, Requests, Resolution, SavedView, SecretsView,
  SecretStore, TrendLine, Value,
} from "./bindings";
import type { Door, Listener } from "./door";
import { makeConnections } from "./fake-connections";
import { makeFound, type About } from "./fake-found";
import { makeHealth } from "./fake-health";
import { FakeMappings, unknownTopics } from "./fake-mappings";
import { patternViews, tryPattern } from "./fake-patterns";
import { exportedList, triedList } from "./fake-lists";
import { changedModel, detailOf, type FakeModel } from "./fake-model";
import { countPoints, makePlaces, roomName } from "./fake-places";
import { makeRefusals, refusalDetail, refusalsView, replayed } from "./fake-quarantine";
import { pictureMessage, topicMessage, topicMessages, topicsFound, topicsView, type FakeTopic } from "./fake-topics";
import { secretsOf, trial } from "./fake-trial";
import type { FrameRow } from "./frame";

/** What the fake plays. */
export type Scene = "live" | "empty" | "loading" | "offline" | "half" | "refusing" | "failing" | "gone" | "hostile" | "locked";

export interface FakeOptions {
  points?: number;
  /** Found points of six conventions in addition. */
  found?: number;
  scene?: Scene;
  seed?: number;
  clock?: () => number;
  /** Sends changes by itself, ten times a second. */
  runs?: boolean;
  /** How long the engine takes to answer, ms. */
  delay?: number;
  /** Whether it plays the demo building. */
  demo?: boolean;
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
  /** What its device tells of it, where it is a found point of some convention. */
  about?: About;
  /** Whether a person said that it is of no interest. */
  ignored?: boolean;
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

const SLOW: Failure = {
  code: "timed_out",
  message: "The store did not answer within 10 s: its disk is busy. Values go on arriving and wait in memory; none is lost.",
  hint: "Try again in a moment. If it stays so, see what else writes to this disk.",
};
/** What the engine answers without its store. */
const FROM_MEMORY: readonly string[] = ["watch", "connections", "visit"];

/** Plays a building. */
export class Fake implements Door {
  /** Names of the requests made, in order. */
  readonly calls: string[] = [];
  readonly acknowledged: number[] = [];
  readonly points: FakePoint[];
  connections: ConnectionView[];
  places: PlacesView;
  patterns: string[] = [];
  views: SavedView[] = [];
  readonly mappings = new FakeMappings();
  refusals: RefusalView[];
  /** What keeps passwords. */
  secrets: SecretStore = "keyring";
  /** The failure of every call while set. */
  failure: Failure | null = null;

  #options: Required<FakeOptions>;
  #listener: Listener | null = null;
  #watch = 0;
  #number = 0;
  #timer: ReturnType<typeof setInterval> | null = null;
  #received = 6_214_882;
  #details = new Map<string, PointDetailView>();
  readonly #snapshots = new Map<string, FakeModel>();

  constructor(options: FakeOptions = {}) {
    this.#options = { points: 200, found: 0, scene: "live", seed: 7, clock: Date.now, runs: false, delay: 0, demo: false, ...options };
    const { scene } = this.#options;
    this.points = scene === "empty" ? [] : [...makePoints(this.#options.points, this.#options), ...foundPoints(this.#options)];
    this.connections = makeConnections(this.#options.scene, this.#options.clock());
    this.places = makePlaces(scene === "empty", this.#options.demo);
    this.places = { ...this.places, equipment: equipmentOf(this.points) };
    const heard = this.points.filter((point) => point.view.value !== null);
    this.refusals = makeRefusals(Math.ceil(this.#options.points / 5), heard.map(({ view }) => ({ connection: view.source.connection ?? "", topic: view.source.topic, name: view.name, point: view.point })), this.#options.clock());
    if (scene !== "empty" && this.#options.found > 0) this.mappings.begin(this.#topics(this.#options.clock()), this.#options.clock());
    if (scene === "failing") this.failure = DAMAGED;
    if (scene === "locked") this.secrets = "sealed_file_locked";
  }

  async call<K extends keyof Requests>(name: K, args: Requests[K]["args"]): Promise<Requests[K]["reply"]> {
    this.calls.push(name);
    if (this.#options.scene === "loading") return new Promise(() => {});
    if (this.#options.delay > 0) await new Promise((done) => setTimeout(done, this.#options.delay));
    else await Promise.resolve();
    if (this.failure !== null) throw this.failure;
    if (this.#options.scene === "refusing" && !FROM_MEMORY.includes(name)) throw SLOW;
    const answer = this.#answer(name, args);
    if (answer === undefined) throw { code: "not_allowed", message: `The fake does not know ${name}.`, hint: "" } satisfies Failure;
    return answer as Requests[K]["reply"];
  }

  async openStream(listener: Listener): Promise<void> {
    if (this.failure === GONE) throw GONE;
    this.#listener = listener;
    if (this.#timer !== null) clearInterval(this.#timer);
    if (this.#options.runs) this.#timer = setInterval(() => this.#run(), 100);
    if (this.#options.scene === "gone") {
      setTimeout(() => {
        this.stop();
        this.failure = GONE;
        this.event({ name: "engine_gone", data: GONE });
      }, 3_000);
    }
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

  #secrets(): SecretsView {
    return secretsOf(this.secrets, this.connections.filter((one) => one.state === "needs_password").map((one) => one.name));
  }

  /** These connections have their password now. */
  #sign(names: readonly string[], password: "kept"): void {
    this.connections = this.connections.map((one) => (names.includes(one.name) ? { ...one, state: "live", explanation: "", ...(one.login === undefined ? {} : { login: { ...one.login, password } }) } : one));
    this.event({ name: "connections_changed", data: this.connections });
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
        return makeHealth(this.connections, this.points.length === 0 ? 0 : this.#received, this.points.length, now);
      case "trends": {
        const asked = args as Requests["trends"]["args"];
        const lines = asked.points.flatMap((code) => {
          const point = this.points.find((one) => one.view.point === code);
          return point === undefined ? [] : [this.#line(point, asked.range.from, asked.range.to, asked.points_max, now)];
        });
        return { lines, range: asked.range, took_ms: 38 };
      }
      case "places":
        return countPoints(this.places, this.points.map((point) => point.view));
      case "set_site":
      case "set_meters":
        this.places = { ...this.places, site: { ...this.places.site, ...("points" in args ? { meters: args.points as string[] } : (args as Requests["set_site"]["args"])) } };
        this.event({ name: "places_changed" });
        return countPoints(this.places, this.points.map((point) => point.view));
      case "change_model":
        return this.#changeModel((args as Requests["change_model"]["args"]).changes);
      case "point_detail":
        return detailOf(this.#model(), (args as Requests["point_detail"]["args"]).point);
      case "model_words":
        return { roles: ["discharge-air-temp", "discharge-air-temp-sp", "zone-air-co2", "zone-air-temp", "zone-air-temp-sp"], equipment: ["ahu", "boiler", "chiller", "fan", "fcu", "meter", "pump", "vav"] };
      case "sparks":
        return this.#sparks(args as Requests["sparks"]["args"], now);
      case "messages":
        return this.#messages((args as Requests["messages"]["args"]).point, now);
      case "topics":
        return topicsView(this.#topics(now), args as Requests["topics"]["args"], now);
      case "topic_search":
        return topicsFound(this.#topics(now), (args as Requests["topic_search"]["args"]).text, now);
      case "topic_messages": {
        const of = this.#topic(args as Requests["topic_messages"]["args"], now);
        return of?.convention === "picture" ? [pictureMessage(of.newest)] : topicMessages(of);
      }
      case "topic_message": {
        const of = this.#topic(args as Requests["topic_message"]["args"], now);
        return of === undefined ? undefined : of.convention === "picture" ? pictureMessage(of.newest) : topicMessage(of, (args as Requests["topic_message"]["args"]).number);
      }
      case "refusals":
        return refusalsView(this.refusals, args as Requests["refusals"]["args"]);
      case "refusal": {
        const of = this.refusals.find((one) => one.id === (args as Requests["refusal"]["args"]).id);
        return of === undefined ? undefined : refusalDetail(of);
      }
      case "replay": {
        const outcome = replayed(this.refusals, (args as Requests["replay"]["args"]).ids);
        this.refusals = this.refusals.filter((one) => !outcome.over.includes(one.id));
        return outcome;
      }
      case "dismiss": {
        const { ids } = args as Requests["dismiss"]["args"];
        const left = this.refusals.filter((one) => !ids.includes(one.id));
        const dismissed = this.refusals.length - left.length;
        this.refusals = left;
        return { dismissed };
      }
      case "overview":
        return this.#overview(now);
      case "visit":
        return { last_here: now - 20.5 * HOUR };
      case "views":
        return this.views;
      case "save_view": {
        const { view } = args as Requests["save_view"]["args"];
        this.views = [...this.views.filter((one) => one.name !== view.name), view].sort((a, b) => (a.name < b.name ? -1 : 1));
        return this.views;
      }
      case "remove_view":
        this.views = this.views.filter((one) => one.name !== (args as Requests["remove_view"]["args"]).name);
        return this.views;
      case "inbox":
        return this.points.filter((point) => !point.view.accepted && (point.ignored ?? false) === (args as Requests["inbox"]["args"]).ignored).map((point) => found(point, now));
      case "accept_points":
        return this.#accept(args as Requests["accept_points"]["args"]);
      case "export_points":
        return exportedList((args as Requests["export_points"]["args"]).format, this.points.filter((point) => point.view.accepted).length);
      case "import_points": {
        const told = triedList(args as Requests["import_points"]["args"]);
        if (told.applied) this.event({ name: "places_changed" });
        return told;
      }
      case "topic_patterns":
        return patternViews(this.patterns, this.#topicsOfPoints());
      case "set_topic_patterns":
        return this.#setPatterns((args as Requests["set_topic_patterns"]["args"]).patterns);
      case "try_topic_pattern":
        return tryPattern((args as Requests["try_topic_pattern"]["args"]).pattern, this.#topicsOfPoints());
      case "mappings":
      case "save_mapping":
      case "remove_mapping":
      case "switch_mapping":
      case "move_mapping":
      case "try_mapping":
      case "suggest_mapping":
        return this.mappings.answer(name, args, this.#topics(now), this.refusals, now);
      case "ignore_points": {
        const asked = args as Requests["ignore_points"]["args"];
        const meant = this.points.filter((point) => asked.points.includes(point.view.point) && (point.ignored ?? false) !== asked.ignored);
        for (const point of meant) point.ignored = asked.ignored;
        this.event({ name: "points_changed", data: { points: this.points.length } });
        return { changed: meant.length };
      }
      case "return_points": {
        const codes = (args as Requests["return_points"]["args"]).points;
        const taken = this.points.filter((point) => point.view.accepted && codes.includes(point.view.point));
        for (const point of taken) point.view = { ...point.view, accepted: false, building: null, floor: null, zone: null, space: null, equipment: null, place: "" };
        this.event({ name: "points_changed", data: { points: this.points.length } });
        return { returned: taken.length };
      }
      case "try_connection":
      case "test_connection": {
        return trial("url" in args ? args : (this.connections.find((one) => "name" in args && one.name === args.name) ?? {}) as Partial<Requests["try_connection"]["args"]>, now);
      }
      case "secrets":
        return this.#secrets();
      case "unlock_secrets":
      case "seal_secrets": {
        if ((args as Requests["seal_secrets"]["args"]).passphrase === "wrong") throw { code: "bad_request", message: "The passphrase is not that of the sealed file. Nothing was changed.", hint: "Enter it again." } satisfies Failure;
        this.secrets = "sealed_file";
        this.#sign(this.connections.filter((one) => one.state === "needs_password").map((one) => one.name), "kept");
        return this.#secrets();
      }
      case "set_login": {
        const asked = args as Requests["set_login"]["args"];
        this.connections = this.connections.map((one) => {
          if (one.name !== asked.name) return one;
          if (asked.login !== null) return { ...one, login: { username: asked.login.username, password: "kept" } };
          const nobody = { ...one };
          delete nobody.login;
          return nobody;
        });
        this.#sign([asked.name], "kept");
        const connection = this.connections.find((one) => one.name === asked.name);
        return connection && { connection, explanation: "" };
      }
      case "add_connection": {
        const asked = args as Requests["add_connection"]["args"];
        const made: ConnectionView = {
          name: asked.name, url: asked.url, filters: asked.filters.length === 0 ? ["#"] : asked.filters, state: "connecting", since: now, version: asked.version, insisted: asked.version,
          explanation: "", reconnects: 0, subscribed: false, newest: null, security: asked.security ?? {}, conventions: asked.conventions ?? "all",
          ...(asked.login === undefined ? {} : { login: { username: asked.login.username, password: "kept" as const } }),
        };
        this.connections = [...this.connections, made];
        this.event({ name: "connections_changed", data: this.connections });
        return made;
      }
      case "change_connection": {
        const asked = args as Requests["change_connection"]["args"];
        this.connections = this.connections.map((one) => (one.name === asked.name ? { ...one, url: asked.url, filters: asked.filters, version: asked.version, insisted: asked.version, security: asked.security ?? {}, conventions: asked.conventions ?? one.conventions ?? "all" } : one));
        this.event({ name: "connections_changed", data: this.connections });
        return this.connections.find((one) => one.name === asked.name);
      }
      case "remove_connection": {
        const gone = this.connections.find((one) => one.name === (args as Requests["remove_connection"]["args"]).name);
        this.connections = this.connections.filter((one) => one !== gone);
        this.event({ name: "connections_changed", data: this.connections });
        return gone;
      }
      default:
        return undefined;
    }
  }

  #run(): void {
    if (!["live", "half", "hostile", "refusing", "gone"].includes(this.#options.scene)) return;
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

  #sparks(asked: Requests["sparks"]["args"], now: number): Requests["sparks"]["reply"] {
    const step = (asked.range.to - asked.range.from) / asked.buckets;
    return asked.points.map((code) => {
      const point = this.points.find((one) => one.view.point === code);
      const until = point === undefined ? 0 : this.#lastTime(point, now);
      return Array.from({ length: asked.buckets }, (_, place) => {
        const time = asked.range.from + (place + 0.5) * step;
        if (point === undefined || time > until || typeof point.view.value === "string") return null;
        return Number(valueAt(point, time, 0.5));
      });
    });
  }

  #messages(code: string, now: number): Requests["messages"]["reply"] {
    const point = this.points.find((one) => one.view.point === code);
    if (point === undefined || point.view.value === null) return [];
    const last = this.#lastTime(point, now);
    return Array.from({ length: 8 }, (_, place) => {
      const time = last - place * point.kind.interval;
      const said = place === 0 || point.about !== undefined ? point.view.value : valueAt(point, time);
      const value = String(typeof said === "number" ? Math.round(said * 100) / 100 : said);
      const payload = point.view.source.path === "" ? value : `{"${point.about === undefined ? point.kind.topic : (point.view.source.path.split("/").at(-1) ?? "")}":${value},"linkquality":142,"last_seen":${String(time)}}`;
      return { received: time + 140, payload, hexadecimal: false, bytes: payload.length, retained: false };
    });
  }

  #topics(now: number): FakeTopic[] {
    const topics = new Map<string, FakeTopic & { parts: FakePoint[] }>();
    for (const point of this.points) {
      const { source, value, accepted } = point.view;
      if (source.connection === null || value === null) continue;
      const key = `${source.connection}\n${source.topic}`;
      const parts = [...(topics.get(key)?.parts ?? []), point];
      topics.set(key, {
        connection: source.connection, topic: source.topic, interval: point.kind.interval, newest: this.#lastTime(point, now) + 140, convention: source.path === "" ? "plain" : "zigbee2mqtt", parts,
        accepted: (topics.get(key)?.accepted ?? 0) + (accepted ? 1 : 0), found: (topics.get(key)?.found ?? 0) + (accepted ? 0 : 1), payload: (number) => said(parts, number),
      });
    }
    const first = this.connections[0]?.name;
    if (first !== undefined && this.points.length > 0) topics.set("picture", { connection: first, topic: "harbour/gate/camera", interval: DAY, newest: now - 41 * MINUTE, convention: "picture", accepted: 0, found: 0, parts: [], payload: () => "ff d8 ff e0" });
    // Beside found points of conventions, those that no convention knows.
    const unknown = first !== undefined && this.#options.found > 0 ? unknownTopics(first, now, this.#options.scene === "hostile") : [];
    return [...topics.values(), ...unknown];
  }

  #topic(of: { connection: string; topic: string }, now: number): FakeTopic | undefined {
    return this.#topics(now).find((one) => one.connection === of.connection && one.topic === of.topic);
  }

  #overview(now: number): OverviewView {
    const all = this.points.map((point) => point.view);
    const isSilent = (view: CurrentView) => view.value !== null && (view.quality === "stale" || this.connections.some((one) => one.name === view.source.connection && one.state !== "live"));
    const silent = all.filter(isSilent).sort((a, b) => (b.source_time_ms ?? 0) - (a.source_time_ms ?? 0));
    const row = (building: number | null, name: string, views: CurrentView[]) => {
      const missing = views.filter((view) => view.value === null).length;
      const quiet = views.filter(isSilent).length;
      const newest = Math.max(0, ...views.map((view) => view.source_time_ms ?? 0));
      return {
        building, name, points: views.length, alive: views.length - missing - quiet, silent: quiet, missing, bad: views.filter((view) => view.quality === "bad").length,
        newest: newest === 0 ? null : newest,
      };
    };
    const [placed, loose] = [all.filter((view) => view.floor !== null), all.filter((view) => view.floor === null)];
    const buildings = [...this.places.site.buildings.map((one) => row(one.id, one.name, one.id === 1 ? placed : [])), ...(loose.length > 0 ? [row(null, "", loose)] : [])];
    // Midnight in Amsterdam, in winter.
    const midnight = now - ((now + HOUR) % DAY);
    const curve = (day: number) => Array.from({ length: 96 }, (_, at) => 40 + 85 * Math.exp(-(((at - 50) / 20) ** 2)) + 6 * noise(day, at));
    const today = curve(1).slice(0, Math.floor((now - midnight) / (15 * MINUTE)));
    const sum = (list: readonly number[]) => list.reduce((a, b) => a + b / 4, 0);
    const peak = Math.max(0, ...today);
    return {
      now, buildings, silent_count: silent.length,
      silent: silent.slice(0, 200).map((view) => ({
        point: view.point, name: view.name, place: view.place, connection: view.source.connection, device: deviceOf(view), since: view.source_time_ms ?? now,
      })),
      since: {
        last_here: now - 20.5 * HOUR, gone_silent: Math.min(silent.length, 4), found: loose.length > 0 ? 12 : 0, waiting: loose.length,
        outages: all.length === 0 ? [] : [{ connection: "Campus", gap: { from: now - 3 * HOUR - 22 * MINUTE, to: now - 3 * HOUR + 3 * MINUTE, reason: "the broker did not answer" } }],
        outage_count: all.length === 0 ? 0 : 1,
      },
      energy: all.length === 0 ? null : {
        from: midnight, meters: 2, kwh: sum(today), coverage: 0.97, quarters_kw: today, week_before_kw: curve(2), week_before_kwh: sum(curve(2).slice(0, today.length)),
        peak_kw: today.length === 0 ? null : peak, peak_at: today.length === 0 ? null : midnight + today.indexOf(peak) * 15 * MINUTE,
      },
      took_ms: 9,
    };
  }

  #topicsOfPoints(): string[] {
    return [...new Set(this.points.map((point) => point.view.source.topic))].sort();
  }

  #setPatterns(patterns: string[]): Requests["set_topic_patterns"]["reply"] {
    const wrong = patterns.map((one) => ({ one, ...tryPattern(one, []) })).find((one) => one.wrong_at !== null);
    if (wrong !== undefined) {
      throw { code: "bad_request", message: `"${wrong.one}" is no topic pattern. ${wrong.words}`, hint: "Write it as {building}/{floor}/{equip}/{point}; nothing was changed." } satisfies Failure;
    }
    this.patterns = patterns;
    this.event({ name: "points_changed", data: { points: this.points.length } });
    return patternViews(patterns, this.#topicsOfPoints());
  }

  #model(): FakeModel {
    return { places: this.places, views: new Map(this.points.map((point) => [point.view.point, point.view])), details: this.#details };
  }

  #take({ places, views, details }: FakeModel): void {
    this.places = places;
    this.#details = details;
    for (const point of this.points) point.view = views.get(point.view.point) ?? point.view;
  }

  /** All or nothing; what brings it back is known by the number of its snapshot. */
  #changeModel(changes: ModelChange[]): Requests["change_model"]["reply"] {
    const before = this.#model();
    const [first] = changes;
    const kept = first?.do === "rename_building" ? this.#snapshots.get(first.name) : undefined;
    const made: number[] = [];
    let model = before;
    if (kept !== undefined) model = { ...kept, views: new Map([...kept.views].map(([code, view]) => [code, { ...view, ...valueOf(before.views.get(code) ?? view) }])) };
    else {
      for (const change of changes) {
        const done = changedModel(model, change);
        model = done.model;
        if (done.made !== null) made.push(done.made);
      }
    }
    this.#take(model);
    const name = `snapshot ${this.#snapshots.size}`;
    this.#snapshots.set(name, before);
    const edited = [...model.views.values()].filter((view) => before.views.get(view.point) !== view);
    if (edited.length > 0) this.event(edited.length > 500 ? { name: "points_changed", data: { points: this.points.length } } : { name: "points_edited", data: edited });
    this.event({ name: "places_changed" });
    return { undo: [{ do: "rename_building", building: 0, name }], made, places: countPoints(this.places, this.points.map((point) => point.view)) };
  }

  /** Makes one change for itself, without a way back. */
  #change(change: ModelChange): void {
    this.#take(changedModel(this.#model(), change).model);
  }

  #accept(asked: Requests["accept_points"]["args"]): Requests["accept_points"]["reply"] {
    const floors = () => this.places.site.buildings.flatMap((one) => one.floors);
    const floorNamed = (name: string) => {
      const [building] = this.places.site.buildings;
      if (building !== undefined && !floors().some((one) => one.name === name)) {
        this.#change({ do: "add_floor", id: null, building: building.id, name, level: Math.max(0, ...floors().map((one) => one.level)) + 1 });
      }
      return floors().find((one) => one.name === name);
    };
    const chosen = asked.floor === null ? floors().find((one) => one.id === asked.floor_id) : floorNamed(asked.floor);
    const wanted = this.points.filter((point) => !point.view.accepted && (asked.all || asked.points.includes(point.view.point)));
    for (const point of wanted) {
      const { proposal } = found(point, this.#options.clock());
      const edit = asked.edits.find((one) => one.point === point.view.point) ?? proposal;
      const floor = chosen ?? (asked.place && proposal.floor !== null ? floorNamed(proposal.floor) : undefined);
      point.view = { ...point.view, accepted: true, name: edit.name, kind: edit.kind, unit: edit.unit, building: floor === undefined ? null : 1, floor: floor?.id ?? null, place: floor === undefined ? "" : `${this.places.site.name} › Quay House › ${floor.name}` };
      if (asked.place) this.#place(point, proposal);
    }
    this.event({ name: "points_changed", data: { points: this.points.length } });
    if (asked.place) this.event({ name: "places_changed" });
    return { accepted: wanted.length, already: 0 };
  }

  /** Puts a point into its proposed space and equipment; makes them where they do not exist. */
  #place(point: FakePoint, { space, equipment }: FoundView["proposal"]): void {
    const { floor } = point.view;
    const spaces = () => this.places.site.buildings.flatMap((one) => one.floors).find((one) => one.id === floor)?.spaces ?? [];
    if (floor !== null && space !== null && !spaces().some((one) => one.name === space)) this.#change({ do: "add_space", id: null, floor, name: space });
    const room = spaces().find((one) => one.name === space)?.id ?? null;
    const owner = () => this.places.equipment.find((one) => one.name === equipment?.name && one.kind === equipment.kind);
    if (equipment !== null && owner() === undefined) this.#change({ do: "add_equipment", id: null, words: { ...equipment, place: room === null ? null : { is: "space", id: room }, tags: {} } });
    point.view = { ...point.view, space: room, equipment: owner()?.id ?? null };
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
    return point.view.value === null ? -Infinity : (point.view.source_time_ms ?? now);
  }
}

/** The fake that an address asks for: `?fake=offline&points=3`. */
export function fakeFromAddress(search: string): Fake {
  const asked = new URLSearchParams(search);
  const scene = (asked.get("fake") || "live") as Scene;
  return new Fake({ points: Number(asked.get("points") ?? 200), found: Number(asked.get("found") ?? 0), scene, runs: true, delay: Number(asked.get("delay") ?? 5), demo: asked.has("demo") });
}

function makePoints(count: number, options: Required<FakeOptions>): FakePoint[] {
  const now = options.clock();
  const random = generator(options.seed);
  return Array.from({ length: count }, (_, place) => {
    const kind = KINDS[place % KINDS.length] as Kind;
    const room = Math.floor(place / KINDS.length);
    const floor = 1 + (room % 6);
    const accepted = place % 3 !== 2;
    const unit = `VAV-${floor}-${String(1 + Math.floor(room / 6)).padStart(2, "0")}`;
    const second = place % 10 >= 6;
    const phase = Math.floor(random() * kind.interval);
    const offline = options.scene === "offline" ? 5 * HOUR + 18 * MINUTE : options.scene === "half" && second ? 47 * MINUTE : 0;
    const space = Math.floor(room / 6) % 9;
    const quiet = random() < 0.02 ? 20 * MINUTE + random() * 3 * HOUR : 0;
    // One device went silent as a whole.
    const silent = offline > 0 ? offline : room === 7 && second ? 26 * MINUTE : quiet;
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
        place: accepted ? `${options.demo ? "Demo building" : "Harbour Campus"} › Quay House › Floor ${floor} › ${roomName(floor, space)}` : "",
        kind: kind.topic === "sp" ? "setpoint" : kind.topic === "occ" ? "status" : "sensor",
        building: accepted ? 1 : null,
        floor: accepted ? floor : null,
        zone: null,
        space: accepted ? floor * 100 + space : null,
        equipment: accepted && place % KINDS.length > 2 ? room + 1 : null,
        value: null,
        unit: hostile && place % 2 === 1 ? null : kind.unit,
        quality,
        age_ms: now - spoken,
        source_time: new Date(spoken).toISOString(),
        source_time_ms: spoken,
        receive_time: new Date(spoken + 180).toISOString(),
        interval_ms: kind.interval,
        accepted,
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

/** What a point says, as against what is said of it. */
function valueOf({ value, quality, age_ms, source_time, source_time_ms, receive_time }: CurrentView): Partial<CurrentView> {
  return { value, quality, age_ms, source_time, source_time_ms, receive_time };
}

/** What a topic's message of this number says. */
function said(parts: readonly FakePoint[], number: number): string {
  const values = parts.map((point) => {
    const value = typeof point.view.value === "string" ? point.view.value : valueAt(point, number * point.kind.interval);
    return [point.kind.topic, typeof value === "number" ? Math.round(value * 100) / 100 : value] as const;
  });
  const [only] = values;
  if (parts[0]?.view.source.path === "" && only !== undefined) return String(only[1]);
  return JSON.stringify({ ...Object.fromEntries(values), linkquality: 142, update: { installed_version: 16_777_241, state: "idle" } });
}

/** The equipment that the points belong to. */
function equipmentOf(points: readonly FakePoint[]): PlacesView["equipment"] {
  const known = new Map<number, PlacesView["equipment"][number]>();
  for (const { view } of points) {
    if (view.equipment === null || known.has(view.equipment)) continue;
    known.set(view.equipment, { id: view.equipment, name: view.name.split(" ", 1)[0] ?? "VAV", kind: "vav", space: view.space, place: view.space === null ? null : { is: "space", id: view.space }, tags: {}, points: 0 });
  }
  return [...known.values()];
}

function deviceOf(view: CurrentView): string {
  return view.source.topic.split("/").slice(0, view.source.path === "" ? -1 : undefined).join("/");
}

/** A point as the inbox shows it. */
function found(point: FakePoint, now: number): FoundView {
  const { view, kind } = point;
  if (point.about !== undefined) {
    const { point: code, name, kind: does, unit, value, quality, interval_ms, source } = view;
    const age_ms = view.source_time_ms === null ? null : now - view.source_time_ms;
    return { point: code, name, connection: source.connection, topic: source.topic, path: source.path, kind: does, unit, value, quality, age_ms, found: now - 26 * HOUR, interval_ms, ...point.about };
  }
  const device = deviceOf(view);
  const does: PointKind = kind.topic === "sp" ? "setpoint" : kind.topic === "occ" ? "status" : "sensor";
  return {
    point: view.point, name: view.name, connection: view.source.connection, topic: view.source.topic, path: view.source.path, kind: does, unit: view.unit,
    value: view.value, quality: view.quality, age_ms: view.source_time_ms === null ? null : now - view.source_time_ms, found: now - 26 * HOUR,
    interval_ms: 60_000, convention: view.source.path === "" ? "plain" : "json", writable: false, conflict: null,
    device: { key: view.source.topic, name: null, model: null, online: null },
    proposal: {
      name: view.name, device, kind: does, unit: view.unit, role: null, equipment: null, floor: null, space: null, confidence: 60,
      because: view.unit === null ? ["two values only", "name"] : [`says ${view.unit}`, "name"],
    },
  };
}

/** The found points of six conventions; they say what they said and nothing new. */
function foundPoints(options: Required<FakeOptions>): FakePoint[] {
  const [kind] = KINDS;
  if (kind === undefined) return [];
  const away = options.scene === "offline" ? 5 * HOUR + 18 * MINUTE : 0;
  return makeFound(options.found, options.clock() - away).map(({ view, about }) => ({
    view: { ...view, age_ms: view.age_ms === null ? null : view.age_ms + away }, about, kind: { ...kind, interval: view.interval_ms ?? MINUTE }, phase: 0, silent: DAY,
  }));
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
