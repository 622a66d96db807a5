// The fake's model: site, buildings, floors, spaces, equipment, and the changes a person makes to them.

import type { EquipmentView, Failure, PlaceChange, PlacesView } from "./bindings";

const FLOORS = ["Floor 6", "Floor 5", "Floor 4", "Floor 3", "Floor 2", "Floor 1"];
const ROOMS = ["Office NW", "Team room", "Project room", "Boardroom", "Office NE", "West open office", "East open office", "Meeting", "Kitchen, print"];

/** The fake's site, with nothing in it where there are no points. */
export function makePlaces(empty: boolean, demo: boolean): PlacesView {
  const site = { id: 1, name: demo ? "Demo building" : "Harbour Campus", timezone: "Europe/Amsterdam", country: "NL", area_m2: 8_520, hours: weekdays(), meters: [] };
  if (empty) return { demo, site: { ...site, name: "Site", country: null, area_m2: null, hours: [], buildings: [] }, equipment: [] };
  const floors = FLOORS.map((name, at) => ({
    id: 6 - at, name, level: 6 - at, points: 0,
    spaces: ROOMS.map((_, place) => ({ id: (6 - at) * 100 + place, name: roomName(6 - at, place), points: 0 })),
  }));
  return { demo, site: { ...site, buildings: [{ id: 1, name: "Quay House", floors }] }, equipment: [] };
}

/** The name of a floor's space, counted from 0. */
export function roomName(floor: number, place: number): string {
  return `${floor}.${String(place + 1).padStart(2, "0")} ${ROOMS[place] ?? ""}`;
}

/** Counts points into their places. */
export function countPoints(places: PlacesView, points: readonly { floor: number | null; space: number | null; equipment: number | null; accepted: boolean }[]): PlacesView {
  const many = (is: (point: (typeof points)[number]) => boolean) => points.filter(is).length;
  return {
    ...places,
    site: {
      ...places.site,
      buildings: places.site.buildings.map((building) => ({
        ...building,
        floors: building.floors.map((floor) => ({
          ...floor,
          points: many((point) => point.floor === floor.id),
          spaces: floor.spaces.map((space) => ({ ...space, points: many((point) => point.space === space.id) })),
        })),
      })),
    },
    equipment: places.equipment.map((one) => ({ ...one, points: many((point) => point.equipment === one.id) })),
  };
}

/** The model after a change, as the engine would answer it; `refusal` says what it would not do. */
export function changed(places: PlacesView, change: PlaceChange): PlacesView {
  const { site } = places;
  const next = 1 + Math.max(1_000, ...site.buildings.flatMap((one) => [one.id, ...one.floors.flatMap((floor) => [floor.id, ...floor.spaces.map((space) => space.id)])]), ...places.equipment.map((one) => one.id));
  const buildings = (map: (one: (typeof site.buildings)[number]) => (typeof site.buildings)[number]) => ({ ...places, site: { ...site, buildings: site.buildings.map(map) } });
  const floors = (map: (one: (typeof site.buildings)[number]["floors"][number]) => (typeof site.buildings)[number]["floors"][number]) =>
    buildings((one) => ({ ...one, floors: one.floors.map(map).sort((a, b) => b.level - a.level) }));
  const equipment = (list: EquipmentView[]) => ({ ...places, equipment: list });
  switch (change.do) {
    case "set_site": {
      const { name, timezone, country, area_m2, hours } = change;
      return { ...places, site: { ...site, name, timezone, country, area_m2, hours } };
    }
    case "set_meters": return { ...places, site: { ...site, meters: change.points } };
    case "add_building": return { ...places, site: { ...site, buildings: [...site.buildings, { id: next, name: change.name, floors: [] }] } };
    case "rename_building": return buildings((one) => (one.id === change.building ? { ...one, name: change.name } : one));
    case "remove_building": return { ...places, site: { ...site, buildings: site.buildings.filter((one) => one.id !== change.building) } };
    case "add_floor":
      return buildings((one) =>
        one.id === change.building
          ? { ...one, floors: [...one.floors, { id: next, name: change.name, level: change.level, points: 0, spaces: [] }].sort((a, b) => b.level - a.level) }
          : one,
      );
    case "change_floor": return floors((one) => (one.id === change.floor ? { ...one, name: change.name, level: change.level } : one));
    case "remove_floor": return buildings((one) => ({ ...one, floors: one.floors.filter((floor) => floor.id !== change.floor) }));
    case "add_space": return floors((one) => (one.id === change.floor ? { ...one, spaces: [...one.spaces, { id: next, name: change.name, points: 0 }] } : one));
    case "rename_space": return floors((one) => ({ ...one, spaces: one.spaces.map((space) => (space.id === change.space ? { ...space, name: change.name } : space)) }));
    case "remove_space": return floors((one) => ({ ...one, spaces: one.spaces.filter((space) => space.id !== change.space) }));
    case "add_equipment": return equipment([...places.equipment, { id: next, name: change.name, kind: change.kind, space: change.space, points: 0 }]);
    case "change_equipment": {
      const { name, kind, space } = change;
      return equipment(places.equipment.map((one) => (one.id === change.equipment ? { ...one, name, kind, space } : one)));
    }
    case "remove_equipment": return equipment(places.equipment.filter((one) => one.id !== change.equipment));
  }
}

/** Why a change is refused: what still holds something is not removed, and a name stands once among its neighbours. */
export function refusal(places: PlacesView, change: PlaceChange): Failure | null {
  const { buildings } = places.site;
  const floors = buildings.flatMap((one) => one.floors);
  const holds = (name: string, what: string): Failure => ({ code: "bad_request", message: `${name} still holds ${what}. Nothing was removed.`, hint: "Move or remove what is in it first." });
  switch (change.do) {
    case "remove_building": {
      const found = buildings.find((one) => one.id === change.building);
      return found === undefined || found.floors.length === 0 ? null : holds(found.name, `${found.floors.length} floors`);
    }
    case "remove_floor": {
      const found = floors.find((one) => one.id === change.floor);
      return found === undefined || found.spaces.length + found.points === 0 ? null : holds(found.name, `${found.spaces.length} spaces and ${found.points} points`);
    }
    case "remove_space": {
      const found = floors.flatMap((one) => one.spaces).find((one) => one.id === change.space);
      return found === undefined || found.points === 0 ? null : holds(found.name, `${found.points} points`);
    }
    case "remove_equipment": {
      const found = places.equipment.find((one) => one.id === change.equipment);
      return found === undefined || found.points === 0 ? null : holds(found.name, `${found.points} points`);
    }
    case "add_building": {
      if (!buildings.some((one) => one.name === change.name)) return null;
      return { code: "bad_request", message: `There is a building of the name ${change.name} already.`, hint: "Choose another name." };
    }
    default:
      return null;
  }
}

function weekdays(): PlacesView["site"]["hours"] {
  return [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: "07:00", to: "19:00" }));
}
