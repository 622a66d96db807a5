// What a person writes about a thing of the model: drafts, what is wrong with them, and the changes they make.

import type { EquipmentWords, Failure, FailureField, Kind, ModelChange, OccupiedHours, PlaceId, PlacesView, PointCode, PointDetailView, PointEdit, SetSite } from "../ipc/bindings";
import { isZone } from "../shared/format";
import type { Row } from "./current.svelte";

/** Tags by name; a mere marker has no value. */
export type Tags = EquipmentWords["tags"];

/** A thing of the model; `id` is none while it is being added. What stands nowhere is in `loose`. */
export type Node =
  | { kind: "site" }
  | { kind: "loose" }
  | { kind: "building"; id: number | null }
  | { kind: "floor"; id: number | null; building: number }
  | { kind: "zone"; id: number | null; floor: number }
  | { kind: "space"; id: number | null; floor: number }
  | { kind: "equipment"; id: number | null; place: PlaceId | null }
  | { kind: "point"; code: PointCode };

/** Limits of a point, in the order in which they rise; then what may be written. */
export const LIMITS = ["low_low", "low", "high", "high_high", "min", "max", "step"] as const;
export type Limit = (typeof LIMITS)[number];

/** Everything that can be written about a thing; each kind uses its own fields. */
export interface Draft {
  name: string;
  level: string;
  /** The type of equipment. */
  kind: string;
  tags: Tags;
  /** Spaces of a zone. */
  spaces: readonly number[];
  /** What a point does. */
  does: Kind;
  unit: string;
  role: string;
  limits: Readonly<Record<Limit, string>>;
  expected: string;
  words: string;
  timezone: string;
  country: string;
  area: string;
  hours: readonly OccupiedHours[];
  meters: readonly PointCode[];
}

/** What is wrong, by field. */
export type Problems = Partial<Record<FailureField, string>>;

/** What is known of a point that is written about. */
export interface About {
  row: Row;
  detail: PointDetailView;
}

const NO_LIMITS: Draft["limits"] = { low_low: "", low: "", high: "", high_high: "", min: "", max: "", step: "" };
const EMPTY: Draft = {
  name: "", level: "", kind: "", tags: {}, spaces: [], does: "sensor", unit: "", role: "", limits: NO_LIMITS, expected: "", words: "",
  timezone: "", country: "", area: "", hours: [], meters: [],
};

/** The fields of each form beside the name, which all have. */
const FIELDS: Readonly<Record<Node["kind"], readonly FailureField[]>> = {
  site: ["timezone", "country", "area", "hours", "meters"],
  loose: [],
  building: [],
  floor: ["level"],
  zone: ["spaces"],
  space: [],
  equipment: ["kind", "tags"],
  point: ["role", "tags", ...LIMITS, "expected", "description"],
};

/** What a refusal says, at the field it speaks of; nothing where the form has no such field. */
export function blameOf(refusal: Failure | null, kind: Node["kind"]): Problems {
  const field = refusal?.field;
  if (refusal === null || field === undefined || (field !== "name" && !FIELDS[kind].includes(field))) return {};
  return { [field]: [refusal.message, refusal.hint].filter((words) => words !== "").join(" ") };
}

/** One word for a thing and its neighbours. */
export function keyOf(node: Node): string {
  if (node.kind === "site" || node.kind === "loose") return node.kind;
  return node.kind === "point" ? `point ${node.code}` : `${node.kind} ${node.id ?? "new"}`;
}

