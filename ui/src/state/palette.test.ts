import { describe, expect, test } from "vitest";

import { Fake } from "../ipc/fake";
import { entry, type Group, Palette, placeEntries, pointEntries } from "./palette";
import type { Row } from "./current.svelte";

const row = (name: string, more = ""): Row => ({
  code: `code of ${name}`, name, place: "Quay House › Floor 3", unit: null, interval: null, accepted: true, kind: "sensor", building: 1, floor: 3, zone: null, space: null, equipment: null,
  connection: "Campus", topic: more, path: "", text: `${name}\nQuay House › Floor 3\n${more}`.toLowerCase(), value: 1, quality: "good", time: 0, received: 0,
});
const titles = (groups: readonly Group[]) => groups.flatMap((group) => group.hits.map((hit) => hit.title));
const find = (query: string, ...names: string[]) => titles(new Palette(pointEntries(names.map((name) => row(name)))).find(query));

describe("what is typed", () => {
  test("finds the beginning of a name before a word in it, and that before letters within", () => {
    expect(find("flow", "Overflow", "Air flow", "Flow, supply", "Flow")).toEqual(["Flow", "Flow, supply", "Air flow", "Overflow"]);
  });
  test("may be several words in any order, and all must fit", () => {
    expect(find("hum 1-01", "VAV-1-01 zone humidity", "VAV-1-02 zone humidity", "VAV-1-01 airflow")).toEqual(["VAV-1-01 zone humidity"]);
  });
  test("may leave letters out", () => {
    expect(find("vv314", "VAV-3-14 airflow", "VAV-3-15 airflow")).toEqual(["VAV-3-14 airflow"]);
    expect(find("zat", "Zone air temperature", "Plaza attic")[0]).toBe("Zone air temperature");
  });
  test("finds a point by its topic too, after those named so", () => {
    const palette = new Palette(pointEntries([row("Hall", "zigbee/boiler"), row("Boiler room")]));
    expect(titles(palette.find("boiler"))).toEqual(["Boiler room", "Hall"]);
  });
  test("that fits nothing finds nothing", () => expect(find("xyzzy", "Hall", "Boiler room")).toEqual([]));
});

test("places and equipment say where they are", async () => {
  const view = await new Fake({ points: 60 }).call("places", {});
  const palette = new Palette(placeEntries(view));
  const [spaces] = palette.find("3.04 boardroom").filter((group) => group.kind === "space");
  expect(spaces?.hits[0]).toMatchObject({ title: "3.04 Boardroom", where: "Quay House › Floor 3" });
  expect(palette.find("floor 3")[0]).toMatchObject({ kind: "floor" });
  expect(palette.find("vav").some((group) => group.kind === "equipment")).toBe(true);
});

test("a page comes before a point of the same name, and nothing asked lists pages and places, not points", () => {
  const palette = new Palette([...pointEntries([row("Trends")]), entry("page", "trends", "Trends"), entry("action", "theme", "Dark theme")]);
  expect(palette.find("trends").map((group) => group.kind)).toEqual(["page", "point"]);
  expect(palette.find("").map((group) => group.kind)).toEqual(["page", "action"]);
  const pages = ["Overview", "Floors", "Trends", "Setup"].map((word) => entry("page", word, word));
  expect(titles(new Palette(pages).find(""))).toEqual(["Overview", "Floors", "Trends", "Setup"]);
});

test("50,000 points are ranked while a key is still down", () => {
  const fake = new Fake({ points: 3_000 });
  const many = Array.from({ length: 50_000 }, (_, at) => {
    const view = fake.points[at % 3_000]?.view;
    return row(`${view?.name ?? ""} ${String(at)}`, view?.source.topic);
  });
  const palette = new Palette(pointEntries(many));
  for (const query of ["v", "vav", "vav-3-1 temp", "zonetemp", "vv312", "co₂ quay", "nothing of the kind"]) {
    palette.find(query);
    const times = [1, 2, 3].map(() => {
      const began = performance.now();
      palette.find(query);
      return performance.now() - began;
    });
    // The promise is 30 ms; a busy machine of two cores gets five times as much.
    expect(Math.min(...times), query).toBeLessThan(150);
  }
  expect(palette.find("vav")[0]?.found).toBe(50_000);
});
