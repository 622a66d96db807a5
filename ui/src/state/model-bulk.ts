// One change of many things of the model: what it makes of each, and what taking them out means.

import type { ModelChange, PlacesView, PointEdit } from "../ipc/bindings";
import { count, plural } from "../shared/format";
import type { Row } from "./current.svelte";
import { isUnchanged, renamed, UNCHANGED, type Bulk } from "./inbox-bulk";
import type { Node, Tags } from "./setup-draft";

/** What is written over many; what is none or empty stays as it is. */
export interface ModelBulk extends Bulk {
  /** The type of equipment. */
  equipment: string;
  add: Tags;
  /** Names of tags that go. */
  remove: readonly string[];
}

/** Changes nothing. */
export const NOTHING: ModelBulk = { ...UNCHANGED, equipment: "", add: {}, remove: [] };

/** Whether it changes nothing. */
export function changesNothing(bulk: ModelBulk): boolean {
  return isUnchanged(bulk) && bulk.equipment.trim() === "" && Object.keys(bulk.add).length === 0 && bulk.remove.length === 0;
}

/** Points and equipment among the things. */
export function partsOf(view: PlacesView, rowOf: (code: string) => Row | undefined, nodes: readonly Node[]): { points: Row[]; equipment: PlacesView["equipment"] } {
  const points = nodes.flatMap((node) => (node.kind === "point" ? [rowOf(node.code)] : [])).filter((row) => row !== undefined);
  const numbers = new Set(nodes.flatMap((node) => (node.kind === "equipment" ? [node.id] : [])));
  return { points, equipment: view.equipment.filter((one) => numbers.has(one.id)) };
}

/** The changes that write it over these. */
export function bulkChanges(points: readonly Row[], equipment: PlacesView["equipment"], bulk: ModelBulk): ModelChange[] {
  const changes: ModelChange[] = [];
  const edits: PointEdit[] = [];
  if (bulk.kind !== null) edits.push({ set: "kind", kind: bulk.kind });
  if (bulk.unit !== null) edits.push({ set: "unit", unit: bulk.unit.to });
  if (bulk.role.trim() !== "") edits.push({ set: "role", role: bulk.role.trim() });
  if (Object.keys(bulk.add).length > 0) edits.push({ set: "add_tags", tags: bulk.add });
  if (bulk.remove.length > 0) edits.push({ set: "remove_tags", names: [...bulk.remove] });
  if (edits.length > 0 && points.length > 0) changes.push({ do: "edit_points", points: points.map((row) => row.code), edits });
  for (const row of points) {
    const name = renamed(row.name, bulk);
    if (name !== row.name) changes.push({ do: "edit_points", points: [row.code], edits: [{ set: "name", name }] });
  }
  for (const one of equipment) {
    const kept = Object.entries(one.tags).filter(([name]) => !bulk.remove.includes(name));
    const words = { name: renamed(one.name, bulk), kind: bulk.equipment.trim() === "" ? one.kind : bulk.equipment.trim(), place: one.place, tags: { ...Object.fromEntries(kept), ...bulk.add } };
    changes.push({ do: "change_equipment", equipment: one.id, words });
  }
  return changes;
}

/** What takes things out, and what that means for what they hold. */
export interface Removal {
  changes: ModelChange[];
  /** In sentences; empty where nothing else is touched. */
  means: readonly string[];
  words: string;
}

/** The order in which things go: what is inside first. */
const ORDER: Readonly<Record<Node["kind"], number>> = { point: 0, equipment: 1, zone: 2, space: 3, floor: 4, building: 5, site: 6, loose: 6 };

/** What takes these out of the model; none where nothing among them can be. */
export function removalOf(view: PlacesView, rows: readonly Row[], nodes: readonly Node[], nameOf: (node: Node) => string): Removal | null {
  const sorted = [...nodes].sort((one, other) => ORDER[one.kind] - ORDER[other.kind]);
  const points = sorted.flatMap((node) => (node.kind === "point" ? [node.code] : []));
  const gone = new Set(points);
  const changes: ModelChange[] = points.length === 0 ? [] : [{ do: "return_points", points }];
  const means: string[] = points.length === 0 ? [] : [`${plural(points.length, "point becomes a found point", "points become found points")} again and ${points.length === 1 ? "loses its" : "lose their"} place. New values are stored; of found points the last 30 days are kept.`];
  for (const node of sorted) {
    if (node.kind === "point" || node.kind === "site" || node.kind === "loose" || node.id === null) continue;
    if (node.kind === "equipment") {
      const { id } = node;
      const own = rows.filter((row) => row.accepted && row.equipment === id && !gone.has(row.code)).map((row) => row.code);
      const relations = view.relations.filter((one) => one.from === id || (one.to.is === "equipment" && one.to.id === id)).length;
      if (own.length > 0) {
        changes.push({ do: "edit_points", points: own, edits: [{ set: "equipment", equipment: null }] });
        means.push(`${plural(own.length, "point")} of ${nameOf(node)} ${own.length === 1 ? "stays" : "stay"} in the model, in ${own.length === 1 ? "its" : "their"} place, without equipment.`);
      }
      if (relations > 0) means.push(`${plural(relations, "relation")} of ${nameOf(node)} ${relations === 1 ? "goes" : "go"} with it.`);
      changes.push({ do: "remove_equipment", equipment: id });
    } else if (node.kind === "zone") {
      const zone = view.site.buildings.flatMap((one) => one.floors.flatMap((floor) => floor.zones)).find((one) => one.id === node.id);
      const held = (zone?.spaces.length ?? 0) + (zone?.points ?? 0);
      if (held > 0) means.push(`Spaces and points of ${nameOf(node)} stay; they only name no zone any more.`);
      changes.push({ do: "remove_zone", zone: node.id });
    } else if (node.kind === "space") changes.push({ do: "remove_space", space: node.id });
    else if (node.kind === "floor") changes.push({ do: "remove_floor", floor: node.id });
    else changes.push({ do: "remove_building", building: node.id });
  }
  const [only] = nodes;
  const words = nodes.length === 1 && only !== undefined ? `${nameOf(only)} was removed.` : `${count(nodes.length)} things were removed.`;
  return changes.length === 0 ? null : { changes, means, words };
}
