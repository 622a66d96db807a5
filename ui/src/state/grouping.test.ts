import { expect, test } from "vitest";

import type { PlacesView } from "../ipc/bindings";
import type { Row } from "./current.svelte";
import { group, namesOf, shortName, type Grouped } from "./grouping";

const PLACES: PlacesView = {
  demo: false,
  relations: [],
  site: {
    id: 1, name: "Campus", timezone: "Europe/Amsterdam", country: null, area_m2: null, hours: [], meters: [],
    buildings: [
      {
        id: 1, name: "Quay House", points: 0,
        floors: [
          { id: 20, name: "Floor 2", level: 2, points: 0, spaces: [{ id: 210, name: "2.10 Meeting", points: 0 }, { id: 29, name: "2.9 Office", points: 0 }], zones: [] },
          { id: 10, name: "Floor 1", level: 1, points: 0, spaces: [{ id: 11, name: "1.1 Hall", points: 0 }], zones: [] },
        ],
      },
    ],
  },
  equipment: [
    { id: 5, name: "VAV 2-04", kind: "vav", space: 29, place: { is: "space", id: 29 }, tags: {}, points: 0 },
    { id: 6, name: "VAV 2-11", kind: "vav", space: 29, place: { is: "space", id: 29 }, tags: {}, points: 0 },
  ],
};
const NAMES = namesOf(PLACES);

function row(name: string, floor: number | null = null, space: number | null = null, equipment: number | null = null): Row {
  return {
    code: name, name, place: "", unit: null, interval: null, accepted: true, kind: "sensor", building: null, floor, zone: null, space, equipment, connection: null, topic: "", path: "", text: name.toLowerCase(),
    value: 1, quality: "good", time: 0, received: 0,
  };
}

function words(of: Grouped): string[] {
  return of.lines.map((line) => (line.is === "head" ? `${line.level === 0 ? "#" : "-"} ${line.title}${line.detail === "" ? "" : ` (${line.detail})`}` : line.row.name));
}

const ROWS = [row("a", 20, 29, 6), row("b", 20, 210), row("c", 20), row("d", 20, 29), row("e", 20, 29, 5), row("f", 20, 29, 5)];

test("a floor stands by space in the order of its numbers, then by equipment, and what has no space comes last", () => {
  expect(words(group(ROWS, "space", NAMES, 20))).toEqual(["# 2.9 Office", "d", "- VAV 2-04 (vav)", "e", "f", "- VAV 2-11 (vav)", "a", "# 2.10 Meeting", "b", "# No space", "c"]);
});

test("by equipment each says where it is, and what has none comes last", () => {
  expect(words(group(ROWS, "equipment", NAMES, 20))).toEqual(["# VAV 2-04 (vav · 2.9 Office)", "e", "f", "# VAV 2-11 (vav · 2.9 Office)", "a", "# No equipment", "b", "c", "d"]);
});

test("without groups the rows keep their order and no head stands above them", () => {
  expect(words(group(ROWS, "none", NAMES, 20))).toEqual(["a", "b", "c", "d", "e", "f"]);
});

test("all points stand floor by floor, the highest first, and the unplaced last", () => {
  const all = [row("a"), row("b", 10, 11), row("c", 20), row("d", 20, 29)];
  expect(words(group(all, "space", NAMES, null))).toEqual(["# 2.9 Office (Quay House › Floor 2)", "d", "# No space (Quay House › Floor 2)", "c", "# 1.1 Hall (Quay House › Floor 1)", "b", "# Not placed", "a"]);
});

test("one head that would only say what the points are not is left out", () => {
  expect(words(group([row("a"), row("b")], "space", NAMES, null))).toEqual(["a", "b"]);
  expect(words(group([row("a", 20)], "equipment", NAMES, 20))).toEqual(["a"]);
});

test("each line knows the head of its group, and points are counted without heads", () => {
  const made = group(ROWS, "space", NAMES, 20);
  expect(made.headOf).toEqual([0, 0, 0, 0, 0, 0, 0, 7, 7, 9, 9]);
  expect(made.lines.flatMap((line) => (line.is === "point" ? [line.ordinal] : []))).toEqual([0, 1, 2, 3, 4, 5]);
});

test.each<[string, string[], string]>([
  ["VAV-2-04 zone air temperature", ["VAV 2-04"], "zone air temperature"],
  ["VAV 2-04/2.9 Office: airflow", ["VAV 2-04", "2.9 Office"], "airflow"],
  ["Temperature 2.9 Office", ["2.9 Office"], "Temperature"],
  ["VAV 2-040 airflow", ["VAV 2-04"], "VAV 2-040 airflow"],
  ["VAV 2-04", ["VAV 2-04"], "VAV 2-04"],
  ["(a+)+ (a+)+$", ["(a+)+"], "(a+)+$"],
  ["مرحبا 温度", ["مرحبا"], "温度"],
  ["anything", ["-", ""], "anything"],
])("%s under %s reads %s", (name, said, short) => expect(shortName(name, said)).toBe(short));

test("3,000 points are grouped within a few frames, on a busy machine too", () => {
  const many = Array.from({ length: 3_000 }, (_, place) => row(`VAV 2-04 point ${place}`, 20, place % 7 === 0 ? null : place % 400, place % 3 === 0 ? null : place % 500));
  const times = Array.from({ length: 9 }, () => {
    const began = performance.now();
    group(many, "space", NAMES, null);
    return performance.now() - began;
  }).sort((a, b) => a - b);
  expect(times[0]).toBeLessThan(100);
});
