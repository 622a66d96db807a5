// What Setup says of kinds, reasons, operations and queues, in words.

import type { ConnectionView, Kind, ListFormat, MqttVersion, PasswordState, Quality, Value } from "../../ipc/bindings";
import { value } from "../../shared/format";
import { isSecured } from "../../state/connection-address";

/** Reasons as the engine counts them; a newer engine may count more. */
const REASONS: Readonly<Record<string, string>> = {
  empty: "holds nothing", not_utf8: "no readable text", broken_json: "broken JSON", too_deep: "JSON nested too deeply", too_large: "larger than 4 MiB",
  too_long: "text too long", too_many_values: "too many values in one message", path_too_long: "name inside the message too long",
  not_finite: "no finite number", null: "says null: no value", unavailable: "says it has no value", control_characters: "control characters",
  bad_time: "impossible time", duplicate_key: "said twice in one message", not_of_type: "not of its declared type",
  bad_protobuf: "broken Sparkplug payload", compressed: "compressed payload", unknown_alias: "alias that no birth named", wrong_type: "does not fit its data type",
  transient: "not to be stored, says its device", not_supported: "of a kind that is not read", malformed: "not of its convention's form",
  bad_topic: "not a topic (wildcards, or too many levels)", bad_template: "discovery's template cannot be computed", too_many_points: "more points than a connection may have",
  missing: "not there, and its mapping requires it", not_in_map: "a word that its mapping does not list", other_unit: "in another unit than its mapping says", no_zone: "a time without a zone",
  ambiguous: "its mapping's path leads to several values", bad_expression: "its mapping's expression cannot be computed", too_costly: "its mapping costs more than a message may", other_topic: "not on the mapping's topics",
  no_convention: "none of the chosen conventions knows it",
  unknown_topic: "topic not understood", topic_not_utf8: "topic is no text", not_a_number: "no number", out_of_range: "outside what is possible",
};

const OPERATIONS: Readonly<Record<string, string>> = {
  receive_to_durable: "From arrival to safe on disk", commit: "Writing one batch", latest: "Answering current values", readings: "Answering readings",
  trends: "Answering a trend", export: "Answering an export", overview: "Answering the overview", places: "Answering the model", other: "Answering anything else",
};

const QUEUES: Readonly<Record<string, string>> = {
  commits: "Batches to write", head: "Readings to seal", messages: "Messages to read",
};

const FORMATS: Readonly<Record<ListFormat, string>> = {
  csv: "CSV", ede: "BACnet EDE", zinc: "Haystack Zinc", hayson: "Haystack JSON", json_v3: "Haystack 3 JSON", trio: "Haystack Trio", brick: "Brick",
};

/** `BACnet EDE`. */
export function formatWord(format: ListFormat): string {
  return FORMATS[format];
}

/** `MQTT 5`. */
export function versionWord(version: MqttVersion | null): string {
  return version === null ? "not known yet" : `MQTT ${version}`;
}

/** Where a connection's password is. */
export const PASSWORDS: Readonly<Record<PasswordState, string>> = {
  not_asked: "its password was not needed yet", kept: "its password is kept", this_run: "its password is held for this run only", awaited: "its password is not known",
};

/** How the way to a broker is protected, in a few words. */
export function protectionWords({ url, security = {} }: ConnectionView): string {
  if (!isSecured(url)) return "none";
  const trusted = security.pinned !== undefined ? "just the pinned certificate" : security.ca !== undefined ? `authorities in ${security.ca}` : "the system's authorities";
  return `TLS, trusting ${trusted}${security.certificate === undefined ? "" : "; with a client certificate"}`;
}

/** `broken JSON`; what nobody knows is told as the engine says it. */
export function reasonWord(reason: string): string {
  return Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? reason) : reason.replaceAll("_", " ");
}

export function operationWord(name: string): string {
  return Object.hasOwn(OPERATIONS, name) ? (OPERATIONS[name] ?? name) : name.replaceAll("_", " ");
}

export function queueWord(name: string): string {
  return Object.hasOwn(QUEUES, name) ? (QUEUES[name] ?? name) : name.replaceAll("_", " ");
}

/** What a full queue does. */
export function fullWord(word: string): string {
  return { wait: "sender waits", "drop oldest": "oldest go", refuse: "new are refused" }[word] ?? word;
}

/** What a point does. */
export const KINDS: readonly { value: Kind; word: string }[] = [
  { value: "sensor", word: "sensor: measured" },
  { value: "status", word: "status: a reported state" },
  { value: "setpoint", word: "setpoint: a wanted value" },
  { value: "command", word: "command: drives something" },
  { value: "parameter", word: "parameter: a bound or setting" },
  { value: "alarm", word: "alarm: the device's own" },
];

/** Units offered while typing; any other can be written. */
export const UNITS: readonly string[] = ["°C", "%", "ppm", "Pa", "kPa", "bar", "l/s", "m³/h", "W", "kW", "Wh", "kWh", "MWh", "V", "A", "Hz", "lx", "µg/m³", "1/min", "s", "min"];

/** A value as its quality lets it be shown: nothing of a bad one, a sign before a doubtful one. */
export function shownValue(of: Value | null, unit: string | null, quality: Quality | "missing"): string {
  if (quality === "bad" || quality === "missing") return value(null);
  return (quality === "uncertain" ? "~" : quality === "substituted" ? "≈" : "") + value(of, unit);
}
