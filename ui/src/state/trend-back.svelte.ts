// What was shown before each zoom and shift, so that they can be taken back one by one.

import type { Timestamp } from "../ipc/bindings";
import type { Span } from "./trend-range";

/** Turns of the wheel and steps of a drag that follow each other within this are taken back as one. */
const GESTURE_MS = 600;
const VIEWS_MAX = 50;

/** The views of before, newest last. */
export class Back {
  /** Whether there is one. */
  can = $state(false);

  #views: Span[] = [];
  #gestureAt = -Infinity;

  remember({ from, to, following }: Span): void {
    this.#views.push({ from, to, following });
    if (this.#views.length > VIEWS_MAX) this.#views.shift();
    this.can = true;
  }

  /** Notes the view before a step of a gesture, unless that gesture is under way. */
  gesture(view: Span, now: Timestamp): void {
    if (now - this.#gestureAt > GESTURE_MS) this.remember(view);
    this.#gestureAt = now;
  }

  take(): Span | undefined {
    const view = this.#views.pop();
    this.can = this.#views.length > 0;
    this.#gestureAt = -Infinity;
    return view;
  }

  clear(): void {
    this.#views = [];
    this.can = false;
  }
}
