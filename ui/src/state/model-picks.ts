// Everything that can be picked in the model, found by words: where things go, and what relations lead to.

import type { PlacesView, Relation, RelationEnd, Verb } from "../ipc/bindings";
import { placeKey } from "./model-tree";
import type { Node } from "./setup-draft";

/** Something that can be picked. */
export interface Pick {
  key: string;
  node: Node;
  name: string;
  /** Where it is, outermost first. */
  around: readonly string[];
  /** What it is, in a word. */
  word: string;
  /** What a search looks through. */
  text: string;
}

/** How many are listed; writing more of a name finds the others. */
export const PICKS_LISTED = 60;

/** Places and equipment of the model. */
export function picksOf(view: PlacesView, paths: ReadonlyMap<string, readonly string[]>): Pick[] {
  const picks: Pick[] = [];
  const push = (key: string, node: Node, word: string): void => {
    const path = paths.get(key) ?? [];
    const name = path.at(-1) ?? "";
    picks.push({ key, node, name, around: path.slice(0, -1), word, text: `${path.join("\n")}\n${word}`.toLowerCase() });
  };
  for (const building of view.site.buildings) {
    push(`building ${building.id}`, { kind: "building", id: building.id }, "building");
    for (const floor of building.floors) {
      push(`floor ${floor.id}`, { kind: "floor", id: floor.id, building: building.id }, "floor");
      for (const zone of floor.zones) push(`zone ${zone.id}`, { kind: "zone", id: zone.id, floor: floor.id }, "zone");
      for (const space of floor.spaces) push(`space ${space.id}`, { kind: "space", id: space.id, floor: floor.id }, "space");
    }
  }
  for (const one of view.equipment) push(`equipment ${one.id}`, { kind: "equipment", id: one.id, place: one.place }, one.kind);
  return picks;
}

/** Those that fit every word of a query; names that begin with it come first. */
export function found(picks: readonly Pick[], query: string): Pick[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const fitting = picks.filter((pick) => words.every((word) => pick.text.includes(word)));
  const [first] = words;
  if (first === undefined) return fitting;
  const rank = (pick: Pick): number => (pick.name.toLowerCase().startsWith(first) ? 0 : pick.name.toLowerCase().includes(first) ? 1 : 2);
  return fitting.sort((one, other) => rank(one) - rank(other));
}

/** What a relation is called, from its one end and from the other. */
export const VERBS: Readonly<Record<Verb, readonly [there: string, back: string]>> = {
  feeds: ["feeds", "is fed by"],
  isPartOf: ["is a part of", "has the part"],
  meters: ["meters", "is metered by"],
  isSubMeterOf: ["is a sub-meter of", "has the sub-meter"],
};

/** A relation as it is seen from one of its ends. */
export interface Seen {
  relation: Relation;
  words: string;
  /** The key of the other end. */
  other: string;
}

/** The relations of a thing, its own first. */
export function relationsOf(view: PlacesView, key: string): Seen[] {
  const own = view.relations.filter((one) => `equipment ${one.from}` === key).map((relation) => ({ relation, words: VERBS[relation.verb][0], other: endKey(relation.to) }));
  const others = view.relations.filter((one) => endKey(one.to) === key).map((relation) => ({ relation, words: VERBS[relation.verb][1], other: `equipment ${relation.from}` }));
  return [...own, ...others];
}

/** The key of an end. */
export function endKey(end: RelationEnd): string {
  return end.is === "equipment" || end.is === "zone" ? `${end.is} ${end.id}` : placeKey(end);
}

/** A thing as the end of a relation; none where it can be none. */
export function endOf(node: Node): RelationEnd | null {
  if (node.kind === "site" || node.kind === "loose" || node.kind === "point" || node.id === null) return null;
  return { is: node.kind, id: node.id };
}

/** Whether a verb may lead to this. */
export function leadsTo(verb: Verb, node: Node): boolean {
  return node.kind === "equipment" || (verb !== "isPartOf" && verb !== "isSubMeterOf" && endOf(node) !== null);
}
