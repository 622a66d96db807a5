// The fake's changes to its model: made as the engine would make them, refused as it would refuse them.

import type { CurrentView, EquipmentView, Failure, ModelChange, PlacesView, PointCode, PointDetailView, PointEdit, RelationEnd } from "./bindings";
import { countPoints } from "./fake-places";

/** What changes can change: the places, the points, and what is said of points beside. */
export interface FakeModel {
  places: PlacesView;
  views: Map<PointCode, CurrentView>;
  details: Map<PointCode, PointDetailView>;
}

type Site = PlacesView["site"];
type Building = Site["buildings"][number];
type Floor = Building["floors"][number];

const BLANK: PointDetailView = { role: null, tags: {}, states: {}, limits: {}, expected_s: null, description: null, place: null, zone: null };

/** Everything that is said of a point beside what every list shows. */
export function detailOf(model: FakeModel, code: PointCode): PointDetailView {
  const view = model.views.get(code);
  const said = model.details.get(code) ?? { ...BLANK, role: view?.unit === "°C" && view.kind === "sensor" ? "zone-air-temp" : null, tags: view?.unit === "°C" ? { air: null, temp: null } : {} };
  const place = view === undefined ? null : view.space !== null ? ({ is: "space", id: view.space } as const) : view.floor !== null ? ({ is: "floor", id: view.floor } as const) : view.building !== null ? ({ is: "building", id: view.building } as const) : null;
  return { ...said, place, zone: view?.zone ?? null };
}

/** The model after a change, and the number of what it added; throws the refusal of one that cannot be made. */
export function changedModel(model: FakeModel, change: ModelChange): { model: FakeModel; made: number | null } {
  const refused = refusalOf(model, change);
  if (refused !== null) throw refused;
  if (change.do === "edit_points") return { model: edited(model, change.points, change.edits), made: null };
  if (change.do === "return_points") return { model: returned(model, change.points), made: null };
  const next = nextNumber(model.places);
  const places = placed(model.places, change, next);
  return { model: renamedPlaces({ ...model, places }), made: change.do.startsWith("add_") ? next : null };
}

function placed({ site, equipment, relations, ...rest }: PlacesView, change: ModelChange, next: number): PlacesView {
  const whole = (now: Partial<PlacesView>): PlacesView => ({ site, equipment, relations, ...rest, ...now });
  const buildings = (map: (one: Building) => Building): PlacesView => whole({ site: { ...site, buildings: site.buildings.map(map) } });
  const floors = (map: (one: Floor) => Floor): PlacesView => buildings((one) => ({ ...one, floors: one.floors.map(map) }));
  const without = (is: RelationEnd["is"], id: number) => relations.filter((one) => !(one.to.is === is && one.to.id === id) && !(is === "equipment" && one.from === id));
  switch (change.do) {
    case "add_building": return whole({ site: { ...site, buildings: [...site.buildings, { id: next, name: change.name, points: 0, floors: [] }] } });
    case "rename_building": return buildings((one) => (one.id === change.building ? { ...one, name: change.name } : one));
    case "remove_building": return whole({ site: { ...site, buildings: site.buildings.filter((one) => one.id !== change.building) }, relations: without("building", change.building) });
    case "add_floor": return buildings((one) => (one.id === change.building ? withFloor(one, { id: next, name: change.name, level: change.level, points: 0, spaces: [], zones: [] }) : one));
    case "change_floor": {
      const floor = site.buildings.flatMap((one) => one.floors).find((one) => one.id === change.floor);
      if (floor === undefined) return whole({});
      const moved = { ...floor, name: change.name, level: change.level };
      return buildings((one) => {
        const left = { ...one, floors: one.floors.filter((other) => other.id !== floor.id) };
        return one.id === change.building ? withFloor(left, moved) : left;
      });
    }
    case "remove_floor": return { ...buildings((one) => ({ ...one, floors: one.floors.filter((floor) => floor.id !== change.floor) })), relations: without("floor", change.floor) };
    case "add_space": return floors((one) => (one.id === change.floor ? { ...one, spaces: [...one.spaces, { id: next, name: change.name, points: 0 }] } : one));
    case "change_space": {
      const space = site.buildings.flatMap((one) => one.floors.flatMap((floor) => floor.spaces)).find((one) => one.id === change.space);
      if (space === undefined) return whole({});
      return floors((one) => {
        if (one.spaces.includes(space) && one.id === change.floor) return { ...one, spaces: one.spaces.map((other) => (other === space ? { ...space, name: change.name } : other)) };
        const left = one.spaces.filter((other) => other !== space);
        if (one.id === change.floor) return { ...one, spaces: [...left, { ...space, name: change.name }] };
        return { ...one, spaces: left, zones: one.zones.map((zone) => ({ ...zone, spaces: zone.spaces.filter((other) => other !== space.id) })) };
      });
    }
    case "remove_space": return { ...floors((one) => ({ ...one, spaces: one.spaces.filter((space) => space.id !== change.space), zones: one.zones.map((zone) => ({ ...zone, spaces: zone.spaces.filter((other) => other !== change.space) })) })), relations: without("space", change.space) };
    case "add_zone": return floors((one) => (one.id === change.floor ? { ...one, zones: [...one.zones, { id: next, name: change.name, spaces: change.spaces, points: 0 }] } : one));
    case "change_zone": return floors((one) => ({ ...one, zones: one.zones.map((zone) => (zone.id === change.zone ? { ...zone, name: change.name, spaces: change.spaces } : zone)) }));
    case "remove_zone": return { ...floors((one) => ({ ...one, zones: one.zones.filter((zone) => zone.id !== change.zone) })), relations: without("zone", change.zone) };
    case "add_equipment": return whole({ equipment: [...equipment, { id: next, ...change.words, space: spaceOf(change.words), points: 0 }] });
    case "change_equipment": return whole({ equipment: equipment.map((one) => (one.id === change.equipment ? { ...one, ...change.words, space: spaceOf(change.words) } : one)) });
    case "remove_equipment": return whole({ equipment: equipment.filter((one) => one.id !== change.equipment), relations: without("equipment", change.equipment) });
    case "relate": return whole({ relations: [...relations, change.relation] });
    case "unrelate": return whole({ relations: relations.filter((one) => JSON.stringify(one) !== JSON.stringify(change.relation)) });
    case "edit_points":
    case "return_points": return whole({});
  }
}

