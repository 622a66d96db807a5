// The small curves of the rows in view: asked for when scrolling rests, kept for a minute, never for a hidden row.

import type { PointCode, Timestamp } from "../ipc/bindings";
import type { Door } from "../ipc/door";

/** What a curve covers. */
export const SPARK_MS = 2 * 3_600_000;
/** How many values a curve has. */
export const SPARK_BUCKETS = 60;
/** As many as the engine answers at once. */
export const SPARKS_MAX = 100;
/** A curve is asked for again after this. */
export const KEEP_MS = 60_000;
const REST_MS = 150;
/** Curves kept at most: scrolling through all points of a campus must not keep them all. */
const KEPT_MAX = 1_000;

interface Kept {
  readonly asked: Timestamp;
  readonly values: readonly (number | null)[] | null;
}

/** Curves by point. */
export class Sparks {
  /** Grows with each answer. */
  version = $state(0);

  #door: Door;
  #clock: () => Timestamp;
  #kept = new Map<PointCode, Kept>();
  #wanted: readonly PointCode[] = [];
  #rest: ReturnType<typeof setTimeout> | null = null;
  #asking = false;

  constructor(door: Door, clock: () => Timestamp) {
    this.#door = door;
    this.#clock = clock;
  }

  /** The curve of this point, as far as it is known. */
  of(code: PointCode): readonly (number | null)[] | null {
    return this.#kept.get(code)?.values ?? null;
  }

  /** Says which points are in view; what is missing of them is asked for once this has not changed for a moment. */
  want(codes: readonly PointCode[]): void {
    const moved = codes.length !== this.#wanted.length || codes.some((code, place) => code !== this.#wanted[place]);
    this.#wanted = codes;
    if (this.#rest !== null) {
      if (!moved) return;
      clearTimeout(this.#rest);
      this.#rest = null;
    }
    if (this.#asking || this.#missing().length === 0) return;
    this.#rest = setTimeout(() => {
      this.#rest = null;
      void this.#ask();
    }, REST_MS);
  }

  /** Asks for nothing any more. */
  stop(): void {
    if (this.#rest !== null) clearTimeout(this.#rest);
    this.#rest = null;
    this.#wanted = [];
  }

  #missing(): PointCode[] {
    const before = this.#clock() - KEEP_MS;
    return this.#wanted.filter((code) => (this.#kept.get(code)?.asked ?? -Infinity) <= before).slice(0, SPARKS_MAX);
  }

  async #ask(): Promise<void> {
    const points = this.#missing();
    if (points.length === 0) return;
    const to = Math.floor(this.#clock());
    this.#asking = true;
    try {
      const curves = await this.#door.call("sparks", { points, range: { from: to - SPARK_MS, to }, buckets: SPARK_BUCKETS });
      points.forEach((code, place) => this.#keep(code, { asked: to, values: curves[place] ?? null }));
      this.version += 1;
    } catch {
      // A curve is an extra: the one shown last stays, and it is asked for again with the next minute.
      for (const code of points) this.#keep(code, { asked: to, values: this.of(code) });
    } finally {
      this.#asking = false;
    }
    if (this.#wanted.length > 0) this.want(this.#wanted);
  }

  #keep(code: PointCode, kept: Kept): void {
    this.#kept.delete(code);
    this.#kept.set(code, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_MAX) return;
      this.#kept.delete(oldest);
    }
  }
}
