// Point lists as the fake takes and gives them: as many changes as the list has rows, and a problem where a cell says "wrong".

import type { ListFile, ListFormat, ListProblem, PointChange, PointsImported, Requests } from "./bindings";

const LISTED = 1_000;

/** What a list would change. */
export function triedList(ask: Requests["import_points"]["args"]): PointsImported {
  const rows = atob(ask.files[0]?.bytes ?? "").split("\n").slice(1).filter((row) => row !== "");
  const problems = rows.flatMap((row, place): ListProblem[] =>
    row.includes("wrong") ? [{ row: place + 2, column: "high", words: "“wrong” is no number: write it as 21.5, without a unit" }] : [],
  );
  const changes = rows.map((row, place): PointChange => {
    const [point = "", name = ""] = row.split(",");
    const cells = [{ column: "name", from: "Supply air", to: name }, { column: "high", from: "", to: "30.5" }];
    return { change: ask.mode === "create" ? "create" : "update", row: place + 2, point, name, cells };
  });
  if (ask.mode === "replace") changes.unshift({ change: "remove", row: null, point: "p-old", name: "Old fan speed", cells: [] });
  const many = problems.length > 0 ? [] : changes;
  const counted = (kind: PointChange["change"]): number => many.filter((one) => one.change === kind).length;
  return {
    format: ask.files[0]?.name.toLowerCase().endsWith("_ede.csv") === true ? "ede" : "csv",
    create: counted("create"), update: counted("update"), remove: counted("remove"), unchanged: problems.length > 0 ? 0 : 3, stand: 0, relate: 0, unrelate: 0,
    changes: many.slice(0, LISTED), problems, problems_more: 0, notes: [], applied: !ask.dry_run && problems.length === 0,
  };
}

/** The model as a list. */
export function exportedList(format: ListFormat, points: number): { files: ListFile[]; points: number } {
  const names = format === "ede" ? ["Quay_EDE.csv", "Quay_StateTexts.csv", "Quay_ObjTypes.csv", "Quay_Units.csv"] : [`Quay.${format === "brick" ? "ttl" : format}`];
  return { files: names.map((name) => ({ name, bytes: btoa("id,name\n") })), points };
}
