// Where a page can send the operator; the frame decides what an address looks like.

import type { PointCode } from "../ipc/bindings";

/** The parts of Setup. */
export type SetupPart = "connections" | "topics" | "found" | "quarantine" | "mappings" | "model" | "health" | "computer";

/** Which list of Floors: a floor by its number, the points that are on none, or all points. */
export type FloorChoice = number | "none" | null;

/** The ways between pages. */
export interface Go {
  overview(): void;
  /** To a floor, to the points that are not placed, or to all; with the faceplate of a point where one is named. */
  floor(floor: FloorChoice, point?: PointCode): void;
  /** To the trend of these points. */
  trends(points: readonly PointCode[]): void;
  setup(part: SetupPart): void;
}