/** What the model says of a thing; none where it is not there any more, or not known yet. */
export function savedDraft(view: PlacesView, node: Node, about: About | null = null): Draft | null {
  const floors = view.site.buildings.flatMap((one) => one.floors);
  switch (node.kind) {
    case "loose": return EMPTY;
    case "site": {
      const { name, timezone, country, area_m2, hours, meters } = view.site;
      return { ...EMPTY, name, timezone, country: country ?? "", area: area_m2 === null ? "" : String(area_m2), hours, meters };
    }
    case "building": {
      if (node.id === null) return EMPTY;
      const found = view.site.buildings.find((one) => one.id === node.id);
      return found === undefined ? null : { ...EMPTY, name: found.name };
    }
    case "floor": {
      if (node.id === null) {
        const levels = view.site.buildings.find((one) => one.id === node.building)?.floors.map((one) => one.level) ?? [];
        const level = levels.length === 0 ? 0 : Math.max(...levels) + 1;
        return { ...EMPTY, level: String(level) };
      }
      const found = floors.find((one) => one.id === node.id);
      return found === undefined ? null : { ...EMPTY, name: found.name, level: String(found.level) };
    }
    case "zone": {
      if (node.id === null) return EMPTY;
      const found = floors.flatMap((one) => one.zones).find((one) => one.id === node.id);
      return found === undefined ? null : { ...EMPTY, name: found.name, spaces: found.spaces };
    }
    case "space": {
      if (node.id === null) return EMPTY;
      const found = floors.flatMap((one) => one.spaces).find((one) => one.id === node.id);
      return found === undefined ? null : { ...EMPTY, name: found.name };
    }
    case "equipment": {
      if (node.id === null) return EMPTY;
      const found = view.equipment.find((one) => one.id === node.id);
      return found === undefined ? null : { ...EMPTY, name: found.name, kind: found.kind, tags: found.tags };
    }
    case "point": return about === null ? null : pointDraft(about);
  }
}

function pointDraft({ row, detail }: About): Draft {
  const limits = Object.fromEntries(LIMITS.map((name) => [name, detail.limits[name] === undefined ? "" : String(detail.limits[name])])) as Record<Limit, string>;
  return {
    ...EMPTY, name: row.name, does: row.kind, unit: row.unit ?? "", role: detail.role ?? "", tags: detail.tags, limits,
    expected: detail.expected_s === null ? "" : String(detail.expected_s), words: detail.description ?? "",
  };
}

/** What is wrong with a draft. */
export function problemsOf(node: Node, draft: Draft): Problems {
  const problems: Problems = {};
  if (node.kind === "loose") return problems;
  if (draft.name.trim() === "") problems.name = "A name is needed.";
  if (node.kind === "floor" && !/^[-−]?\d{1,3}$/.test(draft.level.trim())) problems.level = "A whole number; the ground is 0, below it is −1.";
  if (node.kind === "equipment" && draft.kind.trim() === "") problems.kind = "What is it? ahu, vav, pump, meter…";
  if (node.kind === "point") return { ...problems, ...pointProblems(draft) };
  if (node.kind !== "site") return problems;
  if (!isZone(draft.timezone.trim())) problems.timezone = "An IANA name, for example Europe/Amsterdam.";
  if (draft.country.trim() !== "" && !/^[a-z]{2}$/i.test(draft.country.trim())) problems.country = "Two letters, for example NL.";
  const area = numberOf(draft.area);
  if (area !== null && !(area > 0)) problems.area = "A number of square metres, or empty.";
  const wrong = draft.hours.find((one) => !isClock(one.from) || !isClock(one.to) || clockText(one.from) >= clockText(one.to));
  if (wrong !== undefined) problems.hours = `${DAYS[wrong.weekday - 1] ?? "A day"}: write hours as 07:00 to 19:00, the first before the second; 24:00 is midnight.`;
  return problems;
}

/** Limits rise, and every number is one. */
function pointProblems(draft: Draft): Problems {
  const problems: Problems = {};
  for (const name of LIMITS) if (Number.isNaN(numberOf(draft.limits[name]))) problems[name] = "A number, without a unit.";
  for (const ladder of [LIMITS.slice(0, 4), LIMITS.slice(4, 6)]) {
    let below: number | null = null;
    for (const name of ladder) {
      const limit = numberOf(draft.limits[name]);
      if (limit === null || Number.isNaN(limit)) continue;
      if (below !== null && limit <= below) problems[name] = `Must be above ${String(below)}.`;
      below = limit;
    }
  }
  const step = numberOf(draft.limits.step);
  if (step !== null && !(step > 0)) problems.step = "More than 0, or empty.";
  const expected = numberOf(draft.expected);
  if (expected !== null && !(expected > 0 && expected <= 31_622_400)) problems.expected = "Seconds, at most a year, or empty.";
  return problems;
}

