// How found points stand in a list: in what order, under which heads, and which words find them.

import type { FoundView, PointCode } from "../ipc/bindings";

/** The head of a device: what its points have in common; nothing where they differ. */
export interface Head {
  kind: "head";
  key: string;
  /** What it calls itself, else what it seems to be. */
  device: string;
  model: string;
  connection: string | null;
  convention: string | null;
  online: boolean | null;
  /** Where all of its points would be; empty where they differ. */
  place: string;
  codes: readonly PointCode[];
  folded: boolean;
}

/** A line of the list: the head of a device, or one of its points. */
export type Line = Head | { kind: "point"; key: string; of: FoundView };

const order = new Intl.Collator("en", { numeric: true });

/** Points of one device have one key. */
export function deviceKey(of: FoundView): string {
  return `${of.connection ?? ""}\n${of.proposal.device}`;
}

/** Heads, each followed by its points unless it is folded; the points must be in order. */
export function linesOf(shown: readonly FoundView[], folded: ReadonlySet<string>): readonly Line[] {
  const groups: { key: string; points: FoundView[] }[] = [];
  for (const one of shown) {
    const key = deviceKey(one);
    const last = groups.at(-1);
    if (last?.key === key) last.points.push(one);
    else groups.push({ key, points: [one] });
  }
  return groups.flatMap(({ key, points }) => {
    const head = headOf(key, points, folded.has(key));
    return head.folded ? [head] : [head, ...points.map((of): Line => ({ kind: "point", key: of.point, of }))];
  });
}

function headOf(key: string, points: readonly FoundView[], folded: boolean): Head {
  const first = points[0];
  const told = (of: (one: FoundView) => string | null) => points.map(of).find((one) => one !== null && one !== "") ?? "";
  const same = <T>(of: (one: FoundView) => T, differing: T): T => (first !== undefined && points.every((one) => of(one) === of(first)) ? of(first) : differing);
  return {
    kind: "head", key, folded,
    device: told((one) => one.device.name) || (first?.proposal.device ?? ""),
    model: told((one) => one.device.model),
    connection: first?.connection ?? null,
    convention: same((one) => one.convention, null),
    online: points.find((one) => one.device.online !== null)?.device.online ?? null,
    place: same((one) => placeWord(one), ""),
    codes: points.map((one) => one.point),
  };
}

/** `Floor 3 › 3.04 Office › VAV-3-04`: where a point would be, from the outside to the inside. */
export function placeWord(of: FoundView): string {
  const { floor, space, equipment } = of.proposal;
  return [floor, space, equipment?.name ?? null].filter((one) => one !== null && one !== "").join(" › ");
}

/** What a point arrives as inside its device: the path in the payload, else the rest of the topic. */
export function arrivesAs(of: FoundView): string {
  if (of.path !== "") return of.path.replace(/^\//, "");
  const { device } = of.proposal;
  if (of.topic.startsWith(`${device}/`) && of.topic.length > device.length + 1) return of.topic.slice(device.length + 1);
  return of.topic.split("/").at(-1) || of.topic;
}

/** Everything a filter by words looks at, in small letters. */
export function textOf(one: FoundView): string {
  const { name, device, kind, unit, role, because } = one.proposal;
  return [name, device, one.device.name ?? "", one.device.model ?? "", kind, unit ?? "", role ?? "", placeWord(one), ...because, one.topic, one.path, one.connection ?? ""].join("\n").toLowerCase();
}

/** The order of the list: by connection, device, topic and path. */
export function byDevice(one: FoundView, other: FoundView): number {
  return (
    order.compare(one.connection ?? "", other.connection ?? "") || order.compare(one.proposal.device, other.proposal.device) ||
    order.compare(one.topic, other.topic) || order.compare(one.path, other.path) || order.compare(one.point, other.point)
  );
}
