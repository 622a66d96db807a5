// Moving things of the model: what may stand in what, and the changes that bring it there.

import type { ModelChange, PlaceId, PlacesView, PointCode, PointEdit } from "../ipc/bindings";
import { plural } from "../shared/format";
import type { Row } from "./current.svelte";
import { placeKey, placeOf } from "./model-tree";
import { keyOf, type Node } from "./setup-draft";

/** What a move would do, or why it would not. */
export type Move = { changes: ModelChange[]; words: string } | { refusal: string };

/** Whether a thing may be put into another. */
export function canHold(target: Node, node: Node): boolean {
  if (keyOf(target) === keyOf(node) || (target.kind !== "site" && target.kind !== "loose" && target.kind !== "point" && target.id === null)) return false;
  switch (node.kind) {
    case "site":
    case "loose":
    case "building":
    case "zone": return false;
    case "floor": return target.kind === "building" && target.id !== node.building;
    case "space": return (target.kind === "floor" && target.id !== node.floor) || (target.kind === "zone" && target.floor === node.floor);
    case "equipment": return (target.kind === "loose" && node.place !== null) || target.kind === "zone" || (placeAt(target) !== null && keyOf(target) !== placeKey(node.place));
    case "point": return target.kind === "loose" || target.kind === "zone" || target.kind === "equipment" || placeAt(target) !== null;
  }
}

/** The place that a thing of the tree is. */
function placeAt(node: Node): PlaceId | null {
  if ((node.kind === "building" || node.kind === "floor" || node.kind === "space") && node.id !== null) return { is: node.kind, id: node.id };
  return null;
}

/** What brings these things into that one. */
export function moveOf(view: PlacesView, rows: readonly Row[], nodes: readonly Node[], target: Node, name: string): Move {
  const wrong = nodes.find((node) => !canHold(target, node));
  if (nodes.length === 0) return { refusal: "Nothing is selected." };
  if (wrong !== undefined) return { refusal: refusalOf(wrong, target, name) };
  const changes = [...nodes.flatMap((node) => placeChange(view, rows, node, target)), ...zoneChanges(view, nodes, target), ...pointChanges(view, nodes, target)];
  if (changes.length === 0) return { refusal: `It is in ${name} already.` };
  const what = nodes.length === 1 ? "It" : plural(nodes.length, "thing");
  return { changes, words: target.kind === "zone" ? `${what} ${nodes.length === 1 ? "is" : "are"} served in ${name} now.` : `${what} ${nodes.length === 1 ? "is" : "are"} in ${name} now.` };
}

function refusalOf(node: Node, target: Node, name: string): string {
  if (keyOf(node) === keyOf(target)) return "A thing cannot be in itself.";
  switch (node.kind) {
    case "floor": return "A floor can only be moved to another building.";
    case "space": return target.kind === "zone" ? `A zone holds spaces of its own floor; ${name} is on another one.` : "A space can only be moved to another floor, or into a zone of its own.";
    case "equipment": return target.kind === "equipment" ? "Equipment stands in places. That it is a part of other equipment is said among its relations." : `It stands in ${name} already, or cannot stand there.`;
    case "zone": return "A zone stays on its floor.";
    case "point": return `A point cannot be in ${name}.`;
    case "site":
    case "loose":
    case "building": return "A building stays on its site.";
  }
}

function placeChange(view: PlacesView, rows: readonly Row[], node: Node, target: Node): ModelChange[] {
  const floors = view.site.buildings.flatMap((one) => one.floors);
  if (node.kind === "floor" && target.kind === "building" && target.id !== null) {
    const floor = floors.find((one) => one.id === node.id);
    return floor === undefined ? [] : [{ do: "change_floor", floor: floor.id, building: target.id, name: floor.name, level: floor.level }];
  }
  if (node.kind === "space" && node.id !== null) {
    const space = floors.flatMap((one) => one.spaces).find((one) => one.id === node.id);
    return space !== undefined && target.kind === "floor" && target.id !== null ? [{ do: "change_space", space: space.id, floor: target.id, name: space.name }] : [];
  }
  const one = node.kind === "equipment" ? view.equipment.find((other) => other.id === node.id) : undefined;
  if (one === undefined) return [];
  if (target.kind === "zone" && target.id !== null) {
    const relation = { from: one.id, verb: "feeds", to: { is: "zone", id: target.id } } as const;
    return view.relations.some((other) => other.from === one.id && other.verb === "feeds" && other.to.is === "zone" && other.to.id === target.id) ? [] : [{ do: "relate", relation }];
  }
  const place = placeAt(target);
  const words = { name: one.name, kind: one.kind, place, tags: one.tags };
  // Points that stand where it stands go along; what measures elsewhere stays where it is.
  const along = rows.filter((row) => row.accepted && row.equipment === one.id && placeKey(placeOf(row)) === placeKey(one.place)).map((row) => row.code);
  return [{ do: "change_equipment", equipment: one.id, words }, ...(along.length === 0 ? [] : [{ do: "edit_points" as const, points: along, edits: [{ set: "place" as const, place }] }])];
}

/** All spaces among the things come into a zone at once: a change of a zone names all that it serves. */
function zoneChanges(view: PlacesView, nodes: readonly Node[], target: Node): ModelChange[] {
  if (target.kind !== "zone") return [];
  const zone = view.site.buildings.flatMap((one) => one.floors).flatMap((one) => one.zones).find((one) => one.id === target.id);
  if (zone === undefined) return [];
  const spaces = nodes.flatMap((node) => (node.kind === "space" && node.id !== null && !zone.spaces.includes(node.id) ? [node.id] : []));
  return spaces.length === 0 ? [] : [{ do: "change_zone", zone: zone.id, name: zone.name, spaces: [...zone.spaces, ...spaces] }];
}

/** All points among the things go as one. */
function pointChanges(view: PlacesView, nodes: readonly Node[], target: Node): ModelChange[] {
  const points: PointCode[] = nodes.flatMap((node) => (node.kind === "point" ? [node.code] : []));
  if (points.length === 0) return [];
  const edits: PointEdit[] = [];
  if (target.kind === "equipment" && target.id !== null) {
    const place = view.equipment.find((one) => one.id === target.id)?.place ?? null;
    if (place !== null) edits.push({ set: "place", place });
    edits.push({ set: "equipment", equipment: target.id });
  } else if (target.kind === "zone") {
    edits.push({ set: "place", place: { is: "floor", id: target.floor } }, { set: "zone", zone: target.id }, { set: "equipment", equipment: null });
  } else {
    edits.push({ set: "place", place: placeAt(target) }, { set: "equipment", equipment: null });
  }
  return [{ do: "edit_points", points, edits }];
}