function withFloor(building: Building, floor: Floor): Building {
  return { ...building, floors: [...building.floors, floor].sort((a, b) => b.level - a.level) };
}

function spaceOf({ place }: { place: EquipmentView["place"] }): number | null {
  return place?.is === "space" ? place.id : null;
}

function nextNumber({ site, equipment }: PlacesView): number {
  const numbers = site.buildings.flatMap((one) => [one.id, ...one.floors.flatMap((floor) => [floor.id, ...floor.spaces.map((space) => space.id), ...floor.zones.map((zone) => zone.id)])]);
  return 1 + Math.max(1_000, ...numbers, ...equipment.map((one) => one.id));
}

function edited(model: FakeModel, codes: readonly PointCode[], edits: readonly PointEdit[]): FakeModel {
  const views = new Map(model.views);
  const details = new Map(model.details);
  for (const code of codes) {
    let view = views.get(code);
    let detail = detailOf({ ...model, views, details }, code);
    if (view === undefined) continue;
    for (const edit of edits) {
      switch (edit.set) {
        case "accepted": view = { ...view, accepted: true }; break;
        case "name": view = { ...view, name: edit.name }; break;
        case "kind": view = { ...view, kind: edit.kind }; break;
        case "unit": view = { ...view, unit: edit.unit }; break;
        case "role": detail = { ...detail, role: edit.role }; break;
        case "tags": detail = { ...detail, tags: edit.tags }; break;
        case "add_tags": detail = { ...detail, tags: { ...detail.tags, ...edit.tags } }; break;
        case "remove_tags": detail = { ...detail, tags: Object.fromEntries(Object.entries(detail.tags).filter(([name]) => !edit.names.includes(name))) }; break;
        case "limits": detail = { ...detail, limits: edit.limits }; break;
        case "expected": detail = { ...detail, expected_s: edit.seconds }; break;
        case "description": detail = { ...detail, description: edit.words }; break;
        case "place": view = at(model.places.site, view, edit.place); break;
        case "zone": view = { ...view, zone: edit.zone }; break;
        case "equipment": view = { ...view, equipment: edit.equipment }; break;
      }
    }
    views.set(code, view);
    details.set(code, detail);
  }
  return { ...model, views, details };
}

