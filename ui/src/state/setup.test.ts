import { describe, expect, test } from "vitest";

import { Fake } from "../ipc/fake";
import { FakeDesk } from "../ipc/fake-desk";
import { Session } from "./session.svelte";
import { heardAgain, messageSum, replaySum, valueSum } from "./setup-counters.svelte";
import { problemsOf, savedDraft } from "./setup-draft";
import { Setup } from "./setup.svelte";

async function open(points = 36) {
  const fake = new Fake({ points });
  const session = new Session(fake);
  await session.start();
  return { fake, session, setup: Setup.of(session, new FakeDesk()) };
}

test("what Setup knows outlives its page", async () => {
  const { session, setup } = await open();
  expect(Setup.of(session, new FakeDesk())).toBe(setup);
});

describe("balances", () => {
  test("both add up, and reasons of several connections are one list, the most frequent first", async () => {
    const { setup } = await open();
    await setup.counters.load();
    const all = setup.counters.view?.connections ?? [];
    expect(all).toHaveLength(2);
    for (const sum of [messageSum(all), valueSum(all), ...all.map((one) => valueSum([one]))]) {
      expect(sum.open).toBe(0);
      expect(sum.parts.reduce((parts, part) => parts + part.count, 0)).toBe(sum.whole);
    }
    const refused = messageSum(all).parts.find((part) => part.word === "Refused");
    expect(refused?.reasons).toEqual([["broken_json", 38], ["empty", 3]]);
  });

  test("what is on its way is what is missing from the sum", () => {
    const values = { read: 100, stored: 80, duplicate: 5, replaced: 1, undecided: 2, time_replaced: 7, refused: { null: 4 } };
    const one = { name: "a", state: "live" as const, messages: { received: 0, understood: 0, retained: 0, refused: {} }, values, replayed: { messages: 0, read: 0, stored: 0, duplicate: 0, replaced: 0, refused: 0 }, reconnects: 0, gaps: 0, latest_gaps: [], found_points: 0, points_over_limit: 0 };
    expect(valueSum([one]).open).toBe(8);
  });

  test("messages heard again have a sum of their own, beside both balances", async () => {
    const { setup } = await open();
    await setup.counters.load();
    const [first, second] = setup.counters.view?.connections ?? [];
    if (first === undefined || second === undefined) throw new Error("there are two connections");
    const again = { messages: 3, read: 9, stored: 4, duplicate: 2, replaced: 1, refused: 2 };
    const all = [{ ...first, replayed: again }, { ...second, replayed: again }];
    expect(heardAgain(all)).toBe(6);
    expect(replaySum(all)).toMatchObject({ whole: 18, open: 0 });
    expect(replaySum(all).parts.map((part) => part.count)).toEqual([8, 4, 2, 4]);
    expect([messageSum(all), valueSum(all)]).toEqual([messageSum([first, second]), valueSum([first, second])]);
  });

  test("a failed question keeps the counters that are there", async () => {
    const { fake, setup } = await open();
    await setup.counters.load();
    fake.failure = { code: "timed_out", message: "It took too long.", hint: "" };
    await setup.counters.load();
    expect([setup.counters.view !== null, setup.counters.failure?.message]).toEqual([true, "It took too long."]);
  });
});

describe("the model", () => {
  test("the arrows open, go in, close and go up", async () => {
    const { setup: { model } } = await open();
    const name = () => model.branches.find((one) => one.key === model.key)?.name;
    model.move(2);
    expect(name()).toBe("Floor 6");
    const before = model.branches.length;
    model.open();
    expect(model.branches.length).toBe(before + 10);
    model.open();
    expect(name()).toBe("Zone 6 North");
    model.close();
    expect(name()).toBe("Floor 6");
    model.close();
    expect(model.branches.length).toBe(before);
    model.close();
    expect(name()).toBe("Quay House");
  });

  test("drafts stay with their thing until they are saved or reverted", async () => {
    const { setup: { model } } = await open();
    model.move(2);
    model.write({ name: "Top floor" });
    model.move(1);
    expect([model.unsaved, model.draft?.name]).toEqual([1, "Floor 5"]);
    model.move(-1);
    expect(model.draft?.name).toBe("Top floor");
    expect(await model.save()).not.toBeNull();
    expect([model.unsaved, model.saved?.name]).toEqual([0, "Top floor"]);
    model.write({ name: "Attic" });
    model.revert();
    expect([model.changed, model.draft?.name]).toEqual([false, "Top floor"]);
  });

  test("a new thing is selected once it is there, inside whatever was closed", async () => {
    const { setup: { model } } = await open();
    model.move(2);
    model.add();
    expect([model.isNew, await model.save()]).toEqual([true, null]);
    model.write({ name: "6.10 Store" });
    expect(await model.save()).not.toBeNull();
    expect([model.node.kind, model.isNew, model.saved?.name]).toEqual(["space", false, "6.10 Store"]);
    model.add();
    model.write({ name: "FCU-9", kind: "fcu" });
    expect(await model.save()).not.toBeNull();
    expect([model.node.kind, model.saved?.name]).toEqual(["equipment", "FCU-9"]);
  });

  test("what holds something is not removed and says so; what is empty goes and comes back", async () => {
    const { setup: { model } } = await open();
    model.move(2);
    expect(await model.remove()).toBeNull();
    expect(model.refusal?.message).toMatch(/^"Floor 6" still holds 9 spaces/);
    model.select({ kind: "building", id: 1 });
    model.add();
    model.write({ name: "Roof", level: "7" });
    await model.save();
    const removed = await model.remove();
    expect(model.branches.some((one) => one.name === "Roof")).toBe(false);
    expect(await removed?.undo()).toBeNull();
    expect(model.branches.some((one) => one.name === "Roof")).toBe(true);
  });

  test("zone, area, country, levels and hours are checked before anything is asked", async () => {
    const { session, setup: { model } } = await open();
    const view = session.places.view;
    const site = view === null ? null : savedDraft(view, { kind: "site" });
    if (site === null) throw new Error("a site");
    expect(problemsOf({ kind: "site" }, site)).toEqual({});
    const wrong = { ...site, timezone: "Mars/Base", country: "Holland", area: "-3", hours: [{ weekday: 2, from: "9:00", to: "08:00" }] };
    expect(Object.keys(problemsOf({ kind: "site" }, wrong)).sort()).toEqual(["area", "country", "hours", "timezone"]);
    expect(problemsOf({ kind: "site" }, { ...site, hours: [{ weekday: 2, from: "7:30", to: "24:00" }] })).toEqual({});
    model.write({ timezone: "Mars/Base" });
    expect(await model.save()).toBeNull();
    model.write({ timezone: "America/New_York", area: "1200,5", hours: [{ weekday: 1, from: "7:30", to: "24:00" }] });
    expect(await model.save()).not.toBeNull();
    expect(session.places.view?.site).toMatchObject({ timezone: "America/New_York", area_m2: 1200.5, hours: [{ weekday: 1, from: "07:30", to: "24:00" }] });
  });
});
