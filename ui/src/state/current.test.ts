import { expect, test } from "vitest";

import { Fake } from "../ipc/fake";
import type { FrameRow } from "../ipc/frame";
import { Session } from "./session.svelte";

const NOW = 1_763_000_000_000;

async function session(points = 4) {
  let now = NOW;
  const fake = new Fake({ points, seed: 3, clock: () => now });
  const made = new Session(fake, () => now);
  await made.start();
  return { fake, session: made, current: made.current, pass: (ms: number) => (now += ms) };
}

function row(place: number, value: FrameRow["value"], time: number | null = NOW): FrameRow {
  return { row: place, value, quality: "good", time, received: NOW };
}

test("a frame changes the rows it names and is acknowledged", async () => {
  const { fake, current } = await session();
  const code = fake.points[1]?.view.point ?? "";
  const before = current.find(fake.points[0]?.view.point ?? "")?.value;
  fake.send([row(1, 42.5)]);
  expect(current.find(code)?.value).toBe(42.5);
  expect(current.find(fake.points[0]?.view.point ?? "")?.value).toBe(before);
  expect(fake.acknowledged).toEqual([1]);
});

test("a frame of an older watch changes nothing and is acknowledged all the same", async () => {
  const { fake, current } = await session();
  await current.watch();
  const code = fake.points[1]?.view.point ?? "";
  const before = current.find(code)?.value;
  fake.send([row(1, 999)], 1);
  expect(current.find(code)?.value).toBe(before);
  expect(fake.acknowledged).toEqual([1]);
  fake.send([row(1, 7)]);
  expect(current.find(code)?.value).toBe(7);
});

test("a frame that overtakes the answer to its watch waits for it", async () => {
  const { fake, current } = await session();
  const code = fake.points[2]?.view.point ?? "";
  const asked = current.watch();
  fake.send([row(2, 55)], 2);
  expect(current.find(code)?.value).not.toBe(55);
  await asked;
  expect(current.find(code)?.value).toBe(55);
});

test("a row that the list does not have is left out", async () => {
  const { fake, current } = await session();
  expect(() => fake.send([row(4_000, 1)])).not.toThrow();
  expect(current.rows).toHaveLength(4);
});

test("rows keep their order while values change", async () => {
  const { fake, current } = await session(30);
  const before = current.rows.map((one) => one.code);
  fake.send(Array.from({ length: 30 }, (_, place) => row(place, 1_000 - place)));
  expect(current.rows.map((one) => one.code)).toEqual(before);
});

test("ages count from the engine's time, and nobody's age is a guess", async () => {
  const { fake, current, pass } = await session();
  fake.send([row(0, 1, NOW - 5_000), row(1, 2, null)]);
  pass(7_000);
  current.tick();
  const [known, unknown] = [0, 1].map((place) => current.find(fake.points[place]?.view.point ?? ""));
  expect(known && current.age(known)).toBe(12_000);
  expect(unknown && current.age(unknown)).toBeNull();
});

test("values of a lost connection count as stale, and those of the engine's loss too", async () => {
  const { fake, session: made, current } = await session();
  fake.send([row(0, 1), { ...row(1, 2), quality: "bad" }]);
  const [one, bad] = [0, 1].map((place) => current.find(fake.points[place]?.view.point ?? ""));
  if (one === undefined || bad === undefined) throw new Error("two points");
  expect(current.standing(one)).toBe("good");
  fake.connect("waiting", "It does not answer.");
  expect(current.standing(one)).toBe("stale");
  expect(current.standing(bad)).toBe("bad");
  fake.connect("live");
  expect(current.standing(one)).toBe("good");
  fake.event({ name: "engine_gone", data: { code: "engine_gone", message: "Gone.", hint: "" } });
  expect(current.standing(one)).toBe("stale");
  await made.retry();
  expect(made.gone).toBeNull();
  expect(current.standing(one)).not.toBe("stale");
});

test("a failing start says why, and a retry recovers", async () => {
  const fake = new Fake({ points: 3, scene: "failing", clock: () => NOW });
  const made = new Session(fake, () => NOW);
  await made.start();
  expect(made.current.phase).toBe("failed");
  expect(made.current.failure?.code).toBe("locked");
  fake.failure = null;
  await made.retry();
  expect(made.current.phase).toBe("ready");
  expect(made.current.rows).toHaveLength(3);
});

test("the balance adds up over connections", async () => {
  const { session: made } = await session();
  const balance = made.health.balance;
  expect(balance?.open).toBe(0);
  expect(balance?.received).toBe((balance?.stored ?? 0) + (balance?.duplicate ?? 0) + (balance?.refused ?? 0));
});

test("a row can be found by name, unit, topic and id", async () => {
  const { fake, current } = await session();
  const view = fake.points[0]?.view;
  const text = current.find(view?.point ?? "")?.text ?? "";
  for (const part of [view?.name, view?.unit, view?.source.topic, view?.point]) expect(text).toContain(part?.toLowerCase());
});
