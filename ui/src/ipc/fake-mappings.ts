// Mappings without an engine: topics that no convention knows, what their messages hold, and enough reading to try one.

import type { ChangedValue, Failure, LeafView, MappingLeaves, MappingMistake, MappingTried, MappingView, Quality, RefusalView, Requests, TriedMessage, TriedValue, Value } from "./bindings";
import { topicMessages, type FakeTopic } from "./fake-topics";

interface FileValue {
  name?: unknown;
  at?: string;
  unit?: string;
  scale?: number;
  offset?: number;
  map?: Record<string, Value>;
  decimal?: string;
  required?: boolean;
  expression?: string;
}

interface File {
  version: number;
  name: string;
  topics: string;
  payload?: string;
  device?: string;
  time?: { at: string };
  quality?: { at: string; map?: Record<string, Quality> };
  values: FileValue[];
}

const KEYS = ["version", "name", "topics", "payload", "each", "device", "time", "quality", "expression", "values"];
const VALUE_KEYS = ["name", "at", "kind", "unit", "scale", "offset", "map", "decimal", "required", "list", "time", "quality", "expression"];
const UNITS: Readonly<Record<string, string>> = { kwh: "kWh", kw: "kW", p: "W", flow: "l/s", rh: "%", lux: "lx" };
const SECOND = 1_000;

/** A mapping that a site has already. */
const METERS = JSON.stringify(
  {
    version: 1, name: "Legacy pulse meters", topics: "legacy/meter/+", payload: "text", device: "meter {3}",
    values: [{ name: "energy", kind: "sensor", unit: "kWh", decimal: "comma" }],
  },
  null,
  2,
);

/** Topics that no convention knows. */
export function unknownTopics(connection: string, now: number, hostile: boolean): FakeTopic[] {
  const topic = (name: string, interval: number, convention: string, payload: (number: number) => string): FakeTopic => ({ connection, topic: name, interval, newest: now - (now % interval), convention, accepted: 0, found: convention === "json" ? 5 : 1, payload });
  const wave = (number: number, of: number) => Math.round(Math.sin(number / of) * 20);
  const pump = (at: number) => topic(`acme/hp/${at}/state`, 10 * SECOND, "json", (number) =>
    JSON.stringify({ id: `HP-0${at}`, ts: now - (now % 10_000) - 3_000 * at, temps: [345 + wave(number + at, 9), 291 + wave(number, 7), number % 7 === 3 ? null : 64], mode: (number + at) % 4 === 0 ? 2 : 1, status: 192, power: { kw: (31 + wave(number, 5)) / 10, unit: "kW" }, alarm: false, fw: "2.14.3" }));
  const weather = topic("roof/wx", 60 * SECOND, "json", (number) => JSON.stringify({ time: "2026-11-20 14:32:00", t: `${20 + (number % 3)},5 °C`, rh: 61, lux: 18_400 + wave(number, 3) * 10, wind: { ms: 4.1, dir: "SSW" } }));
  const meter = topic("legacy/meter/7", 60 * SECOND, "mapping", (number) => `1.${(234 + (number % 700)).toString().padStart(3, "0")},5`);
  const strange = topic("acme/<b>bold</b>/‮txet desrever‬ 🌡️/a very long level that goes on and on and on and on and on and on and on", 30 * SECOND, "json", (number) =>
    JSON.stringify({ "<img src=x onerror=\"document.title='owned'\">": number, "温度 🌡️ مرحبا": 21.5, ["long ".repeat(60)]: "<script>document.title='owned'</script>", "a/b~c": true, "": 4 }));
  return [pump(1), pump(2), pump(3), weather, meter, ...(hostile ? [strange] : [])];
}

/** The mappings that are kept, and all that is asked about them. */
export class FakeMappings {
  list: MappingView[] = [];

  /** A site that has one already. */
  begin(topics: readonly FakeTopic[], now: number): void {
    this.list = [mappingView(METERS, { place: 0, on: true, connection: null, changed: now - 3 * 86_400 * SECOND }, topics)];
  }

