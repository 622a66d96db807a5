// One line at the bottom that says what was just done, with at most one action. Never the only place where it is said.

/** What is said. */
export interface Toast {
  readonly words: string;
  /** `Undo`, and what it does. */
  readonly action: { readonly word: string; readonly run: () => void } | null;
}

/** The newest toast; the frame shows it for six seconds, and as long as it is pointed at. */
class Toasts {
  newest = $state.raw<Toast | null>(null);
  /** Height in pixels of the bar at the page's foot, whose buttons no toast covers; 0 without one. */
  foot = $state(0);

  say(words: string, action: Toast["action"] = null): void {
    this.newest = { words, action };
  }

  clear(): void {
    this.newest = null;
  }
}

export const toasts = new Toasts();
