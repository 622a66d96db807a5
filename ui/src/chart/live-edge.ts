// The newest readings of one point as they came, kept in a ring: a chart's live edge between two loads.

const READINGS_MAX = 4_096;

/** A ring of readings in order of time. */
export class LiveEdge {
  #times: Float64Array;
  #values: Float64Array;
  #start = 0;
  #length = 0;

  constructor(readonly capacity: number = READINGS_MAX) {
    this.#times = new Float64Array(capacity);
    this.#values = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a reading; one that is not newer than the last is left out. */
  push(time: number, value: number): boolean {
    if (this.#length > 0 && time <= this.time(this.#length - 1)) return false;
    const at = (this.#start + this.#length) % this.capacity;
    this.#times[at] = time;
    this.#values[at] = value;
    if (this.#length < this.capacity) this.#length += 1;
    else this.#start = (this.#start + 1) % this.capacity;
    return true;
  }

  /** The time at this place, oldest first. */
  time(place: number): number {
    return this.#times[(this.#start + place) % this.capacity] ?? NaN;
  }

  /** The value at this place, oldest first. */
  value(place: number): number {
    return this.#values[(this.#start + place) % this.capacity] ?? NaN;
  }

  /** The first place later than this time. */
  after(time: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.time(middle) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The live edges of several points. */
export class LiveEdges {
  #edges = new Map<string, LiveEdge>();

  /** Forgets all but these, and begins those that are new. */
  keep(codes: readonly string[]): void {
    for (const code of this.#edges.keys()) if (!codes.includes(code)) this.#edges.delete(code);
    for (const code of codes) if (!this.#edges.has(code)) this.#edges.set(code, new LiveEdge());
  }

  get(code: string): LiveEdge | null {
    return this.#edges.get(code) ?? null;
  }
}
