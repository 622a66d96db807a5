// A mapping while it is written: every field as the text that stands in it, and the file that it comes to.
//
// The file is checked by the engine alone; here only what has no place in a file at all is told.

import type { Kind, LeafView, MappingMistake } from "../ipc/bindings";
import { type Meaning, meaningsOf, meaningsText } from "./mapping-words";

/** A value while it is written. */
export interface DraftValue {
  /** Its own while it is edited: rows keep their fields when others go. */
  key: number;
  name: string;
  /** Null where it is not told. */
  at: string | null;
  kind: Kind | "";
  unit: string;
  scale: string;
  offset: string;
  /** `0 = off, 1 = heat`. */
  map: string;
  comma: boolean;
  required: boolean;
  expression: string;
  /** Keys that the form has no fields for, as they stand in the file. */
  rest: Readonly<Record<string, unknown>>;
}

/** A mapping while it is written. */
export interface Draft {
  name: string;
  topics: string;
  payload: "json" | "text";
  each: string;
  /** Empty for the topic. */
  device: string;
  /** Null where the time of arrival counts. */
  time: { at: string; form: string; zone: string } | null;
  /** Null where nothing tells it. */
  quality: { at: string; map: string } | null;
  expression: string;
  values: readonly DraftValue[];
}

export const QUALITIES: readonly string[] = ["good", "uncertain", "stale", "bad", "substituted"];
export const KINDS: readonly Kind[] = ["sensor", "status", "setpoint", "command", "parameter", "alarm"];

const OF_FILE: readonly string[] = ["version", "name", "topics", "payload", "each", "device", "time", "quality", "expression", "values"];
const OF_VALUE: readonly string[] = ["name", "at", "kind", "unit", "scale", "offset", "map", "decimal", "required", "expression"];
/** Known to the engine, kept as they are. */
const BESIDE: readonly string[] = ["list", "time", "quality"];

let nextKey = 1;

/** A mapping of one topic that lists nothing yet. */
export function emptyDraft(topic: string): Draft {
  return { name: "", topics: topic, payload: "json", each: "", device: "", time: null, quality: null, expression: "", values: [] };
}

/** A value at a place where captured messages hold one. */
export function valueOf(leaf: LeafView): DraftValue {
  return { ...emptyValue(), name: leaf.name, at: leaf.at, kind: leaf.leaf_type === "number" ? "sensor" : "status", unit: leaf.unit ?? "" };
}

/** A value of which nothing is known. */
export function emptyValue(): DraftValue {
  nextKey += 1;
  return { key: nextKey, name: "", at: "", kind: "", unit: "", scale: "", offset: "", map: "", comma: false, required: false, expression: "", rest: {} };
}

/** The file of a draft. */
export function fileOf(draft: Draft): string {
  const { name, topics, payload, each, device, time, quality, expression, values } = draft;
  const file = {
    version: 1,
    name,
    topics,
    ...(payload === "json" ? {} : { payload }),
    ...(each === "" ? {} : { each }),
    ...(device === "" ? {} : { device }),
    ...(time === null ? {} : { time: { at: time.at, ...(time.form === "" ? {} : { form: time.form }), ...(time.zone === "" ? {} : { zone: time.zone }) } }),
    ...(quality === null ? {} : { quality: { at: quality.at, ...meanings(quality.map) } }),
    ...(expression === "" ? {} : { expression }),
    values: values.map((one) => ({
      name: one.name,
      ...(one.at === null ? {} : { at: one.at }),
      ...(one.kind === "" ? {} : { kind: one.kind }),
      ...(one.unit === "" ? {} : { unit: one.unit }),
      ...(one.scale.trim() === "" ? {} : { scale: numberOf(one.scale) }),
      ...(one.offset.trim() === "" ? {} : { offset: numberOf(one.offset) }),
      ...meanings(one.map),
      ...(one.comma ? { decimal: "comma" } : {}),
      ...(one.required ? { required: true } : {}),
      ...one.rest,
      ...(one.expression === "" ? {} : { expression: one.expression }),
    })),
  };
  return JSON.stringify(file, null, 2);
}