/** A number that was typed; none where nothing was, NaN where it is none. */
function numberOf(text: string): number | null {
  const typed = text.trim().replace(",", ".").replace("−", "-");
  if (typed === "") return null;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(typed) ? Number(typed) : NaN;
}

/** The days of the week, Monday first. */
export const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** The changes that make the model say what the draft says; what the site is called and has is set by itself. */
export function changesOf(view: PlacesView, node: Node, draft: Draft, saved: Draft): ModelChange[] {
  const name = draft.name.trim();
  const level = Number(draft.level.trim().replace("−", "-"));
  const spaces = [...draft.spaces];
  switch (node.kind) {
    case "site":
    case "loose": return [];
    case "building": return [node.id === null ? { do: "add_building", id: null, name } : { do: "rename_building", building: node.id, name }];
    case "floor": return [node.id === null ? { do: "add_floor", id: null, building: node.building, name, level } : { do: "change_floor", floor: node.id, building: node.building, name, level }];
    case "zone": return [node.id === null ? { do: "add_zone", id: null, floor: node.floor, name, spaces } : { do: "change_zone", zone: node.id, name, spaces }];
    case "space": return [node.id === null ? { do: "add_space", id: null, floor: node.floor, name } : { do: "change_space", space: node.id, floor: node.floor, name }];
    case "equipment": {
      const place = node.id === null ? node.place : (view.equipment.find((one) => one.id === node.id)?.place ?? null);
      const words = { name, kind: draft.kind.trim(), place, tags: draft.tags };
      return [node.id === null ? { do: "add_equipment", id: null, words } : { do: "change_equipment", equipment: node.id, words }];
    }
    case "point": return [{ do: "edit_points", points: [node.code], edits: pointEdits(draft, saved) }];
  }
}

function pointEdits(draft: Draft, saved: Draft): PointEdit[] {
  const edits: PointEdit[] = [];
  const orNone = (text: string): string | null => (text.trim() === "" ? null : text.trim());
  if (draft.name !== saved.name) edits.push({ set: "name", name: draft.name.trim() });
  if (draft.does !== saved.does) edits.push({ set: "kind", kind: draft.does });
  if (draft.unit !== saved.unit) edits.push({ set: "unit", unit: orNone(draft.unit) });
  if (draft.role !== saved.role) edits.push({ set: "role", role: orNone(draft.role) });
  if (!same(draft.tags, saved.tags)) edits.push({ set: "tags", tags: draft.tags });
  if (!same(draft.limits, saved.limits)) {
    const limits: Record<string, number> = {};
    for (const name of LIMITS) {
      const limit = numberOf(draft.limits[name]);
      if (limit !== null) limits[name] = limit;
    }
    edits.push({ set: "limits", limits });
  }
  if (draft.expected !== saved.expected) edits.push({ set: "expected", seconds: numberOf(draft.expected) });
  if (draft.words !== saved.words) edits.push({ set: "description", words: orNone(draft.words) });
  return edits;
}

/** What is said of the site itself, where the draft says something else; its meters aside. */
export function siteOf(draft: Draft, saved: Draft): SetSite | null {
  if (same({ ...draft, meters: saved.meters }, saved)) return null;
  return {
    name: draft.name.trim(),
    timezone: draft.timezone.trim(),
    country: draft.country.trim() === "" ? null : draft.country.trim().toUpperCase(),
    area_m2: numberOf(draft.area),
    hours: draft.hours.map((one) => ({ weekday: one.weekday, from: clockText(one.from), to: clockText(one.to) })),
  };
}

/** Whether two drafts, or parts of them, say the same. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isClock(text: string): boolean {
  return /^([01]?\d|2[0-3]):[0-5]\d$|^24:00$/.test(text.trim());
}

/** `7:00` as `07:00`. */
function clockText(text: string): string {
  return text.trim().padStart(5, "0");
}
