// The fake's model: site, buildings, floors, spaces, zones, equipment.

import type { PlacesView } from "./bindings";

const FLOORS = ["Floor 6", "Floor 5", "Floor 4", "Floor 3", "Floor 2", "Floor 1"];
const ROOMS = ["Office NW", "Team room", "Project room", "Boardroom", "Office NE", "West open office", "East open office", "Meeting", "Kitchen, print"];

/** The fake's site, with nothing in it where there are no points. */
export function makePlaces(empty: boolean, demo: boolean): PlacesView {
  const site = { id: 1, name: demo ? "Demo building" : "Harbour Campus", timezone: "Europe/Amsterdam", country: "NL", area_m2: 8_520, hours: weekdays(), meters: [] };
  if (empty) return { demo, site: { ...site, name: "Site", country: null, area_m2: null, hours: [], buildings: [] }, equipment: [], relations: [] };
  const floors = FLOORS.map((name, at) => ({
    id: 6 - at, name, level: 6 - at, points: 0,
    spaces: ROOMS.map((_, place) => ({ id: (6 - at) * 100 + place, name: roomName(6 - at, place), points: 0 })),
    zones: at % 2 === 0 ? [{ id: 6 - at, name: `Zone ${6 - at} North`, spaces: [(6 - at) * 100, (6 - at) * 100 + 4], points: 0 }] : [],
  }));
  return { demo, site: { ...site, buildings: [{ id: 1, name: "Quay House", points: 0, floors }] }, equipment: [], relations: [] };
}

/** The name of a floor's space, counted from 0. */
export function roomName(floor: number, place: number): string {
  return `${floor}.${String(place + 1).padStart(2, "0")} ${ROOMS[place] ?? ""}`;
}

/** Counts points into their places. */
export function countPoints(places: PlacesView, points: readonly { building: number | null; floor: number | null; zone: number | null; space: number | null; equipment: number | null; accepted: boolean }[]): PlacesView {
  const many = (is: (point: (typeof points)[number]) => boolean) => points.filter(is).length;
  return {
    ...places,
    site: {
      ...places.site,
      buildings: places.site.buildings.map((building) => ({
        ...building,
        points: many((point) => point.building === building.id),
        floors: building.floors.map((floor) => ({
          ...floor,
          points: many((point) => point.floor === floor.id),
          spaces: floor.spaces.map((space) => ({ ...space, points: many((point) => point.space === space.id) })),
          zones: floor.zones.map((zone) => ({ ...zone, points: many((point) => point.zone === zone.id) })),
        })),
      })),
    },
    equipment: places.equipment.map((one) => ({ ...one, points: many((point) => point.equipment === one.id) })),
  };
}

function weekdays(): PlacesView["site"]["hours"] {
  return [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: "07:00", to: "19:00" }));
}
