import { expect, test } from "vitest";

import type { PlacesView } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import { Inbox } from "./inbox.svelte";
import { renamed, UNCHANGED } from "./inbox-bulk";
import { filterWords, OPEN, sureness } from "./inbox-filter";
import { makingOf } from "./inbox-making";
import { Session } from "./session.svelte";

async function open(points = 60, found = 0) {
  const fake = new Fake({ points, found });
  const session = new Session(fake);
  await session.start();
  const inbox = new Inbox(fake);
  await inbox.load();
  return { fake, session, inbox };
}

/** Lets a point that was accepted be found anew, as if it had just been heard. */
function find(fake: Fake, many: number): void {
  for (const point of fake.points.filter((one) => one.view.accepted).slice(0, many)) point.view = { ...point.view, accepted: false };
}

test("points stand under their device, in order, and the filter keeps the heads of what it finds", async () => {
  const { inbox } = await open();
  expect(inbox.lines[0]?.kind).toBe("head");
  const heads = inbox.lines.filter((line) => line.kind === "head");
  expect(heads.reduce((sum, head) => sum + head.codes.length, 0)).toBe(inbox.all.length);
  expect(new Set(heads.map((head) => head.key)).size).toBe(heads.length);
  inbox.narrow({ words: "humidity" });
  expect(inbox.shown.length).toBeGreaterThan(0);
  expect(inbox.shown.every((one) => one.name.includes("humidity"))).toBe(true);
});

test("the list holds still while a row is selected, and what was found meanwhile is let in on demand", async () => {
  const { fake, inbox } = await open();
  const before = inbox.all.length;
  inbox.move(1);
  find(fake, 5);
  await inbox.load();
  expect([inbox.all.length, inbox.fresh]).toEqual([before, 5]);
  const selected = inbox.selected;
  inbox.letIn();
  expect([inbox.all.length, inbox.fresh, inbox.selected]).toEqual([before + 5, 0, selected]);
});

test("without a selection the list follows at once", async () => {
  const { fake, inbox } = await open();
  const before = inbox.all.length;
  find(fake, 2);
  await inbox.load();
  expect([inbox.all.length, inbox.fresh]).toEqual([before + 2, 0]);
});

test("only what was marked is accepted, never what was found a moment ago", async () => {
  const { fake, inbox } = await open();
  inbox.toggle(inbox.shown.map((one) => one.point));
  const many = inbox.marked.length;
  find(fake, 5);
  const taken = await inbox.accept(inbox.marked, null);
  expect(taken?.accepted).toBe(many);
  await inbox.load();
  expect(inbox.all.length).toBe(5);
});

test("edits go with the points, end when they equal the proposal, and a marked point needs a name", async () => {
  const { fake, inbox } = await open();
  const [one] = inbox.shown;
  if (one === undefined) throw new Error("a point");
  inbox.toggle([one.point]);
  inbox.write(one, { name: "  Boardroom  ", unit: " K " });
  inbox.write(one, { name: "" });
  expect(inbox.hindrance).toBe("One of them has no name.");
  inbox.write(one, { name: " Boardroom " });
  inbox.target = { to: "floor", id: 3 };
  await inbox.accept(inbox.marked, null);
  const made = fake.points.find((point) => point.view.point === one.point)?.view;
  expect([made?.name, made?.unit, made?.floor, made?.accepted]).toEqual(["Boardroom", "K", 3, true]);
  const [other] = inbox.shown;
  if (other === undefined) throw new Error("a point");
  inbox.write(other, { name: "x" });
  inbox.write(other, { name: other.proposal.name });
  expect(inbox.isEdited(other.point)).toBe(false);
});

test("taking back restores points, marks and what was written", async () => {
  const { fake, inbox } = await open();
  const before = inbox.all.map((one) => one.point);
  const [one] = inbox.shown;
  if (one === undefined) throw new Error("a point");
  inbox.write(one, { name: "Boardroom" });
  inbox.toggle([one.point]);
  const taken = await inbox.accept(inbox.marked, null);
  if (taken === null) throw new Error("accepted");
  expect(inbox.marked).toHaveLength(0);
  await inbox.undo();
  expect(inbox.all.map((found) => found.point)).toEqual(before);
  expect(inbox.marked.map((found) => found.point)).toEqual([one.point]);
  const again = inbox.find(one.point);
  expect(again === undefined ? "" : inbox.edit(again).name).toBe("Boardroom");
  expect(fake.points.find((point) => point.view.point === one.point)?.view.accepted).toBe(false);
});

test("a refusal leaves everything as it was and is told", async () => {
  const { fake, inbox } = await open();
  inbox.toggle(inbox.shown.map((one) => one.point));
  const many = inbox.marked.length;
  fake.failure = { code: "disk_full", message: "The disk is full.", hint: "Make room." };
  expect(await inbox.accept(inbox.marked, null)).toBeNull();
  expect([inbox.marked.length, inbox.refusal?.message]).toEqual([many, "The disk is full."]);
});

test("accepting the selected one selects the next", async () => {
  const { inbox } = await open();
  inbox.move(1);
  const second = inbox.shown[1]?.point;
  const of = inbox.find(inbox.selected);
  if (of === undefined) throw new Error("a point");
  await inbox.accept([of], null);
  expect(inbox.selected).toBe(second);
});

