import { beforeEach, expect, test } from "vitest";

import { Fake } from "../ipc/fake";
import { Points } from "./points.svelte";
import { Session } from "./session.svelte";

const NOW = 1_763_000_000_000;

beforeEach(() => localStorage.clear());

async function points(count = 240) {
  const fake = new Fake({ points: count, seed: 5, clock: () => NOW });
  const session = new Session(fake, () => NOW);
  await session.start();
  const made = new Points(session.current);
  made.follow(session.places);
  return { fake, session, points: made };
}

test("a floor holds its own points only, and those without a floor have a list of their own", async () => {
  const { points: made, session } = await points();
  made.show(3);
  expect(made.scope.length).toBeGreaterThan(0);
  expect(made.scope.every((row) => row.floor === 3)).toBe(true);
  expect(made.tally.total).toBe(made.scope.length);
  made.show(null);
  expect(made.scope).toHaveLength(session.current.rows.length);
  made.show("none");
  expect(made.scope).toHaveLength(made.looseCount);
  expect(made.scope.every((row) => row.floor === null)).toBe(true);
});

test("a filter finds by the names of space and equipment, by unit and by topic", async () => {
  const { points: made, fake, session } = await points();
  const [first] = fake.places.equipment;
  fake.places = { ...fake.places, equipment: fake.places.equipment.map((one) => (one === first ? { ...one, name: "Fan coil Lobby" } : one)) };
  await session.places.load();
  made.show(1);
  made.query = "team room";
  expect(made.shown.length).toBeGreaterThan(0);
  expect(made.shown.every((row) => row.space === 101)).toBe(true);
  made.query = "coil lobby °C";
  expect(made.shown.length).toBeGreaterThan(0);
  expect(made.shown.every((row) => row.unit === "°C" && row.equipment === first?.id)).toBe(true);
  made.query = "harbour/quay/1";
  expect(made.shown.every((row) => row.topic.startsWith("harbour/quay/1"))).toBe(true);
});

test("the selection walks from point to point over the heads and stops at the ends", async () => {
  const { points: made } = await points();
  made.show(2);
  expect(made.grouped.lines.some((line) => line.is === "head")).toBe(true);
  const seen = [];
  for (let turn = 0; turn < made.shown.length + 3; turn += 1) {
    made.move(1);
    seen.push(made.selected);
  }
  expect(new Set(seen).size).toBe(made.shown.length);
  expect(seen.at(-1)).toBe(made.shown.at(-1)?.code);
  expect(made.grouped.lines[made.lineOf(made.selected)]?.key).toBe(made.selected);
});

test("not good is held as it was when it was chosen, and chosen anew on another floor", async () => {
  const { points: made, fake, session } = await points();
  made.show(1);
  const victim = made.scope.find((row) => session.current.standing(row) === "good");
  made.choose("not_good");
  const before = made.shown.map((row) => row.code);
  const place = fake.points.findIndex((one) => one.view.point === victim?.code);
  fake.send([{ row: place, value: 1, quality: "bad", time: NOW, received: NOW }]);
  expect(made.shown.map((row) => row.code)).toEqual(before);
  made.show(2);
  expect(made.shown.every((row) => row.floor === 2 && session.current.standing(row) !== "good")).toBe(true);
});

test("values never change the order, and the grouping is remembered", async () => {
  const { points: made, fake } = await points();
  made.show(1);
  const lines = made.grouped;
  fake.send([{ row: 0, value: 99_999, quality: "good", time: NOW, received: NOW }]);
  expect(made.grouped).toBe(lines);
  made.groupBy("equipment");
  expect((await points()).points.by).toBe("equipment");
});
