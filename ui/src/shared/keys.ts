// Which key presses belong to a page, and which to the control that has the focus.

/** By how many rows a key moves in a list: J, K and the arrows by one, the page keys by a page, Home and End to the ends; undefined for other keys. */
export function rowsMoved(key: string, page: number): number | undefined {
  const moves: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: page, PageUp: -page, End: Infinity, Home: -Infinity };
  return Object.hasOwn(moves, key) ? moves[key] : undefined;
}

/** Whether a page must leave this key alone: somebody types, a dialog is open, or a modifier makes it another key. */
export function taken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return true;
  if (document.querySelector("[role=dialog]") !== null) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (target === null) return false;
  if (target.closest("input, textarea, select, [contenteditable=true]") !== null) return true;
  return (event.key === "Enter" || event.key === " ") && target.closest("button, a") !== null;
}