test("five hundred points of six conventions go where each is proposed in one acceptance, and what that makes was told before", async () => {
  const { fake, session, inbox } = await open(0, 500);
  expect([inbox.all.length, inbox.conventions.length]).toEqual([500, 6]);
  inbox.toggleShown();
  const conflicts = inbox.all.filter((one) => one.conflict !== null).length;
  expect([conflicts > 0, inbox.marked.length]).toEqual([true, 500 - conflicts]);
  const before = fake.places;
  const making = makingOf(inbox.marked, inbox.target, session.places.view);
  const done = await inbox.accept(inbox.marked, session.places.view);
  expect([done?.accepted, done?.where]).toEqual([500 - conflicts, "where each was proposed"]);
  const many = (places: PlacesView) => {
    const floors = places.site.buildings.flatMap((one) => one.floors);
    return { floors: floors.length, spaces: floors.flatMap((one) => one.spaces).length, equipment: places.equipment.length };
  };
  const [had, has] = [many(before), many(fake.places)];
  expect(making).toMatchObject({ floors: has.floors - had.floors, spaces: has.spaces - had.spaces, equipment: has.equipment - had.equipment });
  expect(making.equipment).toBeGreaterThan(50);
});

test("a conflict is not marked with all the others, but is where only conflicts are asked for", async () => {
  const { inbox } = await open(0, 500);
  inbox.narrow({ conflicts: true });
  inbox.toggleShown();
  expect(inbox.marked.length).toBe(inbox.conflicts);
});

test("what is ignored is on its own shelf, comes back with its mark, and each step is undone", async () => {
  const { inbox } = await open(0, 60);
  const some = inbox.shown.slice(0, 4);
  inbox.toggle(some.map((one) => one.point));
  await inbox.ignore(inbox.marked, true);
  await inbox.load();
  expect([inbox.waiting, inbox.ignored, inbox.marked.length]).toEqual([56, 4, 0]);
  inbox.show("ignored");
  expect(inbox.shown.map((one) => one.point).sort()).toEqual(some.map((one) => one.point).sort());
  await inbox.ignore(inbox.shown.slice(0, 1), false);
  await inbox.load();
  expect([inbox.waiting, inbox.ignored]).toEqual([57, 3]);
  await inbox.undo();
  expect([inbox.shelf, inbox.ignored, inbox.last]).toEqual(["ignored", 4, null]);
});

test("a folded device keeps its head, which is stepped on, and opens at its first point", async () => {
  const { inbox } = await open(0, 60);
  inbox.move(1);
  const { device } = inbox;
  if (device === null) throw new Error("a device");
  const many = inbox.pointsOf(device).length;
  const before = inbox.lines.length;
  inbox.fold(device, true);
  expect([inbox.lines.length, inbox.selected, inbox.onHead, inbox.place]).toEqual([before - many, null, device, 0]);
  inbox.move(1);
  expect([inbox.onHead, inbox.device === device]).toEqual([null, false]);
  inbox.move(-1);
  inbox.fold(device, false);
  expect([inbox.lines.length, inbox.selected]).toEqual([before, inbox.pointsOf(device)[0]]);
  inbox.foldAll(true);
  expect(inbox.lines.every((line) => line.kind === "head")).toBe(true);
  expect(inbox.lines.length).toBe(inbox.devices);
});

test("a device has one head, with its name, model, convention and place, however many topics it has", async () => {
  const { inbox } = await open(0, 500);
  const heads = inbox.lines.filter((line) => line.kind === "head");
  expect(new Set(heads.map((head) => head.key)).size).toBe(heads.length);
  expect(heads.find((head) => head.device === "Heat pump 1")).toMatchObject({ model: "Daikin EBLA09", convention: "ha-discovery", connection: "Quay House", place: "Plant room › Heat pump 1" });
});

test("the filter asks for connection, convention, sureness and conflicts, and says so in words", async () => {
  const { inbox } = await open(0, 500);
  inbox.narrow({ words: "fan", connection: "Campus", convention: "sparkplug-b", likely: true });
  expect(inbox.shown.length).toBeGreaterThan(0);
  expect(inbox.shown.every((one) => one.connection === "Campus" && one.convention === "sparkplug-b" && sureness(one.proposal.confidence) !== "a guess")).toBe(true);
  expect(filterWords(inbox.filter, (word) => word ?? "")).toBe("with “fan”, over Campus, in sparkplug-b, sure or likely");
  inbox.filter = OPEN;
  expect(inbox.shown.length).toBe(500);
});

test("many are edited at once, what is left empty stays, and undoing gives back what was written before", async () => {
  const { inbox } = await open(0, 40);
  const [first, second] = inbox.shown;
  if (first === undefined || second === undefined) throw new Error("points");
  inbox.write(first, { name: "Boardroom sensor" });
  inbox.toggle([first.point, second.point]);
  const kind = inbox.edit(second).kind;
  inbox.writeMarked({ ...UNCHANGED, before: "Quay", find: "SENSOR", replace: "probe", unit: { to: "K" }, role: "zone-air-temp" });
  expect(inbox.edit(first)).toMatchObject({ name: "Quay Boardroom probe", unit: "K", role: "zone-air-temp" });
  expect(inbox.edit(second).kind).toBe(kind);
  await inbox.undo();
  expect([inbox.edit(first).name, inbox.isEdited(second.point)]).toEqual(["Boardroom sensor", false]);
});

test("signs of patterns and of replacements are plain text in a name", () => {
  expect(renamed("a.b (1) a.b", { ...UNCHANGED, find: "a.b", replace: "$&" })).toBe("$& (1) $&");
  expect(renamed("x(1)", { ...UNCHANGED, find: "(1)" })).toBe("x");
  expect(renamed("axb", { ...UNCHANGED, find: "a.b" })).toBe("axb");
});
