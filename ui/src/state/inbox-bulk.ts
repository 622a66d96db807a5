// One change of many found points at once: what it makes of each name, kind, unit and role.

import type { FoundEdit, Kind } from "../ipc/bindings";

/** What is written over many; what is none or empty stays as it is. */
export interface Bulk {
  kind: Kind | null;
  /** A unit, or no unit at all. */
  unit: { to: string | null } | null;
  role: string;
  /** Put before each name, with a space. */
  before: string;
  /** Every place of this text in a name gives way to `replace`; large and small letters are one. */
  find: string;
  replace: string;
}

/** Changes nothing. */
export const UNCHANGED: Bulk = { kind: null, unit: null, role: "", before: "", find: "", replace: "" };

/** Whether it changes nothing. */
export function isUnchanged(bulk: Bulk): boolean {
  return bulk.kind === null && bulk.unit === null && bulk.role.trim() === "" && bulk.before.trim() === "" && bulk.find === "";
}

/** A name after the change; replaced first, so that the word before it is never looked through. */
export function renamed(name: string, bulk: Bulk): string {
  const replaced = bulk.find === "" ? name : name.replaceAll(new RegExp(escaped(bulk.find), "giu"), () => bulk.replace);
  const before = bulk.before.trim();
  return (before === "" ? replaced : `${before} ${replaced}`).replaceAll(/ {2,}/g, " ").trim();
}

/** A point after the change. */
export function changedBy(edit: FoundEdit, bulk: Bulk): FoundEdit {
  return {
    ...edit,
    name: renamed(edit.name, bulk),
    kind: bulk.kind ?? edit.kind,
    unit: bulk.unit === null ? edit.unit : bulk.unit.to,
    role: bulk.role.trim() === "" ? edit.role : bulk.role.trim(),
  };
}

/** The text as a pattern that matches itself alone. */
function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
