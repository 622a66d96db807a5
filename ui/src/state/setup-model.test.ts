import { describe, expect, test, vi } from "vitest";

import { Fake } from "../ipc/fake";
import { FakeDesk } from "../ipc/fake-desk";
import { NOTHING } from "./model-bulk";
import { canHold } from "./model-moves";
import { found, picksOf, relationsOf } from "./model-picks";
import { heldBy, walk } from "./model-tree";
import { Session } from "./session.svelte";
import { keyOf, problemsOf, type Node } from "./setup-draft";
import { Setup } from "./setup.svelte";

async function open(points = 120) {
  const fake = new Fake({ points });
  const session = new Session(fake);
  await session.start();
  const { model } = Setup.of(session, new FakeDesk());
  const named = (name: string): Node => {
    const branch = model.branches.find((one) => one.name === name);
    if (branch === undefined) throw new Error(`no line ${name}`);
    return branch.node;
  };
  const openAll = () => {
    for (let closed = model.branches.find((one) => one.opened === false); closed !== undefined; closed = model.branches.find((one) => one.opened === false)) model.toggle(closed);
  };
  return { fake, session, model, named, openAll };
}

const floor = (id: number): Node => ({ kind: "floor", id, building: 1 });

describe("the tree", () => {
  test("points are lines under what holds them, once it is opened", async () => {
    const { session, model, openAll } = await open();
    expect(model.branches.some((one) => one.node.kind === "point")).toBe(false);
    openAll();
    const points = model.branches.filter((one) => one.node.kind === "point");
    expect(points).toHaveLength(session.current.rows.filter((row) => row.accepted).length);
    const [first] = points;
    const at = first === undefined ? -1 : model.branches.indexOf(first);
    expect(model.branches[at - 1]?.depth).toBe((first?.depth ?? 0) - 1);
  });

  test("fifty thousand points cost the closed tree nothing and the open one little", async () => {
    const { session, model } = await open();
    const row = session.current.rows.find((one) => one.accepted && one.equipment === null && one.space !== null);
    if (row === undefined || model.view === null) throw new Error("a point in a room");
    const rows = Array.from({ length: 50_000 }, (_, at) => ({ ...row, code: `p${at}` }));
    const began = performance.now();
    const held = heldBy(model.view, rows);
    expect(walk(model.view, held, (_, usually) => usually).length).toBeLessThan(12);
    expect(walk(model.view, held, () => true).length).toBeGreaterThan(50_000);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe("moving", () => {
  test("what may stand where: points anywhere, spaces on floors, floors in buildings, zones nowhere else", () => {
    const point: Node = { kind: "point", code: "p" };
    const space: Node = { kind: "space", id: 600, floor: 6 };
    const zone: Node = { kind: "zone", id: 6, floor: 6 };
    const machine: Node = { kind: "equipment", id: 1, place: { is: "space", id: 600 } };
    expect([floor(5), space, zone, machine, { kind: "loose" } as const].map((target) => canHold(target, point))).toEqual([true, true, true, true, true]);
    expect([floor(6), floor(5), zone, { kind: "zone", id: 4, floor: 4 } as const, machine].map((target) => canHold(target, space))).toEqual([false, true, true, false, false]);
    expect([space, floor(5), zone, machine].map((target) => canHold(target, machine))).toEqual([false, true, true, false]);
    expect(canHold(floor(5), zone)).toBe(false);
    expect([canHold({ kind: "building", id: 1 }, floor(5)), canHold({ kind: "building", id: 2 }, floor(5))]).toEqual([false, true]);
  });

  test("equipment goes with the points that stand where it stands, and both come back", async () => {
    const { session, model, named, openAll } = await open();
    openAll();
    const vav = named("VAV-6-01");
    if (vav.kind !== "equipment") throw new Error("equipment");
    const own = () => session.current.rows.filter((row) => row.equipment === vav.id).map((row) => row.space);
    const before = own();
    expect(before.length).toBeGreaterThan(0);
    const done = await model.moveInto([vav], { kind: "space", id: 501, floor: 5 });
    expect(new Set(own())).toEqual(new Set([501]));
    expect(model.view?.equipment.find((one) => one.id === vav.id)?.place).toEqual({ is: "space", id: 501 });
    expect(await done?.undo()).toBeNull();
    expect(own()).toEqual(before);
  });

  test("spaces put into a zone are all served there, equipment put into it feeds it; what cannot go says why", async () => {
    const { model, named, openAll } = await open();
    openAll();
    const zone = named("Zone 6 North");
    await model.moveInto([{ kind: "space", id: 601, floor: 6 }, { kind: "space", id: 602, floor: 6 }], zone);
    expect(model.view?.site.buildings[0]?.floors[0]?.zones[0]?.spaces).toEqual([600, 604, 601, 602]);
    await model.moveInto([named("VAV-6-01")], zone);
    expect(model.view === null ? [] : relationsOf(model.view, keyOf(zone)).map((one) => one.words)).toEqual(["is fed by"]);
    expect(await model.moveInto([{ kind: "space", id: 500, floor: 5 }], zone)).toBeNull();
    expect(model.refusal?.message).toMatch(/A zone holds spaces of its own floor/);
  });

  test("what was cut is put elsewhere, and the newest change is taken back first", async () => {
    const { session, model, openAll } = await open();
    openAll();
    const points = model.branches.filter((one) => one.node.kind === "point").slice(0, 3).map((one) => one.node);
    const before = session.current.rows.map((row) => row.place);
    model.cut = points;
    await model.moveInto(model.cut, floor(2));
    expect(model.cut).toEqual([]);
    const moved = session.current.rows.filter((row) => points.some((node) => node.kind === "point" && node.code === row.code));
    expect(moved.every((row) => row.floor === 2 && row.space === null && row.equipment === null)).toBe(true);
    await model.rename({ kind: "building", id: 1 }, "East");
    expect(await model.undo()).toBe("It is called East now.");
    expect(await model.undo()).toBe("3 things are in Floor 2 now.");
    expect(session.current.rows.map((row) => row.place)).toEqual(before);
    expect(await model.undo()).toBeNull();
  });
});

describe("taking back", () => {
  const refusal = { code: "internal", message: "The disk is full.", hint: "" } as const;

  test("what could not be taken back can be tried again", async () => {
    const { fake, model } = await open();
    await model.rename({ kind: "building", id: 1 }, "East");
    fake.failure = refusal;
    expect(await model.undo()).toBeNull();
    expect([model.refusal?.message, model.isUndoable]).toEqual([refusal.message, true]);
    fake.failure = null;
    expect(await model.undo()).toBe("It is called East now.");
    expect([model.refusal, model.isUndoable]).toEqual([null, false]);
  });

  test("one change is taken back at a time, however often it is asked for", async () => {
    const { fake, model } = await open();
    await model.rename({ kind: "building", id: 1 }, "East");
    await model.rename({ kind: "building", id: 1 }, "West");
    const asked = fake.calls.filter((one) => one === "change_model").length;
    expect(await Promise.all([model.undo(), model.undo(), model.undo()])).toEqual(["It is called West now.", null, null]);
    expect(fake.calls.filter((one) => one === "change_model")).toHaveLength(asked + 1);
    expect(model.nameOf({ kind: "building", id: 1 })).toBe("East");
  });

  test("an older change is not taken back before the newer ones, and says so", async () => {
    const { model } = await open();
    const older = await model.rename({ kind: "building", id: 1 }, "East");
    const newer = await model.rename({ kind: "building", id: 1 }, "West");
    expect((await older?.undo())?.hint).toMatch(/newer changes back first/);
    expect(model.nameOf({ kind: "building", id: 1 })).toBe("West");
    expect(await newer?.undo()).toBeNull();
    expect((await newer?.undo())?.message).toBe("It was taken back already.");
    expect(await older?.undo()).toBeNull();
  });

  test("what was said of the site is taken back in its turn, with its meters", async () => {
    const { session, model } = await open();
    const { name, area_m2, meters } = session.places.view?.site ?? { name: "", area_m2: null, meters: [] };
    await model.rename({ kind: "building", id: 1 }, "East");
    model.select({ kind: "site" });
    model.write({ name: "Other site", area: "77", meters: [] });
    await model.save();
    expect(session.places.view?.site).toMatchObject({ name: "Other site", area_m2: 77, meters: [] });
    expect(await model.undo()).toBe("Other site was saved.");
    expect(session.places.view?.site).toMatchObject({ name, area_m2, meters });
    expect(await model.undo()).toBe("It is called East now.");
  });
});

describe("many as one", () => {
  test("marks run over lines of one kind; one change is written over all of them and taken back", async () => {
    const { fake, session, model, openAll } = await open();
    openAll();
    const keys = model.branches.filter((one) => one.node.kind === "point").map((one) => one.key);
    model.mark(keys[0] ?? "");
    model.markTo(keys[9] ?? "");
    expect([...model.marks]).toEqual(keys.slice(0, 10));
    const done = await model.writeAll({ ...NOTHING, kind: "setpoint", unit: { to: "K" }, before: "HQ", add: { critical: null } });
    const rows = () => session.current.rows.filter((row) => keys.slice(0, 10).includes(`point ${row.code}`));
    expect(rows().every((row) => row.kind === "setpoint" && row.unit === "K" && row.name.startsWith("HQ "))).toBe(true);
    expect(fake.calls.filter((one) => one === "change_model")).toHaveLength(1);
    await done?.undo();
    expect(rows().some((row) => row.name.startsWith("HQ "))).toBe(false);
  });

  test("removing says what it means: points are found ones again, those of equipment stay", async () => {
    const { session, model, named, openAll } = await open();
    openAll();
    const vav = named("VAV-6-01");
    model.select(vav);
    const own = session.current.rows.filter((row) => vav.kind === "equipment" && row.equipment === vav.id).length;
    expect(model.removal?.means[0]).toBe(`${own} points of VAV-6-01 stay in the model, in their place, without equipment.`);
    await model.remove();
    expect(model.view?.equipment.some((one) => one.name === "VAV-6-01")).toBe(false);
    const point = model.branches.find((one) => one.node.kind === "point");
    if (point === undefined) throw new Error("a point");
    model.mark(point.key);
    expect(model.removal?.means[0]).toMatch(/^1 point becomes a found point again/);
    const accepted = () => session.current.rows.filter((row) => row.accepted).length;
    const before = accepted();
    const done = await model.remove();
    expect([accepted(), model.marks.size]).toEqual([before - 1, 0]);
    await done?.undo();
    expect(accepted()).toBe(before);
  });
});

describe("a point", () => {
  test("its words are read, checked and written; an edit is seen in the list at once", async () => {
    const { session, model, openAll } = await open();
    openAll();
    const node = model.branches.find((one) => one.node.kind === "point")?.node;
    if (node?.kind !== "point") throw new Error("a point");
    model.select(node);
    expect(model.draft).toBeNull();
    await vi.waitFor(() => expect(model.draft).not.toBeNull());
    const { draft } = model;
    if (draft === null) throw new Error("its words");
    const wrong = { ...draft, limits: { ...draft.limits, low: "30", high: "20,5", step: "-1" }, expected: "often" };
    expect(Object.keys(problemsOf(node, wrong)).sort()).toEqual(["expected", "high", "step"]);
    model.write({ name: "<b>Supply</b>", unit: "K", role: "discharge-air-temp", limits: { ...draft.limits, low: "−5", high: "20,5" }, tags: { air: null, ref: "AHU 1" } });
    const done = await model.save();
    expect(done?.words).toBe("<b>Supply</b> was saved.");
    expect(session.current.find(node.code)).toMatchObject({ name: "<b>Supply</b>", unit: "K" });
    expect(model.branches.some((one) => one.name === "<b>Supply</b>")).toBe(true);
    expect(model.draft).toMatchObject({ role: "discharge-air-temp", limits: { low: "-5", high: "20.5" }, tags: { air: null, ref: "AHU 1" } });
  });

  test("one that is gone and one whose words cannot be read say so", async () => {
    const { fake, model, openAll } = await open();
    openAll();
    const node = model.branches.find((one) => one.node.kind === "point")?.node;
    if (node === undefined) throw new Error("a point");
    fake.failure = { code: "timed_out", message: "It took too long.", hint: "" };
    model.select(node);
    await vi.waitFor(() => expect(model.detailFailure?.message).toBe("It took too long."));
    expect(model.draft).toBeNull();
  });
});

test("things are found by words of their names and places, those that begin with them first", async () => {
  const { model } = await open();
  if (model.view === null) throw new Error("a model");
  const picks = picksOf(model.view, model.paths);
  expect(found(picks, "boardroom floor 6").map((one) => one.name)).toEqual(["6.04 Boardroom"]);
  expect(found(picks, "VAV-6")[0]?.name).toMatch(/^VAV-6/);
  expect(found(picks, "nothing of that name")).toEqual([]);
});
