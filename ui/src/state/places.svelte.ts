// The model as screens see it: the site, its buildings, floors and spaces, the equipment, and the place that is picked.

import type { BuildingView, EquipmentView, Failure, FloorView, ModelChange, ModelChanged, PlacesView, PointCode, SetSite, SpaceView } from "../ipc/bindings";
import type { Door } from "../ipc/door";
import { toFailure } from "../ipc/failure";
import type { FloorChoice } from "../shared/go";

/** A floor with the building it is in. */
export interface FloorAt {
  readonly building: BuildingView;
  readonly floor: FloorView;
}

/** The model, asked for anew whenever it or the points change. */
export class Places {
  view = $state.raw<PlacesView | null>(null);
  failure = $state<Failure | null>(null);
  /** The list of Floors that is picked; stays while the entries of the rail change. */
  picked = $state<FloorChoice>(null);

  readonly floors: readonly FloorAt[] = $derived((this.view?.site.buildings ?? []).flatMap((building) => building.floors.map((floor) => ({ building, floor }))));
  readonly #spaces = $derived(new Map(this.floors.flatMap(({ floor }) => floor.spaces.map((space) => [space.id, space] as const))));
  readonly #equipment = $derived(new Map((this.view?.equipment ?? []).map((one) => [one.id, one] as const)));

  #door: Door;
  #asking = 0;

  constructor(door: Door) {
    this.#door = door;
  }

  /** Asks for the model. */
  async load(): Promise<void> {
    this.#asking += 1;
    const asking = this.#asking;
    try {
      const view = await this.#door.call("places", {});
      if (asking !== this.#asking) return;
      this.view = view;
      this.failure = null;
    } catch (reason) {
      if (asking === this.#asking) this.failure = toFailure(reason);
    }
  }

  /** Changes the model, all or nothing; gives what became of it, or the failure where it was refused. */
  async changeModel(changes: ModelChange[]): Promise<{ done: ModelChanged } | { refused: Failure }> {
    try {
      const done = await this.#door.call("change_model", { changes });
      this.view = done.places;
      return { done };
    } catch (reason) {
      return { refused: toFailure(reason) };
    }
  }

  /** Sets all that is known of the site; gives the failure where it was refused. */
  async setSite(site: SetSite): Promise<Failure | null> {
    try {
      this.view = await this.#door.call("set_site", site);
      return null;
    } catch (reason) {
      return toFailure(reason);
    }
  }

  /** Says which registers count what the site takes; gives the failure where it was refused. */
  async setMeters(points: PointCode[]): Promise<Failure | null> {
    try {
      this.view = await this.#door.call("set_meters", { points });
      return null;
    } catch (reason) {
      return toFailure(reason);
    }
  }

  /** The floor of this number with its building. */
  floor(id: FloorChoice): FloorAt | undefined {
    return typeof id !== "number" ? undefined : this.floors.find((one) => one.floor.id === id);
  }

  space(id: number | null): SpaceView | undefined {
    return id === null ? undefined : this.#spaces.get(id);
  }

  equipment(id: number | null): EquipmentView | undefined {
    return id === null ? undefined : this.#equipment.get(id);
  }
}
