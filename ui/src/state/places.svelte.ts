// The model as screens see it: the site, its buildings, floors and spaces, the equipment, and the place that is picked.

import type { BuildingView, ChangePoint, EquipmentView, Failure, FloorView, PlaceChange, PlacesView, SpaceView } from "../ipc/bindings";
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

  /** Changes the model; gives the failure where it was refused. */
  async change(change: PlaceChange): Promise<Failure | null> {
    try {
      this.view = await this.#door.call("change_places", { change });
      return null;
    } catch (reason) {
      return toFailure(reason);
    }
  }

  /** Changes what is said of a point; gives the failure where it was refused. */
  async changePoint(change: ChangePoint): Promise<Failure | null> {
    try {
      await this.#door.call("change_point", change);
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
