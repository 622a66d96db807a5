import { flushSync } from "svelte";
import { expect, test } from "vitest";

import { Fake } from "../ipc/fake";
import { Quarantine } from "./quarantine.svelte";

async function open(points = 60) {
  const fake = new Fake({ points });
  const quarantine = new Quarantine(fake);
  await quarantine.load();
  flushSync();
  return { fake, quarantine };
}

test("thousands of kinds come page by page as they are scrolled to", async () => {
  const { quarantine } = await open(15_000);
  expect(quarantine.rows.length).toBe(500);
  await quarantine.more();
  expect([quarantine.rows.length, quarantine.view?.matching]).toEqual([1_000, 3_000]);
});

test("while one is selected the list holds still, and new kinds are counted", async () => {
  const { fake, quarantine } = await open();
  quarantine.move(1);
  quarantine.move(1);
  flushSync();
  const before = quarantine.rows.map((row) => row.id);
  const [first] = fake.refusals;
  if (first === undefined) throw new Error("the fake has refusals");
  fake.refusals = [{ ...first, id: "00000000000000aa", last: first.last + 5_000 }, ...fake.refusals.map((one) => ({ ...one, count: one.count + 1 }))];
  await quarantine.load();
  flushSync();
  expect(quarantine.rows.map((row) => row.id)).toEqual(before);
  expect(quarantine.fresh).toBe(1);
  expect(quarantine.rows[0]?.count).toBe(first.count + 1);
  await quarantine.letIn();
  expect(quarantine.rows[0]?.id).toBe("00000000000000aa");
});

test("what can be read now leaves the list, and the selection goes on to the next", async () => {
  const { quarantine } = await open();
  const place = quarantine.rows.findIndex((row) => row.reason === "bad_template" && row.replayable);
  const [of, next] = [quarantine.rows[place], quarantine.rows[place + 1]];
  quarantine.select(of?.id ?? null);
  const outcome = await quarantine.replay();
  flushSync();
  expect(outcome?.over).toEqual([of?.id]);
  expect(quarantine.rows.some((row) => row.id === of?.id)).toBe(false);
  expect(quarantine.selected).toBe(next?.id);
});

test("what is refused still stays, with the reason of now", async () => {
  const { quarantine } = await open();
  quarantine.select(quarantine.rows.find((row) => row.reason === "broken_json" && row.replayable)?.id ?? null);
  await quarantine.replay();
  flushSync();
  expect(quarantine.outcome?.stays[0]?.reason).toBe("broken_json");
  expect(quarantine.one).toBeDefined();
});

test("a failure to try again is told and nothing leaves", async () => {
  const { fake, quarantine } = await open();
  quarantine.move(1);
  const before = quarantine.rows.length;
  fake.failure = { code: "timed_out", message: "Too slow.", hint: "Later." };
  await quarantine.dismiss();
  flushSync();
  expect(quarantine.refusal?.message).toBe("Too slow.");
  expect([quarantine.rows.length, quarantine.busy]).toEqual([before, false]);
});
