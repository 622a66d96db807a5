// What accepting would make: the floors, spaces and equipment that are proposed and do not exist yet.

import type { FoundView, PlacesView } from "../ipc/bindings";

/** Where accepted points go: where each is proposed, onto no floor, onto one, or onto a new one. */
export type Target = { to: "proposed" } | { to: "none" } | { to: "floor"; id: number } | { to: "new"; name: string };

/** How much of each would be made, and how many points have no place proposed. */
export interface Making {
  floors: number;
  spaces: number;
  equipment: number;
  unplaced: number;
}

const NOTHING: Making = { floors: 0, spaces: 0, equipment: 0, unplaced: 0 };

/** What accepting these points there would make, told as the engine does it: a floor, a space on it and equipment are known by name. */
export function makingOf(points: readonly FoundView[], target: Target, places: PlacesView | null): Making {
  const known = places?.site.buildings.flatMap((one) => one.floors) ?? [];
  if (target.to === "new") return { ...NOTHING, floors: target.name.trim() === "" || known.some((one) => one.name === target.name.trim()) ? 0 : 1 };
  if (target.to !== "proposed") return NOTHING;
  const [floors, spaces, equipment] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const haveFloors = new Set(known.map((one) => one.name));
  const haveSpaces = new Set(known.flatMap((one) => one.spaces.map((space) => `${one.name}\n${space.name}`)));
  const haveEquipment = new Set(places?.equipment.map((one) => `${one.name}\n${one.kind}`));
  let unplaced = 0;
  for (const { proposal } of points) {
    const { floor, space, equipment: owner } = proposal;
    if (floor === null && owner === null) unplaced += 1;
    if (floor !== null && !haveFloors.has(floor)) floors.add(floor);
    if (floor !== null && space !== null && !haveSpaces.has(`${floor}\n${space}`)) spaces.add(`${floor}\n${space}`);
    if (owner !== null && !haveEquipment.has(`${owner.name}\n${owner.kind}`)) equipment.add(`${owner.name}\n${owner.kind}`);
  }
  return { floors: floors.size, spaces: spaces.size, equipment: equipment.size, unplaced };
}

/** The target in words, as a sentence ends with it: `onto Floor 3`; empty where points go onto no floor. */
export function targetWord(target: Target, places: PlacesView | null): string {
  switch (target.to) {
    case "none": return "";
    case "proposed": return "where each was proposed";
    case "new": return `onto ${target.name.trim()}`;
    case "floor": return `onto ${places?.site.buildings.flatMap((one) => one.floors).find((one) => one.id === target.id)?.name ?? "the floor"}`;
  }
}