  answer<K extends keyof Requests>(name: K, args: Requests[K]["args"], topics: readonly FakeTopic[], refusals: readonly RefusalView[], now: number): Requests[keyof Requests]["reply"] | undefined {
    switch (name) {
      case "save_mapping": {
        const asked = args as Requests["save_mapping"]["args"];
        const told = savedMapping(asked, this.list, topics, now);
        if (told.saved !== null && told.saved !== asked.before && this.list.some((one) => one.name === told.saved)) {
          throw { code: "bad_request", message: `There is a mapping "${told.saved}" already. Nothing was changed.`, hint: "Give it another name, or change that one." } satisfies Failure;
        }
        this.list = told.mappings;
        return told;
      }
      case "remove_mapping":
        this.list = this.list.filter((one) => one.name !== (args as Requests["remove_mapping"]["args"]).name);
        return this.list;
      case "switch_mapping": {
        const asked = args as Requests["switch_mapping"]["args"];
        this.list = this.list.map((one) => (one.name === asked.name ? { ...one, on: asked.on, changed: now } : one));
        return this.list;
      }
      case "move_mapping": {
        const asked = args as Requests["move_mapping"]["args"];
        const [moved] = this.list.filter((one) => one.name === asked.name);
        const others = this.list.filter((one) => one.name !== asked.name);
        const to = others.findIndex((one) => one.name === asked.before);
        if (moved !== undefined) this.list = others.toSpliced(to < 0 ? others.length : to, 0, moved).map((one, place) => ({ ...one, place }));
        return this.list;
      }
      case "try_mapping": {
        const asked = args as Requests["try_mapping"]["args"];
        const old = this.list.find((one) => one.name === asked.before);
        const tried = triedMapping(asked.file, asked.connection ?? null, topics, refusals);
        return old === undefined || tried.mistakes.length > 0 ? tried : { ...tried, changed: changedValues(JSON.parse(old.file) as File, JSON.parse(asked.file) as File) };
      }
      case "suggest_mapping": {
        const asked = args as Requests["suggest_mapping"]["args"];
        return suggested(topics.find((one) => one.connection === asked.connection && one.topic === asked.topic), this.list);
      }
      default:
        return this.list;
    }
  }
}

/** A mapping as it is listed. */
function mappingView(file: string, rest: { place: number; on: boolean; connection: string | null; changed: number }, topics: readonly FakeTopic[]): MappingView {
  const { name, topics: filter, values } = JSON.parse(file) as File;
  return { name, ...rest, topics: filter, values: values.length, matched: topics.filter((one) => fits(filter, one.topic)).length, file, hindrance: "" };
}

