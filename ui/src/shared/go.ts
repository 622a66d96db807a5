// Where a page can send the operator; the frame decides what an address looks like.

import type { PointCode } from "../ipc/bindings";

/** The parts of Setup. */
export type SetupPart = "connections" | "found" | "model" | "health" | "computer";

/** The ways between pages. */
export interface Go {
  overview(): void;
  /** To a floor, or to all points where none is named; with the faceplate of a point where one is. */
  floor(floor: number | null, point?: PointCode): void;
  /** To the trend of these points. */
  trends(points: readonly PointCode[]): void;
  setup(part: SetupPart): void;
}