/** A point in another place, with its words. */
function at(site: Site, view: CurrentView, place: EquipmentView["place"]): CurrentView {
  for (const building of site.buildings) {
    if (place?.is === "building" && building.id === place.id) return { ...view, building: building.id, floor: null, zone: null, space: null, place: `${site.name} › ${building.name}` };
    for (const floor of building.floors) {
      const zone = floor.zones.some((one) => one.id === view.zone) ? view.zone : null;
      const words = `${site.name} › ${building.name} › ${floor.name}`;
      if (place?.is === "floor" && floor.id === place.id) return { ...view, building: building.id, floor: floor.id, zone, space: null, place: words };
      const space = place?.is === "space" ? floor.spaces.find((one) => one.id === place.id) : undefined;
      if (space !== undefined) return { ...view, building: building.id, floor: floor.id, zone, space: space.id, place: `${words} › ${space.name}` };
    }
  }
  return { ...view, building: null, floor: null, zone: null, space: null, place: "" };
}

function returned(model: FakeModel, codes: readonly PointCode[]): FakeModel {
  const views = new Map(model.views);
  for (const code of codes) {
    const view = views.get(code);
    if (view !== undefined) views.set(code, { ...view, accepted: false, building: null, floor: null, zone: null, space: null, equipment: null, place: "" });
  }
  return { ...model, views };
}

/** Names of places stand beside every point. */
function renamedPlaces(model: FakeModel): FakeModel {
  const { site } = model.places;
  const views = new Map([...model.views].map(([code, view]) => [code, view.building === null && view.floor === null && view.space === null ? view : at(site, view, detailOf(model, code).place)] as const));
  return { ...model, views };
}

/** What still holds something is not removed, a name stands once among its neighbours, nothing is a part of itself. */
function refusalOf(model: FakeModel, change: ModelChange): Failure | null {
  const places = countPoints(model.places, [...model.views.values()]);
  const { buildings } = places.site;
  const floors = buildings.flatMap((one) => one.floors);
  const refused = (message: string, hint: string): Failure => ({ code: "bad_request", message: `${message} Nothing was changed.`, hint });
  const taken = (what: string, name: string): Failure => ({ ...refused(`There is a ${what} "${name}" in the same place already.`, "Choose another name."), field: "name" });
  const holds = (name: string, counts: readonly [number, string][]): Failure | null => {
    const inside = counts.filter(([many]) => many > 0).map(([many, what]) => (many === 1 ? `1 ${what}` : `${many} ${what === "piece of equipment" ? "pieces of equipment" : `${what}s`}`));
    return inside.length === 0 ? null : refused(`"${name}" still holds ${inside.join(" and ")}.`, "Move or remove first what is in it.");
  };
  const stands = (is: "building" | "floor" | "space", id: number) => places.equipment.filter((one) => one.place?.is === is && one.place.id === id).length;
  switch (change.do) {
    case "remove_building": {
      const found = buildings.find((one) => one.id === change.building);
      return found === undefined ? null : holds(found.name, [[found.floors.length, "floor"], [stands("building", found.id), "piece of equipment"]]);
    }
    case "remove_floor": {
      const found = floors.find((one) => one.id === change.floor);
      return found === undefined ? null : holds(found.name, [[found.spaces.length, "space"], [found.zones.length, "zone"], [stands("floor", found.id), "piece of equipment"], [found.spaces.length === 0 ? found.points : 0, "point"]]);
    }
    case "remove_space": {
      const found = floors.flatMap((one) => one.spaces).find((one) => one.id === change.space);
      return found === undefined ? null : holds(found.name, [[stands("space", found.id), "piece of equipment"], [found.points, "point"]]);
    }
    case "remove_equipment": {
      const found = places.equipment.find((one) => one.id === change.equipment);
      return found === undefined ? null : holds(found.name, [[found.points, "point"]]);
    }
    case "add_building": return buildings.some((one) => one.name === change.name) ? taken("building", change.name) : null;
    case "add_equipment":
    case "change_equipment": return change.words.kind.length > 256 ? { ...refused("Kind: it is too long.", ""), field: "kind" } : null;
    case "relate": {
      const { from, to } = change.relation;
      const name = (id: number) => places.equipment.find((one) => one.id === id)?.name ?? "";
      if (to.is === "equipment" && to.id === from) return refused(`"${name(from)}" cannot feed itself.`, "Choose another end.");
      return places.relations.some((one) => JSON.stringify(one) === JSON.stringify(change.relation)) ? refused(`"${name(from)}" has that relation already.`, "") : null;
    }
    default: return null;
  }
}