/** Mistakes of a file. */
function mistakesOf(file: string): MappingMistake[] {
  const lineOf = (word: string) => Math.max(1, file.slice(0, Math.max(0, file.indexOf(word))).split("\n").length);
  let parsed: unknown;
  try {
    parsed = JSON.parse(file);
  } catch {
    return [{ line: file.split("\n").length, place: "", wrong: "the file is no JSON", remedy: "mend it there" }];
  }
  const { name, topics, values } = parsed as Partial<File>;
  const mistakes: MappingMistake[] = [];
  const tell = (place: string, wrong: string, remedy: string, word: string) => mistakes.push({ line: lineOf(word), place, wrong, remedy });
  for (const key of Object.keys(parsed as object)) if (!KEYS.includes(key)) tell(`/${key}`, `there is no key "${key}"`, "take it out", `"${key}"`);
  if (typeof name !== "string" || name.trim() === "") tell("/name", "the name is empty", "give it a name", '"name"');
  if (typeof topics !== "string" || topics === "" || topics.split("/").some((level) => /[+#]/.test(level) && level.length > 1)) tell("/topics", "a + stands for one whole level and a # for all levels at the end, nothing else", "write it as site/+/meter or site/#", '"topics"');
  if (!Array.isArray(values) || values.length === 0) tell("/values", "no value is listed", "list at least one", '"values"');
  (values ?? []).forEach((one, at) => {
    for (const key of Object.keys(one)) if (!VALUE_KEYS.includes(key)) tell(`/values/${at}/${key}`, `there is no key "${key}"`, "take it out", `"${key}"`);
    if (typeof one.name !== "string" || one.name === "") tell(`/values/${at}/name`, "the name is empty", "give it a name", '"values"');
    if (one.scale !== undefined && typeof one.scale !== "number") tell(`/values/${at}/scale`, "this is no number", "write a number such as 0.1", '"scale"');
    if (one.at !== undefined && one.at !== "" && !one.at.startsWith("/") && !one.at.startsWith("$")) tell(`/values/${at}/at`, `"${one.at}" is neither a pointer nor a path`, "write a pointer such as /a/0/b, or a path such as $.a[0].b", `"${one.at}"`);
  });
  return mistakes;
}

/** What a file reads of the newest messages of these topics. */
function triedMapping(file: string, connection: string | null, topics: readonly FakeTopic[], refusals: readonly RefusalView[]): MappingTried {
  const mistakes = mistakesOf(file);
  const tried: MappingTried = { mistakes, topics: 0, messages: 0, left_out: 0, values: 0, refused: 0, tried: [], jumps: [], changed: [], words: [] };
  if (mistakes.length > 0) return tried;
  const mapping = JSON.parse(file) as File;
  const claimed = topics.filter((one) => fits(mapping.topics, one.topic) && (connection === null || one.connection === connection));
  for (const one of refusals) if (one.replayable && one.sample !== null && fits(mapping.topics, one.topic)) tried.tried.push(readOne(mapping, one.connection, one.topic, one.sample, one.last, true));
  for (const one of claimed) for (const { message } of topicMessages(one).slice(0, Math.max(1, Math.floor(12 / claimed.length)))) tried.tried.push(readOne(mapping, one.connection, one.topic, message.payload, message.received, false));
  const points = claimed.reduce((sum, one) => sum + one.found + one.accepted, 0);
  return {
    ...tried, topics: claimed.length, messages: tried.tried.length, values: tried.tried.reduce((sum, one) => sum + one.values.length, 0), refused: tried.tried.reduce((sum, one) => sum + one.rejects.length + (one.refused === null ? 0 : 1), 0),
    jumps: mapping.device === undefined && mapping.values.some((one) => one.scale !== undefined) && points > 0 ? [`Its history would jump: ${JSON.stringify(mapping.values.find((one) => one.scale !== undefined)?.name)} of ${JSON.stringify(claimed[0]?.topic)} is a point already (345 so far, 34.5 °C by the mapping). Give the value another name, or the mapping a device of its own.`] : [],
    words: points === 0 ? [] : [`Found on these topics before: ${points} points. With the next message, a value that the mapping reads as it was read before goes on as the same point, with its history. One that it scales, or reads otherwise, under another name or device is a new point; the old one keeps its history and hears nothing more.`],
  };
}

/** What the messages of a topic hold. */
function suggested(of: FakeTopic | undefined, mappings: readonly MappingView[]): MappingLeaves {
  if (of === undefined) return { messages: 0, newest: null, leaves: [], mapped_by: [] };
  const messages = topicMessages(of);
  const leaves = new Map<string, LeafView>();
  const hear = (at: string, key: string, told: unknown) => {
    if (typeof told === "object" && told !== null) {
      for (const [name, inner] of Object.entries(told)) hear(`${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, /^\d+$/.test(name) ? `${key} ${name}` : name, inner);
      return;
    }
    const text = String(told);
    const known = leaves.get(at) ?? { at, leaf_type: "nothing" as const, samples: [], messages: 0, name: key === "" ? "value" : key.trim().slice(0, 60), unit: UNITS[key] ?? (/°C$/.test(text) ? "°C" : null), time: key === "ts" ? "ms" : key === "time" ? "iso" : null };
    const type = told === null ? known.leaf_type : typeof told === "number" ? "number" : typeof told === "boolean" ? "boolean" : "text";
    leaves.set(at, { ...known, leaf_type: type, messages: known.messages + 1, samples: known.samples.includes(text) || known.samples.length >= 5 ? known.samples : [...known.samples, text.slice(0, 100)] });
  };
  for (const { message } of messages) {
    const json = parsed(message.payload);
    hear("", "", typeof json === "object" ? json : message.payload);
  }
  return { messages: messages.length, newest: messages[0]?.message ?? null, leaves: [...leaves.values()], mapped_by: mappings.filter((one) => one.on && fits(one.topics, of.topic)).map((one) => one.name) };
}

/** What saving comes to. */
function savedMapping(asked: Requests["save_mapping"]["args"], all: readonly MappingView[], topics: readonly FakeTopic[], now: number): Requests["save_mapping"]["reply"] {
  const mistakes = mistakesOf(asked.file);
  if (mistakes.length > 0) return { saved: null, mistakes, changed: [], words: [], mappings: [...all] };
  const old = all.find((one) => one.name === asked.before);
  const changed = old === undefined ? [] : changedValues(JSON.parse(old.file) as File, JSON.parse(asked.file) as File);
  if (changed.length > 0 && (asked.histories ?? null) === null) return { saved: null, mistakes: [], changed, words: [], mappings: [...all] };
  const file = asked.histories === "begin" ? renamedFile(asked.file, changed.map((one) => one.name)) : asked.file;
  const place = asked.place ?? old?.place ?? Math.max(-1, ...all.map((one) => one.place)) + 1;
  const view = mappingView(file, { place, on: asked.on, connection: asked.connection ?? null, changed: now }, topics);
  const mappings = [...all.filter((one) => one !== old), view].sort((a, b) => a.place - b.place);
  return { saved: view.name, mistakes: [], changed: [], words: triedMapping(asked.file, null, topics, []).words, mappings };
}

/** Values that one file scales otherwise than the other, or measures in another unit; each is a point. */
function changedValues(before: File, file: File): ChangedValue[] {
  return file.values.flatMap((one) => {
    const old = before.values.find((other) => other.name === one.name);
    if (old === undefined || (old.unit === one.unit && old.scale === one.scale)) return [];
    const told = ({ unit, scale }: FileValue) => `unit ${unit ?? "none"}, scale ${scale ?? 1}`;
    return [{ name: String(one.name), was: told(old), now: told(one), points: 1, named: [`Pump ${String(one.name)}`] }];
  });
}

function renamedFile(text: string, names: readonly string[]): string {
  const file = JSON.parse(text) as File;
  return JSON.stringify({ ...file, values: file.values.map((one) => (names.includes(String(one.name)) ? { ...one, name: `${String(one.name)} 2` } : one)) }, null, 2);
}

function readOne(mapping: File, connection: string, topic: string, payload: string, received: number, quarantined: boolean): TriedMessage {
  const json = mapping.payload === "text" ? payload : parsed(payload);
  const message: TriedMessage = { connection, topic, received, payload: payload.slice(0, 512), quarantined, refused: null, values: [], rejects: [], took_us: 38 };
  if (json === undefined || (mapping.payload !== "text" && typeof json !== "object")) return { ...message, refused: "broken_json" };
  const levels = topic.split("/");
  const device = (mapping.device ?? topic).replaceAll(/\{([^}]*)\}/g, (_, inside: string) => (/^\d+$/.test(inside) ? (levels[Number(inside) - 1] ?? "") : String(at(json, inside) ?? "")));
  const status = mapping.quality === undefined ? undefined : at(json, mapping.quality.at);
  const quality: Quality = mapping.quality === undefined ? "good" : (mapping.quality.map?.[String(status)] ?? "uncertain");
  const time = mapping.time === undefined ? undefined : at(json, mapping.time.at);
  if (mapping.time !== undefined && typeof time === "string") message.rejects.push({ field: mapping.time.at, reason: "no_zone", words: "" });
  for (const value of mapping.values) {
    const told = value.at === undefined ? json : at(json, value.at);
    const field = `/${String(value.name)}`;
    if (told === undefined) {
      if (value.required === true) message.rejects.push({ field, reason: "missing", words: `nothing stands at ${value.at ?? ""}` });
    } else if (told === null) message.rejects.push({ field, reason: "null", words: "" });
    else if (value.map !== undefined && !Object.hasOwn(value.map, String(told))) message.rejects.push({ field, reason: "not_in_map", words: `"${String(told)}" is not in the map` });
    else message.values.push(readValue(value, told, { device, path: field, time: typeof time === "number" ? time : null, quality }));
  }
  return message;
}

function readValue(value: FileValue, told: unknown, rest: { device: string; path: string; time: number | null; quality: Quality }): TriedValue {
  const mapped = value.map?.[String(told)];
  if (mapped !== undefined) return { ...rest, value: mapped, unit: null };
  const text = value.decimal === "comma" ? String(told).replaceAll(".", "").replace(",", ".") : String(told);
  const number = typeof told === "boolean" ? Number.NaN : Number.parseFloat(text.replace(",", "."));
  if (Number.isNaN(number)) return { ...rest, value: told as Value, unit: value.unit ?? null };
  return { ...rest, value: number * (value.scale ?? 1) + (value.offset ?? 0), unit: value.unit ?? (/°C$/.test(text) ? "°C" : null) };
}

function at(json: unknown, pointer: string): unknown {
  let found = json;
  for (const step of pointer === "" ? [] : pointer.slice(1).split("/")) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    found = typeof found === "object" && found !== null ? (found as Record<string, unknown>)[key] : undefined;
  }
  return found;
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function fits(filter: string, topic: string): boolean {
  const [wanted, levels] = [filter.split("/"), topic.split("/")];
  const end = wanted.at(-1) === "#" ? wanted.length - 1 : wanted.length;
  return wanted.slice(0, end).every((one, place) => one === "+" ? levels[place] !== undefined : one === levels[place]) && (end < wanted.length || levels.length === end);
}
