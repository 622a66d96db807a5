// A value that would mean something else, in words.

import type { ChangedValue } from "../../ipc/bindings";
import { count, plural } from "../../shared/format";

/** What of it is read otherwise, and which points it is. */
export function changedWords({ name, was, now, points, named }: ChangedValue): string {
  const more = points - named.length;
  return `“${name}”: ${was} before, ${now} now. ${plural(points, "known point")}: ${named.join(", ")}${more > 0 ? ` and ${count(more)} more` : ""}.`;
}
