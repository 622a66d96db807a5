// The tree of the model: site, buildings, floors, zones and spaces, equipment, points. Only what is open is walked, so
// that 50,000 points cost nothing until somebody looks at them.

import type { EquipmentView, PlaceId, PlacesView } from "../ipc/bindings";
import type { Row } from "./current.svelte";
import { keyOf, type Node } from "./setup-draft";

/** A line of the tree. */
export interface Branch {
  key: string;
  node: Node;
  name: string;
  /** What it is, in a word. */
  word: string;
  /** Points in it; none where they are not counted. */
  points: number | null;
  depth: number;
  /** Whether it holds something, and shows it. */
  opened: boolean | null;
}

/** Points and equipment by what directly holds them. */
export interface Held {
  points: ReadonlyMap<string, readonly Row[]>;
  equipment: ReadonlyMap<string, readonly EquipmentView[]>;
}

/** The key of a place. */
export function placeKey(place: PlaceId | null): string {
  return place === null ? "loose" : `${place.is} ${place.id}`;
}

/** What directly holds a point: its equipment, else its space, zone, floor or building. */
export function holderOf(row: Row): string {
  if (row.equipment !== null) return `equipment ${row.equipment}`;
  if (row.space !== null) return `space ${row.space}`;
  if (row.zone !== null) return `zone ${row.zone}`;
  if (row.floor !== null) return `floor ${row.floor}`;
  return row.building === null ? "loose" : `building ${row.building}`;
}

/** The smallest place that a point is in. */
export function placeOf(row: Row): PlaceId | null {
  if (row.space !== null) return { is: "space", id: row.space };
  if (row.floor !== null) return { is: "floor", id: row.floor };
  return row.building === null ? null : { is: "building", id: row.building };
}

/** Sorts points of the model and equipment to what holds them. */
export function heldBy(view: PlacesView, rows: readonly Row[]): Held {
  const points = new Map<string, Row[]>();
  const equipment = new Map<string, EquipmentView[]>();
  for (const row of rows) if (row.accepted) put(points, holderOf(row), row);
  for (const one of view.equipment) put(equipment, placeKey(one.place), one);
  return { points, equipment };
}

function put<T>(map: Map<string, T[]>, key: string, one: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [one]);
  else list.push(one);
}

/** The lines that are seen; `isOpen` tells of a thing whether it shows what it holds. */
export function walk(view: PlacesView, held: Held, isOpen: (key: string, usually: boolean) => boolean): Branch[] {
  const lines: Branch[] = [];
  const many = (key: string): number => (held.points.get(key)?.length ?? 0) + (held.equipment.get(key)?.length ?? 0);
  const push = (node: Node, name: string, word: string, points: number | null, depth: number, holds: boolean, usually = false): boolean => {
    const key = keyOf(node);
    const opened = holds ? isOpen(key, usually) : null;
    lines.push({ key, node, name, word, points, depth, opened });
    return opened === true;
  };
  const inside = (key: string, depth: number): void => {
    for (const one of held.equipment.get(key) ?? []) {
      const node: Node = { kind: "equipment", id: one.id, place: one.place };
      if (push(node, one.name, one.kind, one.points, depth, held.points.has(keyOf(node)))) spread(keyOf(node), depth + 1);
    }
    spread(key, depth);
  };
  const spread = (key: string, depth: number): void => {
    for (const row of held.points.get(key) ?? []) lines.push({ key: `point ${row.code}`, node: { kind: "point", code: row.code }, name: row.name, word: row.unit ?? row.kind, points: null, depth, opened: null });
  };
  push({ kind: "site" }, view.site.name, "site", null, 0, false, true);
  for (const building of view.site.buildings) {
    const key = `building ${building.id}`;
    if (!push({ kind: "building", id: building.id }, building.name, "building", building.points, 1, building.floors.length + many(key) > 0, true)) continue;
    for (const floor of building.floors) {
      const on = `floor ${floor.id}`;
      if (!push({ kind: "floor", id: floor.id, building: building.id }, floor.name, "floor", floor.points, 2, floor.spaces.length + floor.zones.length + many(on) > 0)) continue;
      for (const zone of floor.zones) if (push({ kind: "zone", id: zone.id, floor: floor.id }, zone.name, "zone", zone.points, 3, many(`zone ${zone.id}`) > 0)) inside(`zone ${zone.id}`, 4);
      for (const space of floor.spaces) if (push({ kind: "space", id: space.id, floor: floor.id }, space.name, "space", space.points, 3, many(`space ${space.id}`) > 0)) inside(`space ${space.id}`, 4);
      inside(on, 3);
    }
    inside(key, 2);
  }
  if (many("loose") > 0 && push({ kind: "loose" }, "Not placed", "", held.points.get("loose")?.length ?? 0, 1, true)) inside("loose", 2);
  return lines;
}

/** Every place and piece of equipment with what is around it, outermost first. */
export function pathsOf(view: PlacesView): Map<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>([["site", [view.site.name]], ["loose", ["Not placed"]]]);
  for (const building of view.site.buildings) {
    paths.set(`building ${building.id}`, [building.name]);
    for (const floor of building.floors) {
      const path = [building.name, floor.name];
      paths.set(`floor ${floor.id}`, path);
      for (const space of floor.spaces) paths.set(`space ${space.id}`, [...path, space.name]);
      for (const zone of floor.zones) paths.set(`zone ${zone.id}`, [...path, zone.name]);
    }
  }
  for (const one of view.equipment) paths.set(`equipment ${one.id}`, [...(one.place === null ? [] : (paths.get(placeKey(one.place)) ?? [])), one.name]);
  return paths;
}

/** Keys of all that has to be open for a thing to be seen. */
export function aroundOf(view: PlacesView, node: Node, rowOf: (code: string) => Row | undefined): string[] {
  const floorKeys = (floor: number): string[] => {
    const building = view.site.buildings.find((one) => one.floors.some((other) => other.id === floor));
    return building === undefined ? [] : [`building ${building.id}`, `floor ${floor}`];
  };
  const placeKeys = (place: PlaceId | null): string[] => {
    if (place === null) return ["loose"];
    if (place.is === "building") return [`building ${place.id}`];
    if (place.is === "floor") return floorKeys(place.id);
    const floor = view.site.buildings.flatMap((one) => one.floors).find((one) => one.spaces.some((space) => space.id === place.id));
    return floor === undefined ? [] : [...floorKeys(floor.id), `space ${place.id}`];
  };
  switch (node.kind) {
    case "site":
    case "loose":
    case "building": return [];
    case "floor": return [`building ${node.building}`];
    case "zone":
    case "space": return floorKeys(node.floor);
    case "equipment": return placeKeys(node.id === null ? node.place : (view.equipment.find((one) => one.id === node.id)?.place ?? null));
    case "point": {
      const row = rowOf(node.code);
      if (row === undefined) return [];
      const owner = row.equipment === null ? undefined : view.equipment.find((one) => one.id === row.equipment);
      return owner === undefined ? [...placeKeys(placeOf(row)), holderOf(row)] : [...placeKeys(owner.place), `equipment ${owner.id}`];
    }
  }
}
