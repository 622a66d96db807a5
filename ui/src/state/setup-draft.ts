// What a person writes about a place: drafts of the model's things, what is wrong with them, and the changes they make.

import type { OccupiedHours, PlaceChange, PlacesView, PointCode } from "../ipc/bindings";
import { isZone } from "../shared/format";

/** A thing of the model; `id` is none while it is being added. */
export type Node =
  | { kind: "site" }
  | { kind: "building"; id: number | null }
  | { kind: "floor"; id: number | null; building: number }
  | { kind: "space"; id: number | null; floor: number }
  | { kind: "equipment"; id: number | null; space: number | null };

/** Everything that can be written about a thing; each kind uses its own fields. */
export interface Draft {
  name: string;
  level: string;
  kind: string;
  space: number | null;
  timezone: string;
  country: string;
  area: string;
  hours: readonly OccupiedHours[];
  meters: readonly PointCode[];
}

/** What is wrong, by field. */
export type Problems = Partial<Record<"name" | "level" | "kind" | "timezone" | "country" | "area" | "hours", string>>;

const EMPTY: Draft = { name: "", level: "", kind: "", space: null, timezone: "", country: "", area: "", hours: [], meters: [] };

/** One word for a thing and its neighbours. */
export function keyOf(node: Node): string {
  return node.kind === "site" ? "site" : `${node.kind} ${node.id ?? "new"}`;
}

/** What the model says of a thing; none where it is not there any more. */
export function savedDraft(view: PlacesView, node: Node): Draft | null {
  const floors = view.site.buildings.flatMap((one) => one.floors);
  switch (node.kind) {
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
    case "space": {
      if (node.id === null) return EMPTY;
      const found = floors.flatMap((one) => one.spaces).find((one) => one.id === node.id);
      return found === undefined ? null : { ...EMPTY, name: found.name };
    }
    case "equipment": {
      if (node.id === null) return { ...EMPTY, space: node.space };
      const found = view.equipment.find((one) => one.id === node.id);
      return found === undefined ? null : { ...EMPTY, name: found.name, kind: found.kind, space: found.space };
    }
  }
}

/** What is wrong with a draft. */
export function problemsOf(node: Node, draft: Draft): Problems {
  const problems: Problems = {};
  if (draft.name.trim() === "") problems.name = "A name is needed.";
  if (node.kind === "floor" && !/^[-−]?\d{1,3}$/.test(draft.level.trim())) problems.level = "A whole number; the ground is 0, below it is −1.";
  if (node.kind === "equipment" && draft.kind.trim() === "") problems.kind = "What is it? ahu, vav, pump, meter…";
  if (node.kind !== "site") return problems;
  if (!isZone(draft.timezone.trim())) problems.timezone = "An IANA name, for example Europe/Amsterdam.";
  if (draft.country.trim() !== "" && !/^[a-z]{2}$/i.test(draft.country.trim())) problems.country = "Two letters, for example NL.";
  const area = Number(draft.area.trim().replace(",", "."));
  if (draft.area.trim() !== "" && !(area > 0 && Number.isFinite(area))) problems.area = "A number of square metres, or empty.";
  const wrong = draft.hours.find((one) => !isClock(one.from) || !isClock(one.to) || clockText(one.from) >= clockText(one.to));
  if (wrong !== undefined) problems.hours = `${DAYS[wrong.weekday - 1] ?? "A day"}: write hours as 07:00 to 19:00, the first before the second; 24:00 is midnight.`;
  return problems;
}

/** The days of the week, Monday first. */
export const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** The changes that make the model say what the draft says. */
export function changesOf(node: Node, draft: Draft, saved: Draft): PlaceChange[] {
  const name = draft.name.trim();
  const level = Number(draft.level.trim().replace("−", "-"));
  switch (node.kind) {
    case "site": return siteChanges(draft, saved);
    case "building": return [node.id === null ? { do: "add_building", name } : { do: "rename_building", building: node.id, name }];
    case "floor": return [node.id === null ? { do: "add_floor", building: node.building, name, level } : { do: "change_floor", floor: node.id, name, level }];
    case "space": return [node.id === null ? { do: "add_space", floor: node.floor, name } : { do: "rename_space", space: node.id, name }];
    case "equipment": {
      const kind = draft.kind.trim();
      const { space } = draft;
      return [node.id === null ? { do: "add_equipment", name, kind, space } : { do: "change_equipment", equipment: node.id, name, kind, space }];
    }
  }
}

/** The change that takes a thing out; none for the site and for what is not there yet. */
export function removalOf(node: Node): PlaceChange | null {
  if (node.kind === "site" || node.id === null) return null;
  switch (node.kind) {
    case "building": return { do: "remove_building", building: node.id };
    case "floor": return { do: "remove_floor", floor: node.id };
    case "space": return { do: "remove_space", space: node.id };
    case "equipment": return { do: "remove_equipment", equipment: node.id };
  }
}

/** Whether two drafts say the same. */
export function same(one: Draft, other: Draft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function siteChanges(draft: Draft, saved: Draft): PlaceChange[] {
  const area = draft.area.trim().replace(",", ".");
  const changes: PlaceChange[] = [];
  if (!same({ ...draft, meters: saved.meters }, saved)) {
    changes.push({
      do: "set_site",
      name: draft.name.trim(),
      timezone: draft.timezone.trim(),
      country: draft.country.trim() === "" ? null : draft.country.trim().toUpperCase(),
      area_m2: area === "" ? null : Number(area),
      hours: draft.hours.map((one) => ({ weekday: one.weekday, from: clockText(one.from), to: clockText(one.to) })),
    });
  }
  if (JSON.stringify(draft.meters) !== JSON.stringify(saved.meters)) changes.push({ do: "set_meters", points: [...draft.meters] });
  return changes;
}

function isClock(text: string): boolean {
  return /^([01]?\d|2[0-3]):[0-5]\d$|^24:00$/.test(text.trim());
}

/** `7:00` as `07:00`. */
function clockText(text: string): string {
  return text.trim().padStart(5, "0");
}