/** A file as a draft; where it holds what the form cannot show, why, in words. */
export function draftOf(text: string): Draft | string {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return "It is not JSON yet.";
  }
  if (!isObject(file)) return "A mapping is a JSON object.";
  const strange = Object.keys(file).find((key) => !OF_FILE.includes(key));
  if (strange !== undefined) return `“${strange}” is no key of a mapping.`;
  const { name, topics, payload = "json", each = "", device = "", time, quality, expression = "", values } = file;
  if (file["version"] !== 1) return "The form shows files of version 1.";
  if (![name, topics, each, device, expression].every((one) => typeof one === "string") || (payload !== "json" && payload !== "text") || !Array.isArray(values)) return "A key holds something of another type than the form has.";
  const drafts: DraftValue[] = [];
  for (const one of values as unknown[]) {
    const value = valueFrom(one);
    if (typeof value === "string") return value;
    drafts.push(value);
  }
  const [when, how] = [timeFrom(time), qualityFrom(quality)];
  if (when === undefined || how === undefined) return "The time or the quality is written otherwise than the form has it.";
  return { name: name as string, topics: topics as string, payload, each: each as string, device: device as string, time: when, quality: how, expression: expression as string, values: drafts };
}

/** What stands in a draft that has no place in a file. */
export function problemsOf(draft: Draft): MappingMistake[] {
  const problems: MappingMistake[] = [];
  const tell = (place: string, map: string) => {
    if (meaningsOf(map) === null) problems.push({ line: 1, place, wrong: `“${map}” is no list of words`, remedy: "write it as 0 = off, 1 = heat" });
  };
  draft.values.forEach((one, at) => tell(`/values/${at}/map`, one.map));
  if (draft.quality !== null) tell("/quality/map", draft.quality.map);
  return problems;
}

function meanings(text: string): { map?: Record<string, Meaning> } {
  const map = meaningsOf(text);
  return map === null || Object.keys(map).length === 0 ? {} : { map };
}

/** A number where it is one; else the text, so that the engine says what is wrong with it. */
function numberOf(text: string): number | string {
  const number = Number(text.trim());
  return Number.isFinite(number) ? number : text;
}

function valueFrom(one: unknown): DraftValue | string {
  if (!isObject(one)) return "A value is a JSON object.";
  const strange = Object.keys(one).find((key) => !OF_VALUE.includes(key) && !BESIDE.includes(key));
  if (strange !== undefined) return `“${strange}” is no key of a value.`;
  const { name, at = null, kind = "", unit = "", scale, offset, map, decimal = "point", required = false, expression = "" } = one;
  const isMap = map === undefined || (isObject(map) && Object.values(map).every((meaning) => ["string", "number", "boolean"].includes(typeof meaning)));
  const fits = [name, kind, unit, expression].every((text) => typeof text === "string") && (at === null || typeof at === "string") && [scale, offset].every((number) => number === undefined || typeof number === "number")
    && isMap && (decimal === "point" || decimal === "comma") && typeof required === "boolean" && (kind === "" || KINDS.includes(kind as Kind));
  if (!fits) return "A value holds something of another type than the form has.";
  const rest = Object.fromEntries(Object.entries(one).filter(([key]) => BESIDE.includes(key)));
  return {
    ...emptyValue(), name: name as string, at: at as string | null, kind: kind as Kind | "", unit: unit as string, scale: scale === undefined ? "" : String(scale as number), offset: offset === undefined ? "" : String(offset as number),
    map: map === undefined ? "" : meaningsText(map as Record<string, Meaning>), comma: decimal === "comma", required, expression: expression as string, rest,
  };
}

/** Null where there is none; undefined where it is none that the form can show. */
function timeFrom(time: unknown): Draft["time"] | undefined {
  if (time === undefined) return null;
  if (!isObject(time) || Object.keys(time).some((key) => !["at", "form", "zone"].includes(key))) return undefined;
  const { at, form = "", zone = "" } = time;
  return typeof at === "string" && typeof form === "string" && typeof zone === "string" ? { at, form, zone } : undefined;
}

function qualityFrom(quality: unknown): Draft["quality"] | undefined {
  if (quality === undefined) return null;
  if (!isObject(quality) || Object.keys(quality).some((key) => key !== "at" && key !== "map")) return undefined;
  const { at, map = {} } = quality;
  if (typeof at !== "string" || !isObject(map) || !Object.values(map).every((word) => typeof word === "string")) return undefined;
  return { at, map: meaningsText(map as Record<string, string>) };
}

function isObject(one: unknown): one is Record<string, unknown> {
  return typeof one === "object" && one !== null && !Array.isArray(one);
}
